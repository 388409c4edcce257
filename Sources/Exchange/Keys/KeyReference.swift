internal import Encoding

/// Which of a name's keys, without the key: what signatures say of themselves.
///
/// It is only a hint. What a key is worth is said by the manifest of its node.
public struct KeyReference: Hashable, Sendable {
    /// The key's name.
    public let name: String
    /// The first four bytes of the key's hash.
    public let identifier: UInt32

    /// A reference to a key.
    public init(name: String, identifier: UInt32) {
        self.name = name
        self.identifier = identifier
    }

    /// The reference of a text; `nil` unless it is a name, a plus sign and eight hexadecimal digits.
    public init?(_ text: String) {
        let parts = text.split(separator: "+", omittingEmptySubsequences: false)
        guard parts.count == 2, MessageKey.isName(String(parts[0])),
            let bytes = Hexadecimal.decode(parts[1]), bytes.count == 4
        else { return nil }
        name = String(parts[0])
        identifier = bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The text.
    public var text: String {
        let bytes = BigEndian.bytes(identifier)
        return "\(name)+\(Hexadecimal.encode(bytes))"
    }
}
