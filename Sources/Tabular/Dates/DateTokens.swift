/// The pieces of a date in words.
enum DateToken: Hashable {
    case date(NumericDate)
    case number(NumericDate.Number)
    /// Ten years, such as `1990s`.
    case decade(Int)
    case word(DateWords.Meaning)
    case unknownWord
    case dash
}

/// A text taken apart into the pieces of a date; clock times and time zones are left out.
struct DateTokens {
    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private(set) var tokens: [DateToken] = []

    /// Takes a text apart that is folded.
    init(folded text: String) {
        bytes = Array(text.utf8)[...]
        index = 0
        while index < bytes.endIndex {
            let byte = bytes[index]
            if NumericDate.isDigit(byte) {
                takeNumber()
            } else if DateTokens.isLetter(byte) {
                takeWord()
            } else {
                if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") { tokens.append(.dash) }
                if byte == UInt8(ascii: "&") { tokens.append(.word(.until)) }
                index += 1
            }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || byte >= 0x80
    }

    private mutating func takeNumber() {
        if let (date, end) = NumericDate.read(bytes, from: index) {
            tokens.append(.date(date))
            index = end
            // `2010-05-03T14:30`.
            if index + 1 < bytes.endIndex, bytes[index] == UInt8(ascii: "t"),
                NumericDate.isDigit(bytes[index + 1])
            {
                index += 1
            }
            return
        }
        guard let number = NumericDate.number(bytes, &index) else { return }
        if index < bytes.endIndex, bytes[index] == UInt8(ascii: ":") {
            takeTime()
            return
        }
        let suffix = letters(from: index)
        switch String(decoding: suffix, as: UTF8.self) {
        case "s" where number.value % 10 == 0 && number.digits >= 2:
            tokens.append(.decade(number.value))
            index = suffix.endIndex
        case "st", "nd", "rd", "th", "er", "ro", "do", "to", "o", "a", "ra", "da":
            tokens.append(.number(number))
            index = suffix.endIndex
        default: tokens.append(.number(number))
        }
    }

    private func letters(from start: Int) -> ArraySlice<UInt8> {
        var end = start
        while end < bytes.endIndex, DateTokens.isLetter(bytes[end]) { end += 1 }
        return bytes[start..<end]
    }

    private mutating func takeWord() {
        let word = letters(from: index)
        index = word.endIndex
        switch DateWords.meaning(String(decoding: word, as: UTF8.self)) {
        case .filler: break
        case .some(let meaning): tokens.append(.word(meaning))
        case nil: tokens.append(.unknownWord)
        }
    }

    /// Passes over the rest of a clock time: minutes, seconds, half of the day, zone, offset.
    private mutating func takeTime() {
        let zones: Set<String> = [
            "a", "p", "m", "am", "pm", "h", "hr", "hrs", "hours", "horas", "z", "utc", "gmt", "est",
            "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt",
        ]
        while index < bytes.endIndex {
            let byte = bytes[index]
            if NumericDate.isDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") {
                index += 1
            } else if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
                // An offset follows at once; anything else ends the time.
                guard index + 1 < bytes.endIndex, NumericDate.isDigit(bytes[index + 1]),
                    bytes[index - 1] != Byte.space
                else { return }
                index += 1
            } else if DateTokens.isLetter(byte) {
                let word = letters(from: index)
                guard zones.contains(String(decoding: word, as: UTF8.self)) else { return }
                index = word.endIndex
            } else if byte == Byte.space {
                // Space belongs to the time only when more of the time follows it.
                let word = letters(from: index + 1)
                guard zones.contains(String(decoding: word, as: UTF8.self)) else { return }
                index += 1
            } else {
                return
            }
        }
    }
}
