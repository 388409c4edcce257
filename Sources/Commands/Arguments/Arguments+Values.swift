import Chronology
import Language

extension Arguments {
    /// The value of an option that takes one of a few words, in any case.
    func choice<Choice>(
        _ option: String, among words: [String: Choice], expected: Phrase
    ) throws(CommandError) -> Choice? {
        guard let value = value(option) else { return nil }
        guard let choice = words[value.lowercased()] else {
            throw .unusableValue(option: option, value: value, expected: expected)
        }
        return choice
    }

    /// The value of an option that takes a whole number.
    func whole(_ option: String, in range: ClosedRange<Int>) throws(CommandError) -> Int? {
        guard let value = value(option) else { return nil }
        // Thousands may be set apart as in the help: 144,000 or 144_000.
        let digits = value.filter { $0 != "," && $0 != "_" }
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let number = Int(digits), range.contains(number)
        else {
            let expected = Phrase(
                "commands.expected.whole",
                ["least": .count(range.lowerBound), "most": .count(range.upperBound)])
            throw .unusableValue(option: option, value: value, expected: expected)
        }
        return number
    }

    /// The value of an option that takes a share written with a decimal point, such as `0.9`.
    func share(
        _ option: String, in range: Range<Double>, expected: Phrase
    ) throws(CommandError) -> Double? {
        guard let value = value(option) else { return nil }
        // Digits and a point alone: `Double` would also take `nan`, `0x1p-1` and `1e-1`.
        guard value.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }),
            let share = Double(value), range.contains(share)
        else { throw .unusableValue(option: option, value: value, expected: expected) }
        return share
    }

    /// The value of an option that takes a day, written `YYYY-MM-DD`.
    func day(_ option: String) throws(CommandError) -> Day? {
        guard let value = value(option) else { return nil }
        guard let day = Day(iso: value) else {
            throw .unusableValue(
                option: option, value: value, expected: Phrase("commands.expected.day"))
        }
        return day
    }

    /// The value of an option that names a file to read.
    func file(_ option: String) throws(CommandError) -> String? {
        guard let path = value(option) else { return nil }
        try FileChecks.requireFile(path)
        return path
    }
}

extension Substring {
    /// The text without the spaces around it.
    var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
