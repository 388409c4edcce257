/// Bytes as text in base64 for names and addresses (RFC 4648, section 5), without padding, read strictly.
public enum Base64URL: Sendable {
    /// The text of bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        let text = Base64.encode(bytes).utf8.filter { $0 != UInt8(ascii: "=") }
        return String(decoding: text.map(toAddress), as: UTF8.self)
    }

    /// The bytes of a text; `nil` unless it is just what `encode` makes of them.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let letters = Array(text.utf8)
        let foreign = "+/=".utf8
        guard letters.allSatisfy({ !foreign.contains($0) }) else { return nil }
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
        return Base64.decode(letters.map(fromAddress) + padding)
    }

    private static func toAddress(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: letter
        }
    }

    private static func fromAddress(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: letter
        }
    }
}
