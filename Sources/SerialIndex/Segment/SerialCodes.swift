/// The significant characters of a serial as small numbers: 0...9 for digits, 10...35 for letters.
///
/// What the index stores and compares. At most `longest` characters count; a longer serial is cut, so
/// that two serials alike in their first 24 characters are held to be one.
public struct SerialCodes: Hashable, Sendable {
    /// Serials are indexed by at most this many significant characters.
    public static let longest = 24

    /// The codes in reading order, 1...24 of them, each 0...35.
    public private(set) var codes: [UInt8]

    init(codes: [UInt8]) { self.codes = codes }

    /// The codes of a written serial; empty when it has no letter or digit.
    public init(_ serial: some StringProtocol) {
        self.init(significant: SerialPattern.significant(serial))
    }

    /// The codes of significant characters: ASCII capital letters and digits; other bytes are left out.
    public init(significant bytes: some Sequence<UInt8>) {
        codes = []
        for byte in bytes {
            guard let code = SerialCodes.code(of: byte) else { continue }
            if codes.count == SerialCodes.longest { break }
            codes.append(code)
        }
    }

    /// The code of an ASCII letter or digit; `nil` for any other byte.
    public static func code(of byte: UInt8) -> UInt8? {
        let code = table[Int(byte)]
        return code == none ? nil : code
    }

    /// The ASCII character of a code.
    public static func byte(of code: UInt8) -> UInt8 { code < 10 ? code + 48 : code + 55 }

    /// The serial in ASCII.
    public var bytes: [UInt8] { codes.map(SerialCodes.byte(of:)) }

    /// Stands in the table for a byte that does not count.
    static let none: UInt8 = 255

    /// The code of each byte.
    static let table: [UInt8] = (0...255).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(byte) - 48
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(byte) - 55
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt8(byte) - 87
        default: none
        }
    }

    /// Tells whether a code is a letter's.
    static func isLetter(_ code: UInt8) -> Bool { code >= 10 }

    /// The place of a code among those of its kind: 0...9 or 0...25.
    static func value(of code: UInt8) -> UInt8 { code < 10 ? code : code - 10 }
}
