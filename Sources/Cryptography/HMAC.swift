/// Codes that only who has the key can make, by SHA-256 (RFC 2104, FIPS 198-1).
public enum HMAC: Sendable {
    /// How many bytes SHA-256 takes at once.
    private static let blockSize = 64

    /// The code of a message under a key.
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> Digest {
        var block = key.count > blockSize ? Digest.sha256(key).bytes : key
        block += [UInt8](repeating: 0, count: blockSize - block.count)
        let inner = Digest.sha256(block.map { $0 ^ 0x36 } + message)
        return Digest.sha256(block.map { $0 ^ 0x5C } + inner.bytes)
    }
}
