import Chronology

/// Tells a date that stands in a serial's place, most likely what a spreadsheet made of the serial.
struct SerialDates {
    let words: SerialWords

    /// One part of a date.
    private enum Part {
        case number(Int, digits: Int)
        case month(Int)
    }

    /// Years that a serial turned into a date is given.
    private static let years = 1900...2099

    func hasDate(_ text: SerialText) -> Bool {
        guard text.bytes.contains(where: { !SerialText.isSignificant($0) }) else { return false }
        let bytes = text.bytes[...]
        let clock = bytes.firstIndex(of: UInt8(ascii: ":"))
        guard clock == nil || bytes.count > 12 else { return false }
        let separators: [UInt8] = Array("-/. ,".utf8)
        var day = bytes
        if let clock {
            let cut = bytes[..<clock].lastIndex { $0 == 0x20 || $0 == UInt8(ascii: "T") }
            day = bytes[..<(cut ?? clock)]
        }
        let signs = day.filter { !SerialText.isSignificant($0) }
        guard !signs.isEmpty, signs.allSatisfy(separators.contains) else { return false }
        var parts: [Part] = []
        for field in day.split(whereSeparator: { !SerialText.isSignificant($0) }) {
            let written = SerialText.written(field)
            if written == "DE" { continue }
            if let number = Int(written) {
                parts.append(.number(number, digits: field.count))
            } else if let month = words.months[written] {
                parts.append(.month(month))
            } else {
                return false
            }
        }
        return isDate(parts, signs: signs)
    }

    private func isDate(_ parts: [Part], signs: [UInt8]) -> Bool {
        let isSlashed = signs.contains(UInt8(ascii: "/"))
        switch (parts.first, parts.dropFirst().first, parts.dropFirst(2).first, parts.count) {
        case (.number(let year, 4), .number(let month, _), .number(let day, _), 3):
            return isDay(year, month, day)
        case (.number(let first, ...2), .number(let second, ...2), .number(let year, 4), 3):
            return isDay(year, first, second) || isDay(year, second, first)
        case (.number(let first, ...2), .number(let second, ...2), .number(let year, 2), 3):
            // With dashes it may as well be a serial of six digits.
            return isSlashed
                && (isDay(2000 + year, first, second) || isDay(2000 + year, second, first))
        case (.number(let day, ...2), .month(let month), .number(let year, let digits), 3):
            return isDay(digits == 4 ? year : 2000 + year % 100, month, day)
        case (.month(let month), .number(let day, ...2), .number(let year, let digits), 3):
            return isDay(digits == 4 ? year : 2000 + year % 100, month, day)
        case (.number(let day, ...2), .month(let month), nil, 2):
            return isDay(2000, month, day)
        case (.month, .number(_, let digits), nil, 2):
            // A spreadsheet shows `MAR12` as `Mar-12`; three digits are a maker's.
            return digits == 2
        default: return false
        }
    }

    private func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        SerialDates.years.contains(year) && Day(year: year, month: month, day: day) != nil
    }
}
