/// Takes several serials in one cell apart.
struct SerialList {
    let words: SerialWords

    /// The serials of a cell; the whole cell when there is one, or when it is not plain.
    ///
    /// `;`, ` / `, a word for *and* or *or* set two serials apart where each side has a digit. A
    /// slash, a comma or a line's end does so only between serials of one shape: `12345/67` is one.
    func pieces(of text: SerialText) -> [SerialText] {
        let bytes = text.bytes
        guard bytes.contains(where: isSeparator) || hasConjunction(bytes), !isOneNumber(bytes)
        else { return [text] }
        let firm = split(bytes, at: firmSeparators(bytes))
        let pieces = firm.flatMap { piece -> [ArraySlice<UInt8>] in
            let parts = piece.split(whereSeparator: isSeparator).map { $0 }
            return parts.count > 1 && haveOneShape(parts) ? parts : [piece]
        }
        guard pieces.count > 1, pieces.count <= SerialLimits.serials else { return [text] }
        return pieces.map { SerialText(part: $0) }
    }

    private func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
            || byte == UInt8(ascii: "|") || byte == 0x0A
    }

    /// `1,234,567`: one number whose thousands are set apart.
    private func isOneNumber(_ bytes: [UInt8]) -> Bool {
        let groups = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        return groups.count > 1 && (1...3).contains(groups[0].count)
            && groups.dropFirst().allSatisfy { $0.count == 3 }
            && groups.allSatisfy { $0.allSatisfy(SerialText.isDigit) }
    }

    private static let conjunctions = [" OR ", " AND ", " Y ", " O ", " Y/O ", " U ", " & ", " / "]

    private func hasConjunction(_ bytes: [UInt8]) -> Bool {
        bytes.contains(0x20) && !firmSeparators(bytes).isEmpty
    }

    /// The ranges of the separators that set two serials apart whatever their shapes.
    private func firmSeparators(_ bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var at = 0
        while at < bytes.count {
            let length = firmLength(bytes[at...])
            if length > 0 { found.append(at..<(at + length)) }
            at += max(length, 1)
        }
        return found
    }

    private func firmLength(_ bytes: ArraySlice<UInt8>) -> Int {
        if bytes.first == UInt8(ascii: ";") { return 1 }
        guard bytes.first == 0x20 else { return 0 }
        return SerialList.conjunctions.first { bytes.starts(with: $0.utf8) }?.utf8.count ?? 0
    }

    /// Cuts at the separators if every piece can be a serial of its own.
    private func split(_ bytes: [UInt8], at separators: [Range<Int>]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        for separator in separators {
            pieces.append(bytes[start..<separator.lowerBound])
            start = separator.upperBound
        }
        pieces.append(bytes[start...])
        pieces = pieces.filter { $0.contains(where: SerialText.isSignificant) }
        let areSerials = pieces.allSatisfy {
            $0.count(where: SerialText.isSignificant) >= 3 && $0.contains(where: SerialText.isDigit)
        }
        return areSerials && pieces.count > 1 ? pieces : [bytes[...]]
    }

    /// Tells whether parts are letters and digits in the same places, long enough to be serials.
    private func haveOneShape(_ parts: [ArraySlice<UInt8>]) -> Bool {
        let shapes = parts.map { part in
            part.filter(SerialText.isSignificant).map(SerialText.isDigit)
        }
        return shapes.allSatisfy { $0 == shapes[0] } && shapes[0].count >= 4
            && shapes[0].contains(true)
    }
}
