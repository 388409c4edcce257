/// What is known of a serial, character by character: the question that a search answers.
///
/// Only significant characters count: `A`...`Z` and `0`...`9`, upper case, without dashes and spaces.
public struct SerialPattern: Hashable, Sendable {
    /// One place of a pattern.
    public enum Element: Hashable, Sendable {
        /// A character that was read: an ASCII capital letter or digit.
        case character(UInt8)
        /// One character that is there and could not be read.
        case unknown
        /// Any number of characters, none included, that could not be read.
        case unknownRun
    }

    /// The places in reading order.
    public let elements: [Element]

    /// Makes a pattern from its places; neighbouring unknown runs become one.
    public init(_ elements: [Element]) {
        var merged: [Element] = []
        for element in elements where !(element == .unknownRun && merged.last == .unknownRun) {
            merged.append(element)
        }
        self.elements = merged
    }

    /// The pattern of a serial that was read whole: its letters and digits, in upper case.
    public init(whole serial: some StringProtocol) {
        elements = SerialPattern.significant(serial).map { .character($0) }
    }

    /// The significant characters of a written serial: ASCII letters, in upper case, and digits.
    @inlinable
    public static func significant(_ serial: some StringProtocol) -> [UInt8] {
        var characters: [UInt8] = []
        characters.reserveCapacity(serial.utf8.count)
        for byte in serial.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                characters.append(byte)
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                characters.append(byte - 32)
            default: break
            }
        }
        return characters
    }

    /// How many characters were read.
    public var knownCount: Int {
        elements.count { if case .character = $0 { true } else { false } }
    }

    /// Tells whether every character was read.
    public var isWhole: Bool { knownCount == elements.count }

    /// The characters, when all were read.
    public var wholeCharacters: [UInt8]? {
        var characters: [UInt8] = []
        for element in elements {
            guard case .character(let byte) = element else { return nil }
            characters.append(byte)
        }
        return characters
    }
}

extension SerialPattern: CustomStringConvertible {
    /// The pattern with `?` for an unknown character and `*` for an unknown run.
    public var description: String {
        String(
            decoding: elements.map { element in
                switch element {
                case .character(let byte): byte
                case .unknown: UInt8(ascii: "?")
                case .unknownRun: UInt8(ascii: "*")
                }
            }, as: UTF8.self)
    }
}
