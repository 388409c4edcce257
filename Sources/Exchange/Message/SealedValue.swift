public import Cryptography

/// A value that one key opens, with what fixes it: what is enciphered in a sealed field and in a kept record.
///
/// The plaintext is the commitment's opening and the value, filled up to whole blocks of 64 bytes. It is never in
/// memory that is not wiped.
public struct SealedValue: Hashable, Sendable {
    /// What the cipher was begun with.
    public let nonce: [UInt8]
    /// The opening and the value, enciphered.
    public let ciphertext: [UInt8]
    /// What fixes the value, so that an opening can be checked later.
    public let commitment: Commitment

    /// The most bytes of the enciphered form.
    public static let mostBytes =
        SealedField.mostBytes + Commitment.openingSize + SealedField.block + CipherKey.overhead

    /// A value and its opening, in memory that is wiped.
    public struct Secrets: Sendable {
        /// The value.
        public let value: SecretBytes
        /// The commitment's opening.
        public let opening: SecretBytes

        /// A value and its opening.
        public init(value: SecretBytes, opening: SecretBytes) {
            self.value = value
            self.opening = opening
        }
    }

    /// For what a value is sealed.
    public struct Use: Hashable, Sendable {
        /// The field, which the commitment is labelled with.
        public let path: FieldPath
        /// What must be the same when it is opened.
        public let context: [UInt8]

        /// The use of a value in a field.
        public init(path: FieldPath, context: [UInt8]) {
            self.path = path
            self.context = context
        }
    }

    /// A sealed value; `nil` when the sizes are not those of the cipher.
    public init?(nonce: [UInt8], ciphertext: [UInt8], commitment: Commitment) {
        guard nonce.count == SealedField.nonceSize, ciphertext.count > CipherKey.overhead,
            ciphertext.count <= SealedValue.mostBytes
        else { return nil }
        self.nonce = nonce
        self.ciphertext = ciphertext
        self.commitment = commitment
    }

    /// Seals a value.
    ///
    /// - Parameters:
    ///   - value: what is sealed: at most `SealedField.mostBytes`.
    ///   - use: for what.
    ///   - key: what opens it.
    ///   - nonce: 24 bytes, never used with the key before.
    ///   - opening: 32 random bytes for the commitment.
    /// - Throws: `SealError`: `tooLong`, or `malformed` when nonce or opening have another size.
    public static func seal(
        _ value: SecretBytes, for use: Use, key: CipherKey, nonce: [UInt8], opening: SecretBytes
    ) throws(SealError) -> SealedValue {
        guard value.count <= SealedField.mostBytes else {
            throw .tooLong(limit: SealedField.mostBytes)
        }
        var filling = SealedField.padded(
            [UInt8](repeating: 0, count: (opening.count + value.count) % SealedField.block))
        filling.removeFirst((opening.count + value.count) % SealedField.block)
        guard
            let commitment = Commitment(to: value, label: use.path.text, opening: opening),
            let end = SecretBytes(wiping: &filling),
            let plain = opening.followed(by: value)?.followed(by: end),
            let ciphertext = key.seal(plain, nonce: nonce, context: use.context),
            let sealed = SealedValue(
                nonce: nonce, ciphertext: ciphertext, commitment: commitment)
        else { throw .malformed }
        return sealed
    }

    /// Opens the value, and checks that it is the one that was committed to.
    ///
    /// - Throws: `SealError`: `changed`, `malformed` or `otherCommitment`.
    public func open(with key: CipherKey, for use: Use) throws(SealError) -> Secrets {
        guard let plain = key.openSecret(ciphertext, nonce: nonce, context: use.context) else {
            throw .changed
        }
        guard let count = plain.withBytes({ SealedValue.unpadded($0) }),
            count >= Commitment.openingSize,
            let opening = plain.part(0..<Commitment.openingSize),
            let value = plain.part(Commitment.openingSize..<count)
        else { throw .malformed }
        guard Commitment(to: value, label: use.path.text, opening: opening) == commitment else {
            throw .otherCommitment
        }
        return Secrets(value: value, opening: opening)
    }

    /// How many bytes there are before the filling; `nil` when it is not just that of `SealedField.padded`.
    private static func unpadded(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count % SealedField.block == 0,
            let end = bytes.indices.reversed().first(where: { bytes[$0] != 0 }),
            bytes[end] == 0x80, bytes.count - end <= SealedField.block
        else { return nil }
        return end
    }
}

extension Commitment {
    /// Commits to a secret; `nil` unless the opening is 32 bytes, and the label is one line.
    ///
    /// It is the same as of the bytes themselves.
    public init?(to value: SecretBytes, label: String, opening: SecretBytes) {
        guard opening.count == Commitment.openingSize, !label.utf8.contains(0x0A),
            let code = HMAC.sha256(key: opening, Commitment.beginning(label), value)
        else { return nil }
        self.init(code)
    }
}
