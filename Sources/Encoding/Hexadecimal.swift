/// Bytes as text in lower-case hexadecimal digits, read strictly.
public enum Hexadecimal: Sendable {
    private static let digits = Array("0123456789abcdef".utf8)

    /// The text of bytes: two digits each.
    public static func encode(_ bytes: some Collection<UInt8>) -> String { encode(Array(bytes)) }

    /// The text of bytes: two digits each.
    public static func encode(_ bytes: [UInt8]) -> String {
        unsafe String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (place, byte) in bytes.enumerated() {
                unsafe text[2 * place] = digits[Int(byte >> 4)]
                unsafe text[2 * place + 1] = digits[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }

    /// The bytes of a text; `nil` unless it is just what `encode` makes of them.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(digits: Array(text.utf8))
    }

    /// The bytes of a text; `nil` unless it is just what `encode` makes of them.
    public static func decode(_ text: String) -> [UInt8]? { decode(digits: Array(text.utf8)) }

    private static func decode(digits: [UInt8]) -> [UInt8]? {
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var place = 0
        while place < digits.count {
            guard let high = value(of: digits[place]), let low = value(of: digits[place + 1])
            else { return nil }
            bytes.append(high << 4 | low)
            place += 2
        }
        return bytes
    }

    /// The digit of a number below sixteen.
    public static func digit(of value: UInt8) -> UInt8 { digits[Int(value)] }

    /// The number of a digit; `nil` for any other character.
    public static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
