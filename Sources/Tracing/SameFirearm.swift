import Books

/// Tells whether several lines under one serial and description are one firearm or several.
///
/// Makers repeat serials. Lines that part with the firearm in different ways, each as if it were the
/// first, are different firearms, and taking the earliest would name whoever bought that one.
enum SameFirearm {
    /// More firearms than this under one serial name nobody; the rest of them are not told apart.
    private static let most = 64

    /// Parts lines into firearms; of each firearm's lines the one where its way begins.
    ///
    /// - Complexity: O(n x firearms); lines that say the same are passed over at once.
    static func beginnings<Line>(of lines: [Line], at match: (Line) -> BookMatch) -> [Line] {
        guard lines.count > 1 else { return lines }
        var beginnings: [Line] = []
        var written: Set<BookEntry.Event> = []
        for line in lines.sorted(by: { isEarlier(match($0), than: match($1)) }) {
            guard beginnings.count < most else { break }
            guard written.insert(match(line).entry.event).inserted else { continue }
            let place = beginnings.firstIndex { isSame(match(line), as: match($0)) }
            guard let place else {
                beginnings.append(line)
                continue
            }
            // A line that was begun, and then written again whole, is the same line.
            let first = match(beginnings[place])
            if first.entry.disposition == .missing, isRepeat(match(line), of: first) {
                beginnings[place] = line
            }
        }
        return beginnings
    }

    /// Tells whether a line goes on with the firearm of an earlier one.
    private static func isSame(_ line: BookMatch, as earlier: BookMatch) -> Bool {
        isRepeat(line, of: earlier) || isReturn(line, of: earlier)
    }

    /// The same event written twice, the second time perhaps whole.
    private static func isRepeat(_ line: BookMatch, of earlier: BookMatch) -> Bool {
        let dispositions = (line.entry.disposition, earlier.entry.disposition)
        if dispositions.0 == dispositions.1, dispositions.0 != .missing { return true }
        return (dispositions.0 == .missing || dispositions.1 == .missing)
            && line.entry.acquiredOn == earlier.entry.acquiredOn
            && line.entry.acquiredFrom == earlier.entry.acquiredFrom
    }

    /// The firearm came back from somebody else after it had left.
    private static func isReturn(_ line: BookMatch, of earlier: BookMatch) -> Bool {
        let origins = (line.entry.acquiredFrom, earlier.entry.acquiredFrom)
        guard origins.0 != origins.1, !origins.0.isBlank,
            let left = earlier.entry.disposition.day, let came = line.entry.acquiredOn
        else { return false }
        return came >= left
    }

    private static func isEarlier(_ line: BookMatch, than other: BookMatch) -> Bool {
        guard let day = line.entry.acquiredOn else { return false }
        guard let otherDay = other.entry.acquiredOn else { return true }
        return day < otherDay
    }
}
