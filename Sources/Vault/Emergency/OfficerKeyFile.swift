public import Cryptography
internal import Encoding
public import Exchange

/// An officer's own key, which signs emergencies, in a file under a passphrase.
///
/// Whoever writes it sees to it that its owner alone can read it. It is canonical JSON.
public struct OfficerKeyFile: Hashable, Sendable {
    /// What checks the officer's signatures.
    public let publicKey: VerifyingKey
    private let box: PassphraseBox

    static let kind = "rastro-officer-key"

    /// Puts a key of Ed25519 under a passphrase; takes as long as the cost says.
    ///
    /// - Throws: `VaultKeyError`: `shortPassphrase`, `malformed` or `noMemory`.
    public init(
        seed: SecretBytes, under passphrase: SecretBytes, with chance: PassphraseChance
    ) throws(VaultKeyError) {
        guard let key = SigningKey(seed: seed) else { throw .malformed }
        publicKey = key.verifyingKey
        box = try PassphraseBox(
            seed, under: passphrase, with: chance,
            context: OfficerKeyFile.context(key.verifyingKey))
    }

    /// Opens the file; takes as long as its cost says.
    ///
    /// - Throws: `VaultKeyError`: `wrongPassphrase`, `noMemory` or `otherKey`.
    public func open(with passphrase: SecretBytes) throws(VaultKeyError) -> SigningKey {
        let seed = try box.open(with: passphrase, context: OfficerKeyFile.context(publicKey))
        guard let key = SigningKey(seed: seed), key.verifyingKey == publicKey else {
            throw .otherKey
        }
        return key
    }

    private static func context(_ key: VerifyingKey) -> [UInt8] {
        Array("\(kind)/1\n\(Base64.encode(key.bytes))".utf8)
    }

    /// Reads a file's bytes.
    ///
    /// - Throws: `MessageError`: what is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(keyFile: bytes, of: OfficerKeyFile.kind)
        publicKey = try reader.required("pk") {
            KeptField.bytes($0).flatMap { VerifyingKey($0) }
        }
        box = try reader.box("box")
        try reader.finish()
    }

    /// The fewest bytes of a passphrase.
    public static let leastPassphrase = PassphraseBox.leastPassphrase
    /// The most bytes of a file.
    public static let mostBytes = MemberReader.mostKeyFileBytes

    /// The file's bytes.
    public var bytes: [UInt8] {
        var object = JSONObject()
        object["kind"] = .string(OfficerKeyFile.kind)
        object["v"] = .integer(1)
        object["pk"] = .string(Base64.encode(publicKey.bytes))
        object["box"] = box.json
        return JSONValue.object(object).canonicalBytes
    }
}
