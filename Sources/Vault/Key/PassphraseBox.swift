public import Cryptography
internal import Encoding
internal import Exchange

/// A secret under a passphrase: Argon2id makes a key of it, by which XChaCha20-Poly1305 enciphers.
struct PassphraseBox: Hashable, Sendable {
    let cost: PassphraseCost
    let salt: [UInt8]
    let nonce: [UInt8]
    let ciphertext: [UInt8]

    /// The most bytes of a secret.
    static let mostBytes = 1024
    /// The fewest bytes of a passphrase.
    static let leastPassphrase = 12

    /// Seals a secret.
    ///
    /// - Parameter describe: what the file says beside it, which is bound to it.
    init(
        _ secret: SecretBytes, under passphrase: SecretBytes, with chance: PassphraseChance,
        context: [UInt8]
    ) throws(VaultKeyError) {
        guard secret.count <= PassphraseBox.mostBytes else { throw .malformed }
        guard passphrase.count >= PassphraseBox.leastPassphrase else {
            throw .shortPassphrase(least: PassphraseBox.leastPassphrase)
        }
        cost = chance.cost
        salt = chance.salt
        nonce = chance.nonce
        guard let key = CipherKey(passphrase: passphrase, salt: salt, cost: cost) else {
            throw .noMemory
        }
        let bound = PassphraseBox.bound(context, cost)
        guard let ciphertext = key.seal(secret, nonce: nonce, context: bound) else {
            throw .malformed
        }
        self.ciphertext = ciphertext
    }

    init(_ value: JSONValue, path: String) throws(MessageError) {
        var reader = try MemberReader(value, path: path)
        _ = try reader.required("kdf") { $0.string == "argon2id" ? true : nil }
        let passes = try reader.required("passes") { $0.integer }
        let memory = try reader.required("memory") { $0.integer }
        salt = try reader.required("salt", KeptField.bytes)
        nonce = try reader.required("n", KeptField.bytes)
        ciphertext = try reader.required("ct", KeptField.bytes)
        try reader.finish()
        let cost = PassphraseCost(passes: Int(passes), memory: Int(memory))
        guard let cost, salt.count == PassphraseCost.saltSize,
            nonce.count == CipherKey.nonceSize, ciphertext.count > CipherKey.overhead,
            ciphertext.count <= PassphraseBox.mostBytes + CipherKey.overhead
        else { throw .malformed(member: path) }
        self.cost = cost
    }

    var json: JSONValue {
        var object = JSONObject()
        object["kdf"] = .string("argon2id")
        object["passes"] = .integer(Int64(cost.passes))
        object["memory"] = .integer(Int64(cost.memory))
        object["salt"] = .string(Base64.encode(salt))
        object["n"] = .string(Base64.encode(nonce))
        object["ct"] = .string(Base64.encode(ciphertext))
        return .object(object)
    }

    func open(with passphrase: SecretBytes, context: [UInt8]) throws(VaultKeyError) -> SecretBytes {
        guard let key = CipherKey(passphrase: passphrase, salt: salt, cost: cost) else {
            throw .noMemory
        }
        let bound = PassphraseBox.bound(context, cost)
        guard let secret = key.openSecret(ciphertext, nonce: nonce, context: bound) else {
            throw .wrongPassphrase
        }
        return secret
    }

    private static func bound(_ context: [UInt8], _ cost: PassphraseCost) -> [UInt8] {
        context + Array("\nargon2id \(cost.passes) \(cost.memory)".utf8)
    }
}

/// The random bytes of one sealing under a passphrase, and what a try shall cost; never used for another.
public struct PassphraseChance: Sendable {
    let salt: [UInt8]
    let nonce: [UInt8]
    let cost: PassphraseCost

    /// Random bytes with a cost; `nil` unless there are 16 and 24.
    public init?(salt: [UInt8], nonce: [UInt8], cost: PassphraseCost = .usual) {
        guard salt.count == PassphraseCost.saltSize, nonce.count == CipherKey.nonceSize else {
            return nil
        }
        self.salt = salt
        self.nonce = nonce
        self.cost = cost
    }
}
