public import Cryptography
internal import Encoding
public import Exchange

/// Fields that were opened, on their way from the vault's process to the node's: sealed to a key that was made for this one
/// answer, so that no buffer on the way has them in plain.
public struct SealedOpening: Sendable {
    private let wrapped: [UInt8]
    private let nonce: [UInt8]
    private let sealed: [UInt8]

    /// The most bytes of an answer.
    public static let mostBytes = 4 << 20
    private static let context = Array("rastro-opening/1".utf8)
    private static let limits = JSONLimits(bytes: mostBytes, depth: 2, members: 8)

    /// Seals fields; they are wiped behind it.
    ///
    /// - Returns: `nil` when nothing can be sealed to the key.
    public init?(
        _ fields: consuming OpenedFields, to recipient: BoxPublicKey, key: CipherKey,
        nonce: [UInt8]
    ) {
        var plain = SealedOpening.write(fields.take())
        guard let secret = SecretBytes(wiping: &plain), let wrapped = recipient.seal(key),
            let sealed = key.seal(secret, nonce: nonce, context: SealedOpening.context)
        else { return nil }
        self.wrapped = wrapped
        self.nonce = nonce
        self.sealed = sealed
    }

    /// Reads an answer.
    ///
    /// - Throws: `MessageError`: the member that is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(VaultTalk.object(bytes, SealedOpening.limits))
        func part(_ value: JSONValue) -> [UInt8]? { value.string.flatMap { Base64.decode($0) } }
        nonce = try reader.required("n", part)
        sealed = try reader.required("sealed", part)
        wrapped = try reader.required("w", part)
        try reader.finish()
    }

    /// The answer's bytes: canonical JSON.
    public var bytes: [UInt8] {
        var object = JSONObject()
        object["n"] = .string(Base64.encode(nonce))
        object["sealed"] = .string(Base64.encode(sealed))
        object["w"] = .string(Base64.encode(wrapped))
        return JSONValue.object(object).canonicalBytes
    }

    /// Opens the answer to a call; `nil` for one that was sealed to another key, or changed.
    public func open(with key: BoxKey) -> OpenedFields? {
        guard let cipher = key.openKey(wrapped), nonce.count == CipherKey.nonceSize,
            let plain = cipher.openSecret(
                sealed, nonce: nonce, context: SealedOpening.context),
            let values = SealedOpening.read(plain)
        else { return nil }
        return OpenedFields(values)
    }

    /// The fields one behind the other: the path, the opening of its commitment and the value, each behind its length.
    private static func write(_ values: [FieldPath: SealedValue.Secrets]) -> [UInt8] {
        var count = 0
        for (path, secrets) in values {
            count += 12 + path.text.utf8.count + secrets.opening.count + secrets.value.count
        }
        // At once, so that no copy is left behind where it grew.
        var plain: [UInt8] = []
        plain.reserveCapacity(count)
        for (path, secrets) in values.sorted(by: { $0.key.text < $1.key.text }) {
            plain += BigEndian.bytes(UInt32(path.text.utf8.count))
            plain += path.text.utf8
            for secret in [secrets.opening, secrets.value] {
                plain += BigEndian.bytes(UInt32(secret.count))
                secret.withBytes { bytes in
                    for index in bytes.indices { plain.append(bytes[index]) }
                }
            }
        }
        return plain
    }

    private static func read(_ plain: SecretBytes) -> [FieldPath: SealedValue.Secrets]? {
        var values: [FieldPath: SealedValue.Secrets] = [:]
        var at = 0
        func part() -> SecretBytes? {
            guard plain.count - at >= 4 else { return nil }
            let length = plain.withBytes { bytes in
                (0..<4).reduce(0) { $0 << 8 | Int(bytes[at + $1]) }
            }
            at += 4
            guard length <= plain.count - at else { return nil }
            defer { at += length }
            return plain.part(at..<at + length)
        }
        while at < plain.count {
            guard let name = part(), let opening = part(), let value = part() else { return nil }
            let text = name.withBytes { bytes in
                String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
            }
            guard let path = FieldPath(text), values[path] == nil else { return nil }
            values[path] = SealedValue.Secrets(value: value, opening: opening)
        }
        return values
    }
}
