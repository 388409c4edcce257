public import Cryptography
internal import Encoding
public import Exchange

/// A vault's key in a file under a passphrase.
///
/// Whoever writes it sees to it that its owner alone can read it. It is canonical JSON.
public struct VaultKeyFile: Hashable, Sendable {
    /// The key that is in it, by its public half.
    public let publicKey: BoxPublicKey
    private let box: PassphraseBox

    static let kind = "rastro-vault-key"
    /// The fewest bytes of a passphrase.
    public static let leastPassphrase = PassphraseBox.leastPassphrase

    /// Puts a key under a passphrase; takes as long as the cost says.
    ///
    /// - Throws: `VaultKeyError`: `shortPassphrase`, `malformed` or `noMemory`.
    public init(
        seed: SecretBytes, under passphrase: SecretBytes, with chance: PassphraseChance
    ) throws(VaultKeyError) {
        guard let key = VaultKey(seed: seed) else { throw .malformed }
        publicKey = key.publicKey
        box = try PassphraseBox(
            seed, under: passphrase, with: chance, context: VaultKeyFile.context(key.publicKey))
    }

    /// Opens the file; takes as long as its cost says.
    ///
    /// - Throws: `VaultKeyError`: `wrongPassphrase`, `noMemory` or `otherKey`.
    public func open(with passphrase: SecretBytes) throws(VaultKeyError) -> VaultKey {
        let seed = try openSeed(with: passphrase)
        guard let key = VaultKey(seed: seed) else { throw .otherKey }
        return key
    }

    /// The seed itself, to be put elsewhere: under another passphrase, into shares, behind a token.
    public func openSeed(with passphrase: SecretBytes) throws(VaultKeyError) -> SecretBytes {
        let seed = try box.open(with: passphrase, context: VaultKeyFile.context(publicKey))
        guard let key = VaultKey(seed: seed), key.publicKey == publicKey else { throw .otherKey }
        return seed
    }

    private static func context(_ key: BoxPublicKey) -> [UInt8] {
        Array("\(kind)/1\n\(Base64.encode(key.bytes))".utf8)
    }

    /// Reads a file's bytes.
    ///
    /// - Throws: `MessageError`: what is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(keyFile: bytes, of: VaultKeyFile.kind)
        publicKey = try reader.boxKey("pk")
        box = try reader.box("box")
        try reader.finish()
    }

    /// The file's bytes.
    public var bytes: [UInt8] {
        var object = JSONObject(keyFile: VaultKeyFile.kind, of: publicKey)
        object["box"] = box.json
        return JSONValue.object(object).canonicalBytes
    }
}

extension MemberReader {
    /// The most bytes of a key's file.
    static let mostKeyFileBytes = 8192

    /// A reader of a key's file of a kind, in version 1.
    init(keyFile bytes: [UInt8], of kind: String) throws(MessageError) {
        guard bytes.count <= MemberReader.mostKeyFileBytes else { throw .malformed(member: "") }
        try self.init(canonical: bytes)
        _ = try required("kind") { $0.string == kind ? true : nil }
        _ = try required("v") { $0.integer == 1 ? true : nil }
    }

    mutating func boxKey(_ name: String) throws(MessageError) -> BoxPublicKey {
        try required(name) { KeptField.bytes($0).flatMap { BoxPublicKey($0) } }
    }

    mutating func box(_ name: String) throws(MessageError) -> PassphraseBox {
        let value = try required(name) { $0 }
        return try PassphraseBox(value, path: place(name))
    }

    mutating func number(_ name: String, _ range: ClosedRange<Int64>) throws(MessageError) -> Int {
        try required(name) { value in
            value.integer.flatMap { range.contains($0) ? Int($0) : nil }
        }
    }

    /// A name of a few seen characters of ASCII.
    mutating func label(_ name: String) throws(MessageError) -> String {
        try required(name) { value in value.string.flatMap { TokenKeyFile.isLabel($0) ? $0 : nil } }
    }
}

extension JSONObject {
    /// What every key's file has.
    init(keyFile kind: String, of key: BoxPublicKey) {
        self.init()
        self["kind"] = .string(kind)
        self["v"] = .integer(1)
        self["pk"] = .string(Base64.encode(key.bytes))
    }
}
