internal import Encoding
internal import Ledger

public import Cryptography

/// A public key with which a node's messages and requests are checked, with the name of its node.
public struct MessageKey: Hashable, Sendable {
    /// The key's name, such as `us.trace.example/node`.
    public let name: String
    /// The key itself.
    public let key: VerifyingKey
    /// Which of the name's keys, as signatures say it.
    public let reference: KeyReference

    /// What keys of this kind begin with: the number for other algorithms, and this one's name
    /// (C2SP signed-note).
    private static let kind: [UInt8] = [0xFF] + Array("dsse-ed25519".utf8)

    /// A key of a name; `nil` when the name can not be one.
    public init?(name: String, key: VerifyingKey) {
        guard MessageKey.isName(name) else { return nil }
        self.name = name
        self.key = key
        let hash = Digest.sha256(Array(name.utf8) + [0x0A] + MessageKey.kind + key.bytes)
        reference = KeyReference(
            name: name, identifier: hash.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }

    /// The key of a line of text: name, identifier in hexadecimal and key in base64, with plus signs.
    ///
    /// - Throws: `KeyError` when it is anything else, or the identifier is not the key's.
    public init(_ text: some StringProtocol) throws(KeyError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.utf8.count <= 1024, parts.count == 3 else { throw .malformed }
        let name = String(parts[0])
        guard MessageKey.isName(name) else { throw .name }
        guard let bytes = Base64.decode(parts[2]), bytes.starts(with: MessageKey.kind) else {
            throw .kind
        }
        guard let key = VerifyingKey(Array(bytes.dropFirst(MessageKey.kind.count))),
            let made = MessageKey(name: name, key: key)
        else { throw .malformed }
        guard made.reference == KeyReference("\(name)+\(parts[1])") else { throw .identifier }
        self = made
    }

    /// The line of text.
    public var text: String {
        reference.text + "+" + Base64.encode(MessageKey.kind + key.bytes)
    }

    /// Tells whether a text may be a name: as for notes, and seen characters of ASCII alone, because HTTP's
    /// fields hold no others.
    static func isName(_ text: String) -> Bool {
        VerifierKey.isName(text) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

/// Why a text is no key.
public enum KeyError: Error, Equatable, Sendable {
    /// It is not of the form.
    case malformed
    /// Its name can not be one.
    case name
    /// It is a key for something else.
    case kind
    /// Its identifier is another key's.
    case identifier
}

/// A private key with its name, which signs messages and requests.
public struct MessageSigner: Sendable {
    /// What checks its signatures.
    public let verifier: MessageKey
    private let key: SigningKey

    /// A signer of a name; `nil` when the name can not be one.
    public init?(name: String, key: SigningKey) {
        guard let verifier = MessageKey(name: name, key: key.verifyingKey) else { return nil }
        self.verifier = verifier
        self.key = key
    }

    /// Signs bytes that say themselves what they are for.
    ///
    /// Not public: an envelope's bytes and a request's begin differently, so that neither can be taken for
    /// the other, and this room alone makes them.
    func sign(_ message: [UInt8]) -> [UInt8] { key.sign(message) }
}
