/// Bytes as text in base64 with padding (RFC 4648, section 4), read strictly.
///
/// A sequence of bytes has one text and no other is taken: no line breaks, no missing padding, no bits
/// that mean nothing. So what was signed as text can not be written differently and still be the same.
public enum Base64: Sendable {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each byte of the alphabet; 255 for any other.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    private static let padding = UInt8(ascii: "=")

    /// The text of bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String { encode(Array(bytes)) }

    /// The text of bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        let size = (bytes.count + 2) / 3 * 4
        // Written where it stays: these texts are made for each message many times.
        return unsafe String(unsafeUninitializedCapacity: size) { text in
            unsafe write(bytes, to: text)
            return size
        }
    }

    /// Writes the text of bytes; there is room for all of it.
    private static func write(_ bytes: [UInt8], to text: UnsafeMutableBufferPointer<UInt8>) {
        var place = 0
        func put(_ value: UInt8) {
            unsafe text[place] = alphabet[Int(value & 63)]
            place += 1
        }
        var next = 0
        while next + 2 < bytes.count {
            let (one, two, three) = (bytes[next], bytes[next + 1], bytes[next + 2])
            put(one >> 2)
            put(one << 4 | two >> 4)
            put(two << 2 | three >> 6)
            put(three)
            next += 3
        }
        guard next < bytes.count else { return }
        let one = bytes[next]
        let two = next + 1 < bytes.count ? bytes[next + 1] : 0
        put(one >> 2)
        put(one << 4 | two >> 4)
        if next + 1 < bytes.count { put(two << 2) }
        while place < text.count {
            unsafe text[place] = padding
            place += 1
        }
    }

    /// The bytes of a text; `nil` unless it is just what `encode` makes of them.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(Array(text.utf8)) }

    /// The bytes of a text; `nil` unless it is just what `encode` makes of them.
    public static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }

    /// The bytes of a text; `nil` unless it is just what `encode` makes of them.
    public static func decode(_ text: Substring) -> [UInt8]? { decode(Array(text.utf8)) }

    /// The bytes of a text in UTF-8; `nil` unless it is just what `encode` makes of them.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let padded = text.suffix(2).count { $0 == padding }
        guard padded < 2 || text[text.count - 2] == padding else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        for (index, byte) in text.enumerated() {
            var value = values[Int(byte)]
            if byte == padding, index >= text.count - padded { value = 0 }
            guard value != 255 else { return nil }
            bits = bits << 6 | UInt32(value)
            guard index % 4 == 3 else { continue }
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits))
        }
        // What padding leaves over must be zero, or another text would mean the same.
        guard bytes.suffix(padded).allSatisfy({ $0 == 0 }), hasNoLooseBits(text, padded)
        else { return nil }
        bytes.removeLast(padded)
        return bytes
    }

    /// Tells whether the last character before the padding has no bits that belong to no byte.
    private static func hasNoLooseBits(_ text: [UInt8], _ padded: Int) -> Bool {
        guard padded > 0 else { return true }
        let value = values[Int(text[text.count - padded - 1])]
        return value & (padded == 1 ? 3 : 15) == 0
    }
}
