import Chronology

/// The numbers of cells as text.
enum CellNumbers {
    /// How many digits a spreadsheet shows and keeps.
    private static let digitLimit = 15

    /// A number as a person would write it: no exponent as far as 15 digits go, and none of the
    /// digits that come of binary fractions.
    ///
    /// A whole number beyond 15 digits keeps its exponent: the spreadsheet lost its last digits, and
    /// a reader has to see that.
    static func text(_ number: Double) -> String {
        guard number.isFinite else { return "\(number)" }
        if number == number.rounded(), number.magnitude < 1e15 { return "\(Int64(number))" }
        let (digits, exponent) = decimal(number.magnitude)
        let sign = number < 0 ? "-" : ""
        return sign + layout(digits, exponent)
    }

    /// The significant digits, at most 15, and the exponent of the first: 0.05 is ([5], -2).
    private static func decimal(_ number: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var pointAt: Int?
        var exponent = 0
        let parts = number.description.split(separator: "e")
        for byte in parts[0].utf8 {
            if byte == UInt8(ascii: ".") {
                pointAt = digits.count
            } else {
                digits.append(byte - 48)
            }
        }
        if parts.count > 1 { exponent = Int(parts[1]) ?? 0 }
        exponent += (pointAt ?? digits.count) - 1
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        exponent -= zeros
        if digits.count > digitLimit {
            let roundsUp = digits[digitLimit] >= 5
            digits.removeLast(digits.count - digitLimit)
            if roundsUp { exponent += increment(&digits) }
        }
        while digits.last == 0 { digits.removeLast() }
        return (digits, exponent)
    }

    /// Adds one to the last digit.
    ///
    /// - Returns: 1 when a digit came before the first, which moves the point.
    private static func increment(_ digits: inout [UInt8]) -> Int {
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return 0
            }
            digits[index] = 0
        }
        digits.insert(1, at: 0)
        return 1
    }

    private static func layout(_ digits: [UInt8], _ exponent: Int) -> String {
        let text = digits.map { String($0) }
        switch exponent {
        case -9..<0:
            return "0." + String(repeating: "0", count: -exponent - 1) + text.joined()
        case 0..<digitLimit:
            let padded = text + Array(repeating: "0", count: max(0, exponent + 1 - text.count))
            let whole = padded[...exponent].joined()
            let fraction = padded[(exponent + 1)...].joined()
            return fraction.isEmpty ? whole : "\(whole).\(fraction)"
        default:
            let fraction = text.dropFirst().joined()
            let sign = exponent < 0 ? "-" : "+"
            let pad = exponent.magnitude < 10 ? "0" : ""
            return "\(text.first ?? "0")\(fraction.isEmpty ? "" : ".")\(fraction)"
                + "E\(sign)\(pad)\(exponent.magnitude)"
        }
    }

    /// A number that counts days as ISO text: a day, a day with a time, or a time alone.
    ///
    /// - Returns: `nil` when it lies outside the calendar that spreadsheets have.
    static func date(_ serial: Double, uses1904: Bool) -> String? {
        guard serial >= 0, serial < 2_958_466 else { return nil }
        var days = serial.rounded(.down)
        var seconds = ((serial - days) * 86_400).rounded()
        if seconds >= 86_400 { (days, seconds) = (days + 1, 0) }
        let time = seconds == 0 ? "" : "T" + clock(Int(seconds))
        let count = Int(days)
        if uses1904 {
            if count == 0, seconds > 0 { return clock(Int(seconds)) }
            // 1 January 1904 is day 0 of that calendar and day 1,462 of the other.
            return excelDay(count + 1462).map { $0 + time }
        }
        if count == 0 { return seconds > 0 ? clock(Int(seconds)) : nil }
        // The calendar of 1900 has a 29 February that never was, as Lotus 1-2-3 had it.
        if count == 60 { return "1900-02-29" + time }
        return excelDay(count).map { $0 + time }
    }

    private static func excelDay(_ count: Int) -> String? {
        guard let base = Day(year: 1899, month: 12, day: 30) else { return nil }
        return base.advanced(by: count < 60 ? count + 1 : count).description
    }

    private static func clock(_ seconds: Int) -> String {
        [seconds / 3600, seconds / 60 % 60, seconds % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }
}
