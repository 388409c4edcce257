public import Encoding

/// A field that one node alone can open, and that the vault opens only against a logged purpose.
///
/// `seal` makes one, and `open` opens it for who has the key: whether they may is not asked here.
public struct SealedField: Hashable, Sendable {
    /// Which field it is.
    public let path: FieldPath
    /// The node that can open it.
    public let recipient: NodeName
    /// What the cipher was begun with.
    public let nonce: [UInt8]
    /// The field's value, enciphered.
    public let ciphertext: [UInt8]
    /// The cipher's key, wrapped once for each key of the recipient.
    public let wrappedKeys: [[UInt8]]
    /// What fixes the value, so that an opening can be checked later.
    public let commitment: Commitment

    /// How many bytes a nonce has.
    public static let nonceSize = 24
    /// How many bytes a wrapped key has.
    public static let wrappedSize = 80
    /// The most wrapped keys of a field.
    public static let mostKeys = 4

    /// A sealed field; `nil` when the sizes are not those of the ciphers.
    public init?(
        path: FieldPath, recipient: NodeName, nonce: [UInt8], secret: Secret,
        commitment: Commitment
    ) {
        guard nonce.count == SealedField.nonceSize, !secret.ciphertext.isEmpty,
            (1...SealedField.mostKeys).contains(secret.wrappedKeys.count),
            secret.wrappedKeys.allSatisfy({ $0.count == SealedField.wrappedSize })
        else { return nil }
        self.path = path
        self.recipient = recipient
        self.nonce = nonce
        ciphertext = secret.ciphertext
        wrappedKeys = secret.wrappedKeys
        self.commitment = commitment
    }

    /// What is enciphered, with the keys to it.
    public struct Secret: Hashable, Sendable {
        /// The field's value, enciphered.
        public let ciphertext: [UInt8]
        /// The cipher's key, wrapped.
        public let wrappedKeys: [[UInt8]]

        /// Enciphered bytes with their wrapped keys.
        public init(ciphertext: [UInt8], wrappedKeys: [[UInt8]]) {
            self.ciphertext = ciphertext
            self.wrappedKeys = wrappedKeys
        }
    }
}

extension SealedField {
    /// Reads a sealed field that stands at a path.
    ///
    /// - Throws: `MessageError`: the member that is not of the form.
    public init(_ value: JSONValue, path place: String) throws(MessageError) {
        var reader = try MemberReader(value, path: place)
        let path: FieldPath = try reader.word("f")
        let recipient: NodeName = try reader.word("to")
        let nonce = try reader.required("n", SealedField.bytes)
        let ciphertext = try reader.required("ct", SealedField.bytes)
        let keys = try reader.required("w") { value -> [[UInt8]]? in
            guard let elements = value.array, elements.count <= SealedField.mostKeys else {
                return nil
            }
            let keys = elements.compactMap(SealedField.bytes)
            return keys.count == elements.count ? keys : nil
        }
        let commitment: Commitment = try reader.word("c")
        try reader.finish()
        let secret = Secret(ciphertext: ciphertext, wrappedKeys: keys)
        guard
            let made = SealedField(
                path: path, recipient: recipient, nonce: nonce, secret: secret,
                commitment: commitment)
        else { throw .malformed(member: place) }
        self = made
    }

    private static func bytes(_ value: JSONValue) -> [UInt8]? {
        value.string.flatMap { Base64.decode($0) }
    }

    /// The field as messages have it.
    public var json: JSONValue {
        var object = JSONObject()
        object["f"] = .word(path)
        object["to"] = .word(recipient)
        object["n"] = .string(Base64.encode(nonce))
        object["ct"] = .string(Base64.encode(ciphertext))
        object["w"] = .array(wrappedKeys.map { .string(Base64.encode($0)) })
        object["c"] = .word(commitment)
        return .object(object)
    }
}
