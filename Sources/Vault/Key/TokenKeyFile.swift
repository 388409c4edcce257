public import Cryptography
internal import Encoding
public import Exchange

/// A vault's key in a file, wrapped with a key that can not leave a token (AES-256-GCM).
///
/// Tokens seldom do X25519: the seed is wrapped by the token, and is in this process's memory while the vault works.
/// It is canonical JSON, and of no use without the token and its PIN.
public struct TokenKeyFile: Hashable, Sendable {
    /// The key that is in it, by its public half.
    public let publicKey: BoxPublicKey
    /// The label of the token.
    public let token: String
    /// The label of its key.
    public let key: String
    /// What the cipher was begun with.
    public let nonce: [UInt8]
    /// The seed, wrapped.
    public let wrapped: [UInt8]

    static let kind = "rastro-vault-token"
    /// How many bytes a nonce has.
    public static let nonceSize = 12
    private static let overhead = 16
    private static let mostLabel = 32

    /// What a token wraps: a seed, with which key, begun with what, bound to what.
    public struct Wrapping: Sendable {
        /// The seed.
        public let seed: SecretBytes
        /// The label of the token's key.
        public let key: String
        /// What the cipher begins with.
        public let nonce: [UInt8]
        /// What the wrapped form is bound to.
        public let context: [UInt8]
    }

    /// What a token unwraps.
    public struct Unwrapping: Hashable, Sendable {
        /// The wrapped seed.
        public let wrapped: [UInt8]
        /// The label of the token's key.
        public let key: String
        /// What the cipher was begun with.
        public let nonce: [UInt8]
        /// What it must be bound to.
        public let context: [UInt8]
    }

    /// Tells whether a text may be a label: 1 to 32 characters of ASCII, as tokens have them, without blanks at the ends.
    public static func isLabel(_ text: String) -> Bool {
        (1...mostLabel).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            && text.first != " " && text.last != " "
    }

    /// Has a seed wrapped by a token.
    ///
    /// - Parameters:
    ///   - seed: the seed of the vault's key.
    ///   - token: the token's label.
    ///   - key: the label of its key.
    ///   - nonce: 12 random bytes.
    ///   - wrap: what asks the token.
    /// - Returns: `nil` when seed, nonce or labels can not be such, or what the token gave has another size.
    public static func make<Failure: Error>(
        _ seed: SecretBytes, token: String, key: String, nonce: [UInt8],
        _ wrap: (Wrapping) throws(Failure) -> [UInt8]
    ) throws(Failure) -> TokenKeyFile? {
        guard let vault = VaultKey(seed: seed), nonce.count == nonceSize, isLabel(token),
            isLabel(key)
        else { return nil }
        let wrapped = try wrap(
            Wrapping(
                seed: seed, key: key, nonce: nonce,
                context: context(vault.publicKey, token, key)))
        guard wrapped.count == VaultKey.seedSize + overhead else { return nil }
        return TokenKeyFile(
            publicKey: vault.publicKey, token: token, key: key, nonce: nonce, wrapped: wrapped)
    }

    private init(
        publicKey: BoxPublicKey, token: String, key: String, nonce: [UInt8], wrapped: [UInt8]
    ) {
        self.publicKey = publicKey
        self.token = token
        self.key = key
        self.nonce = nonce
        self.wrapped = wrapped
    }

    /// Has the seed unwrapped by the token.
    ///
    /// - Returns: `nil` when what the token gave is not the key that the file is of.
    public func open<Failure: Error>(
        _ unwrap: (Unwrapping) throws(Failure) -> SecretBytes
    ) throws(Failure) -> VaultKey? {
        try openSeed(unwrap).flatMap { VaultKey(seed: $0) }
    }

    /// The seed itself, to be put elsewhere.
    ///
    /// - Returns: `nil` when what the token gave is not the key that the file is of.
    public func openSeed<Failure: Error>(
        _ unwrap: (Unwrapping) throws(Failure) -> SecretBytes
    ) throws(Failure) -> SecretBytes? {
        let seed = try unwrap(
            Unwrapping(
                wrapped: wrapped, key: key, nonce: nonce,
                context: TokenKeyFile.context(publicKey, token, key)))
        guard let vault = VaultKey(seed: seed), vault.publicKey == publicKey else { return nil }
        return seed
    }

    private static func context(_ vault: BoxPublicKey, _ token: String, _ key: String) -> [UInt8] {
        Array("\(kind)/1\n\(Base64.encode(vault.bytes))\n\(token)\n\(key)".utf8)
    }

    /// Reads a file's bytes.
    ///
    /// - Throws: `MessageError`: what is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(keyFile: bytes, of: TokenKeyFile.kind)
        publicKey = try reader.boxKey("pk")
        token = try reader.label("token")
        key = try reader.label("key")
        nonce = try reader.required("n") { value in
            KeptField.bytes(value).flatMap { $0.count == TokenKeyFile.nonceSize ? $0 : nil }
        }
        wrapped = try reader.required("w") { value in
            KeptField.bytes(value).flatMap {
                $0.count == VaultKey.seedSize + TokenKeyFile.overhead ? $0 : nil
            }
        }
        try reader.finish()
    }

    /// The file's bytes.
    public var bytes: [UInt8] {
        var object = JSONObject(keyFile: TokenKeyFile.kind, of: publicKey)
        object["token"] = .string(token)
        object["key"] = .string(key)
        object["n"] = .string(Base64.encode(nonce))
        object["w"] = .string(Base64.encode(wrapped))
        return JSONValue.object(object).canonicalBytes
    }
}
