import Encoding
import Exchange

/// Texts as bodies carry them: of a bounded length, on one line, with nothing that a reader can not see.
enum BodyText {
    /// The most bytes of a text.
    static let longest = 512

    /// A text that may stand in a body: what has no place there is a space, and what is too long is cut.
    static func fitted(_ text: String, longest: Int = BodyText.longest) -> String {
        if text.utf8.count <= longest, isPlain(text) { return text }
        var fitted = ""
        for scalar in text.unicodeScalars {
            let kept = isControl(scalar) ? " " : scalar
            guard fitted.utf8.count + UTF8.width(kept) <= longest else { break }
            fitted.unicodeScalars.append(kept)
        }
        return fitted
    }

    /// A text of a body; `nil` when it is too long or has control characters.
    static func read(_ value: JSONValue, longest: Int = BodyText.longest) -> String? {
        guard let text = value.string, text.utf8.count <= longest,
            isPlain(text) || !text.unicodeScalars.contains(where: isControl)
        else { return nil }
        return text
    }

    /// Tells whether a text is of seen characters of ASCII and spaces alone, as most are.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8.span
        for place in bytes.indices where !(0x20...0x7E).contains(bytes[place]) { return false }
        return true
    }

    /// Tells whether a character has no place in a text: line ends, tabulators and their like.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

extension JSONObject {
    /// Sets a text that may stand in a body; an empty one is left out.
    mutating func set(_ name: String, _ text: String) {
        self[name] = text.isEmpty ? nil : .string(BodyText.fitted(text))
    }
}

extension MemberReader {
    /// A text of a body, empty where there is none; an empty one that is there is not taken.
    mutating func text(_ name: String) throws(MessageError) -> String {
        try optional(name) { value in
            BodyText.read(value).flatMap { $0.isEmpty ? nil : $0 }
        } ?? ""
    }

    /// A text that must be there and say something.
    mutating func requiredText(_ name: String) throws(MessageError) -> String {
        let text = try text(name)
        guard !text.isEmpty else { throw .missing(member: place(name)) }
        return text
    }

    /// A whole number of a range.
    mutating func number(_ name: String, in range: ClosedRange<Int>) throws(MessageError) -> Int {
        try required(name) { $0.number(in: range) }
    }

    /// The elements of an array of at most so many, each with its path; none where there is no array.
    mutating func elements(
        _ name: String, most: Int
    ) throws(MessageError) -> [(value: JSONValue, path: String)] {
        let elements = try optional(name) { value in
            // None is said by leaving the member out, so that there is one way to say it.
            value.array.flatMap { (1...most).contains($0.count) ? $0 : nil }
        }
        return (elements ?? []).enumerated().map { ($1, "\(place(name)).\($0)") }
    }
}

extension JSONValue {
    /// A whole number of a range; `nil` when it is none.
    func number(in range: ClosedRange<Int>) -> Int? {
        guard let number = integer, let whole = Int(exactly: number), range.contains(whole) else {
            return nil
        }
        return whole
    }

    /// An array; `nil` for none, so that none is said by leaving the member out.
    static func some(_ elements: [JSONValue]) -> JSONValue? {
        elements.isEmpty ? nil : .array(elements)
    }
}
