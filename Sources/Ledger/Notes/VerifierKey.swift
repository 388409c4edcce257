internal import Encoding

public import Cryptography

/// A public key with the name of its owner and its purpose, as one line of text (C2SP signed-note).
public struct VerifierKey: Hashable, Sendable {
    /// What a key signs; the number of its algorithm in the text.
    public enum Kind: UInt8, Sendable {
        /// A log's checkpoints.
        case log = 1
        /// A witness's cosignatures, with their time.
        case witness = 4
    }

    /// The owner's name: no blanks and no plus sign.
    public let name: String
    /// What it signs.
    public let kind: Kind
    /// What checks its signatures.
    public let key: VerifyingKey
    /// The first four bytes of the hash of name, kind and key; they only tell keys apart.
    public let identifier: UInt32

    /// A key of a name; `nil` when the name can not be one.
    public init?(name: String, kind: Kind, key: VerifyingKey) {
        guard VerifierKey.isName(name) else { return nil }
        self.name = name
        self.kind = kind
        self.key = key
        let hashed = Array(name.utf8) + [0x0A, kind.rawValue] + key.bytes
        identifier = BigEndian.number(Digest.sha256(hashed).bytes.prefix(4))
    }

    /// The key of a line of text: name, identifier in hexadecimal and key in base64, with plus signs.
    ///
    /// - Throws: `LedgerError.malformed` when it is anything else, or the identifier is not the key's.
    public init(_ text: some StringProtocol) throws(LedgerError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.utf8.count <= 1024, parts.count == 3,
            let identifier = Hexadecimal.decode(parts[1]), identifier.count == 4,
            let bytes = Base64.decode(parts[2]), let first = bytes.first,
            let kind = Kind(rawValue: first), let key = VerifyingKey(Array(bytes.dropFirst())),
            let made = VerifierKey(name: String(parts[0]), kind: kind, key: key),
            made.identifier == BigEndian.number(identifier)
        else { throw .malformed(part: .verifierKey, place: 0) }
        self = made
    }

    /// The line of text.
    public var text: String {
        "\(name)+\(Hexadecimal.encode(BigEndian.bytes(identifier)))+"
            + Base64.encode([kind.rawValue] + key.bytes)
    }

    /// Tells whether a text may be a name: some characters, none of them a blank or a plus sign.
    public static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 512
            && text.unicodeScalars.allSatisfy {
                if $0.isASCII { return (0x21...0x7E).contains($0.value) && $0 != "+" }
                return !$0.properties.isWhitespace
            }
    }
}

/// A private key with its name, which signs notes.
public struct NoteSigner: Sendable {
    /// What checks its signatures.
    public let verifier: VerifierKey
    private let key: SigningKey

    /// A signer of a name; `nil` when the name can not be one.
    public init?(name: String, kind: VerifierKey.Kind, key: SigningKey) {
        guard let verifier = VerifierKey(name: name, kind: kind, key: key.verifyingKey) else {
            return nil
        }
        self.verifier = verifier
        self.key = key
    }

    /// A log's signature line for a checkpoint.
    ///
    /// - Precondition: the key is a log's.
    public func sign(_ checkpoint: Checkpoint) -> NoteSignature {
        precondition(verifier.kind == .log, "a log signs checkpoints")
        return NoteSignature(
            name: verifier.name, identifier: verifier.identifier,
            blob: key.sign(Array(checkpoint.text.utf8)))
    }

    /// A log's signature line for another text than a checkpoint, which ends with a line's end.
    ///
    /// - Precondition: the key is a log's, and the text is no checkpoint: those are signed by their own rules.
    public func sign(text: String) -> NoteSignature {
        precondition(verifier.kind == .log, "a log signs notes")
        precondition((try? Checkpoint(text)) == nil, "a checkpoint is signed as one")
        return NoteSignature(
            name: verifier.name, identifier: verifier.identifier, blob: key.sign(Array(text.utf8)))
    }

    /// A witness's signature line for a checkpoint that it has checked at a time, in seconds since 1970.
    ///
    /// - Precondition: the key is a witness's.
    public func cosign(_ checkpoint: Checkpoint, at time: UInt64) -> NoteSignature {
        precondition(verifier.kind == .witness, "a witness cosigns checkpoints")
        let message = Cosignature.message(checkpoint.text, at: time)
        return NoteSignature(
            name: verifier.name, identifier: verifier.identifier,
            blob: BigEndian.bytes(time) + key.sign(message))
    }
}
