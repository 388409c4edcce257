public import Cryptography

/// Why a field can not be sealed or opened; no case carries what stands in it.
public enum SealError: Error, Hashable, Sendable {
    /// The value is longer than a field may be.
    case tooLong(limit: Int)
    /// There is no key to seal to, or there are too many.
    case wrongNumberOfKeys(limit: Int)
    /// Everybody could open what is sealed to this key, so nothing is.
    case unusableKey(index: Int)
    /// It was sealed to other keys.
    case otherKey
    /// It was changed, or is of another message, field or recipient.
    case changed
    /// It was sealed by other rules than ours: its value is not padded as it must be.
    case malformed
    /// The value is not the one to which its sender had committed: keep the message, it is evidence.
    case otherCommitment
}

extension SealedField {
    /// For which message, field and node a value is sealed: it can be opened as nothing else.
    public struct Place: Hashable, Sendable {
        /// The message.
        public let message: UniqueIdentifier
        /// The field.
        public let path: FieldPath
        /// The node that can open it.
        public let recipient: NodeName

        /// The place of a field in a message.
        public init(message: UniqueIdentifier, path: FieldPath, recipient: NodeName) {
            self.message = message
            self.path = path
            self.recipient = recipient
        }

        /// What must be the same when it is opened.
        var context: [UInt8] {
            Array("trace-seal/1\n\(message.text)\n\(path.text)\n\(recipient.text)".utf8)
        }

        var use: SealedValue.Use { SealedValue.Use(path: path, context: context) }
    }

    /// The random bytes of one sealing; never used for another.
    public struct Chance: Sendable {
        let key: CipherKey
        let nonce: [UInt8]
        let opening: [UInt8]

        /// The random bytes of one sealing; `nil` unless there are 32, 24 and 32.
        ///
        /// - Parameters:
        ///   - key: the key of the cipher.
        ///   - nonce: what the cipher begins with.
        ///   - opening: what the commitment is made with.
        public init?(key: [UInt8], nonce: [UInt8], opening: [UInt8]) {
            guard let key = CipherKey(key), nonce.count == SealedField.nonceSize,
                opening.count == Commitment.openingSize
            else { return nil }
            self.key = key
            self.nonce = nonce
            self.opening = opening
        }
    }

    /// A value with what shows that it is the one that was committed to.
    public struct Opened: Hashable, Sendable {
        /// The field's value.
        public let value: [UInt8]
        /// The commitment's opening.
        public let opening: [UInt8]
    }

    /// The most bytes that a sealed value may have.
    public static let mostBytes = 16 * 1024
    /// A value is filled up to so many bytes, or a multiple of them, so that its length says little.
    static let block = 64

    /// Seals a value for a place, to one or several keys of the recipient.
    ///
    /// What is enciphered is the commitment's opening and the value: who opens it can check the commitment.
    ///
    /// - Throws: `SealError`: `tooLong`, `wrongNumberOfKeys` or `unusableKey`.
    public static func seal(
        _ value: [UInt8], for place: Place, to keys: [BoxPublicKey], with chance: Chance
    ) throws(SealError) -> SealedField {
        guard value.count <= mostBytes else { throw .tooLong(limit: mostBytes) }
        var copy = value
        guard let secret = SecretBytes(wiping: &copy) else { throw .malformed }
        return try seal(secret, for: place, to: keys, with: chance)
    }

    /// Seals a value that is in no memory but such as is wiped.
    ///
    /// - Throws: `SealError`: `tooLong`, `wrongNumberOfKeys` or `unusableKey`.
    public static func seal(
        _ value: SecretBytes, for place: Place, to keys: [BoxPublicKey], with chance: Chance
    ) throws(SealError) -> SealedField {
        var opening = chance.opening
        guard let opening = SecretBytes(wiping: &opening) else { throw .malformed }
        let sealed = try SealedValue.seal(
            value, for: place.use, key: chance.key, nonce: chance.nonce, opening: opening)
        let wrapped = try wrap(chance.key, to: keys)
        let field = SealedField(
            path: place.path, recipient: place.recipient, nonce: sealed.nonce,
            secret: Secret(ciphertext: sealed.ciphertext, wrappedKeys: wrapped),
            commitment: sealed.commitment)
        guard let field else { throw .malformed }
        return field
    }

    /// Opens the field of a message, and checks that its value is the one that was committed to.
    ///
    /// - Throws: `SealError`: `otherKey`, `changed`, `malformed` or `otherCommitment`.
    public func open(with key: BoxKey, in message: UniqueIdentifier) throws(SealError) -> Opened {
        let secrets = try openSecrets(with: key, in: message)
        return Opened(
            value: secrets.value.withBytes { value in value.indices.map { value[$0] } },
            opening: secrets.opening.withBytes { value in value.indices.map { value[$0] } })
    }

    /// Opens the field of a message into memory that is wiped.
    ///
    /// - Throws: `SealError`: `otherKey`, `changed`, `malformed` or `otherCommitment`.
    public func openSecrets(
        with key: BoxKey, in message: UniqueIdentifier
    ) throws(SealError) -> SealedValue.Secrets {
        let place = Place(message: message, path: path, recipient: recipient)
        let value = SealedValue(nonce: nonce, ciphertext: ciphertext, commitment: commitment)
        let cipherKey = try unwrap(with: key)
        guard let value else {
            // As short as nothing, or longer than a field: if it was enciphered so, that was by other rules.
            let plain = cipherKey.openSecret(ciphertext, nonce: nonce, context: place.context)
            throw plain == nil ? .changed : .malformed
        }
        return try value.open(with: cipherKey, for: place.use)
    }

    /// The same field, to be opened with other keys of the recipient, such as that of its vault.
    ///
    /// What is enciphered stays as it is, and is not looked at.
    ///
    /// - Throws: `SealError`: `otherKey`, `wrongNumberOfKeys` or `unusableKey`.
    public func wrapped(anew keys: [BoxPublicKey], by key: BoxKey) throws(SealError) -> SealedField
    {
        let wrapped = try SealedField.wrap(try unwrap(with: key), to: keys)
        let field = SealedField(
            path: path, recipient: recipient, nonce: nonce,
            secret: Secret(ciphertext: ciphertext, wrappedKeys: wrapped), commitment: commitment)
        guard let field else { throw .malformed }
        return field
    }
}

extension SealedField {
    private func unwrap(with key: BoxKey) throws(SealError) -> CipherKey {
        for wrapped in wrappedKeys {
            if let cipherKey = key.openKey(wrapped) { return cipherKey }
        }
        throw .otherKey
    }

    private static func wrap(_ key: CipherKey, to keys: [BoxPublicKey]) throws(SealError)
        -> [[UInt8]]
    {
        guard (1...mostKeys).contains(keys.count) else {
            throw .wrongNumberOfKeys(limit: mostKeys)
        }
        var wrapped: [[UInt8]] = []
        for (index, recipient) in keys.enumerated() {
            guard let sealed = recipient.seal(key) else { throw .unusableKey(index: index) }
            wrapped.append(sealed)
        }
        return wrapped
    }

    /// Adds one set bit and zeros up to a whole number of blocks (ISO/IEC 7816-4).
    static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [0x80] + [UInt8](repeating: 0, count: block - 1 - bytes.count % block)
    }
}
