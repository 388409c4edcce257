/// A short text of a narrow alphabet, in which nobody can be named by accident.
public protocol Word: Hashable, Sendable {
    /// The text.
    var text: String { get }
    /// The word of a text; `nil` when it can not be one.
    init?(_ text: String)
}

/// The letters that words may have.
private enum Alphabet {
    private static let small = "abcdefghijklmnopqrstuvwxyz0123456789"
    private static let capital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    static let node = letters(small + ".-")
    static let agency = letters(capital)
    static let basis = letters(small + ":.-")
    static let field = letters(small + "._")
    static let code = letters(capital + "_")

    /// Which of the characters of ASCII are letters, by their numbers.
    private static func letters(_ text: String) -> [Bool] {
        var letters = [Bool](repeating: false, count: 128)
        for letter in text.utf8 { letters[Int(letter)] = true }
        return letters
    }

    /// Tells whether a text has some letters of an alphabet, no others and not too many.
    static func makes(_ text: String, of letters: [Bool], upTo most: Int) -> Bool {
        let bytes = text.utf8.span
        guard (1...most).contains(bytes.count) else { return false }
        for place in bytes.indices {
            guard bytes[place] < 0x80, letters[Int(bytes[place])] else { return false }
        }
        return true
    }
}

/// The name of a node, such as `us.trace.example`: its keys are named with a slash behind it.
public struct NodeName: Word {
    /// The text.
    public let text: String

    /// The name of a text; `nil` unless it is of small letters, digits and dashes, in parts with a dot between them.
    ///
    /// No part is empty: folders are named after nodes, and `..` is none of them.
    public init?(_ text: String) {
        guard Alphabet.makes(text, of: Alphabet.node, upTo: 253),
            NodeName.hasWholeParts(text)
        else { return nil }
        self.text = text
    }

    /// Tells whether no part is empty, and none begins or ends with a dash.
    private static func hasWholeParts(_ text: String) -> Bool {
        let (dash, dot) = (UInt8(ascii: "-"), UInt8(ascii: "."))
        var last = dot
        for byte in text.utf8 {
            if last == dot, byte == dot || byte == dash { return false }
            if last == dash, byte == dot { return false }
            last = byte
        }
        return last != dot && last != dash
    }

    /// Tells whether a key's name is one of this node.
    public func owns(_ keyName: String) -> Bool { keyName.hasPrefix(text + "/") }
}

/// The number of an agency (ORI), kept from end to end.
public struct AgencyNumber: Word {
    /// The text.
    public let text: String

    /// The number of a text; `nil` unless it is of capitals and digits.
    public init?(_ text: String) {
        guard Alphabet.makes(text, of: Alphabet.agency, upTo: 16) else { return nil }
        self.text = text
    }
}

/// The law that allows something, by a short reference such as `us:18usc923g7`.
public struct LegalBasis: Word {
    /// The text.
    public let text: String

    /// The reference of a text; `nil` unless it is of small letters, digits, colons, dots and dashes.
    public init?(_ text: String) {
        guard Alphabet.makes(text, of: Alphabet.basis, upTo: 64) else { return nil }
        self.text = text
    }
}

/// The name of a field of a record, such as `purchaser.name`.
public struct FieldPath: Word {
    /// The text.
    public let text: String

    /// The name of a text; `nil` unless it is of small letters, digits, dots and low lines.
    public init?(_ text: String) {
        guard Alphabet.makes(text, of: Alphabet.field, upTo: 64) else { return nil }
        self.text = text
    }
}

/// Why a message was refused, in a word that both sides know.
public struct RefusalCode: Word {
    /// The text.
    public let text: String

    /// The code of a text; `nil` unless it is of capitals, digits and low lines.
    public init?(_ text: String) {
        guard Alphabet.makes(text, of: Alphabet.code, upTo: 48) else { return nil }
        self.text = text
    }

    private init(known text: String) { self.text = text }

    /// The request that a message is about is not known.
    public static let unknownRequest = RefusalCode(known: "UNKNOWN_REQUEST")
    /// The request was answered before.
    public static let alreadyAnswered = RefusalCode(known: "ALREADY_ANSWERED")
    /// The request was taken back.
    public static let cancelled = RefusalCode(known: "CANCELLED")
    /// Messages of this kind, or at this moment, are not taken.
    public static let notTaken = RefusalCode(known: "NOT_TAKEN")
    /// The policy of the node that was asked forbids it.
    public static let forbidden = RefusalCode(known: "FORBIDDEN")
    /// What the message says is not of the form.
    public static let unreadable = RefusalCode(known: "UNREADABLE")
}

/// The requester's own number of a case.
public struct CaseReference: Word {
    /// The text.
    public let text: String

    /// The number of a text; `nil` when it is empty, long, or has characters that are not seen.
    public init?(_ text: String) {
        guard (1...128).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0 == " " || isSeen($0) })
        else { return nil }
        self.text = text
    }
}

/// Tells whether a character is one that a reader sees: none that turns or hides others.
private func isSeen(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x21...0x7E).contains(scalar.value) }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
        .paragraphSeparator, .spaceSeparator:
        return false
    default: return true
    }
}
