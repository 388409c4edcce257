import Chronology
import Encoding
import Exchange

extension Day {
    /// The day as a body carries it; `nil` for one that the calendar's four digits can not write.
    var json: JSONValue? {
        (1...9999).contains(civil.year) ? .string(description) : nil
    }

    static func read(_ value: JSONValue) -> Day? { value.string.flatMap { Day(iso: $0) } }
}

extension DayRange {
    /// The range as a body carries it: the day, or the first and the last.
    var json: JSONValue? {
        guard let first = first.json, let last = last.json else { return nil }
        return exactDay == nil ? .array([first, last]) : first
    }

    static func read(_ value: JSONValue) -> DayRange? {
        if let day = Day.read(value) { return DayRange(day) }
        guard let parts = value.array, parts.count == 2, let first = Day.read(parts[0]),
            let last = Day.read(parts[1]), first < last
        else { return nil }
        return DayRange(first, last)
    }
}

extension MemberReader {
    /// A day, if there is one.
    mutating func day(_ name: String) throws(MessageError) -> Day? {
        try optional(name, Day.read)
    }
}
