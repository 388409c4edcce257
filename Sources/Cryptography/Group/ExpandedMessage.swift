private import CSodium
internal import Encoding

/// Bytes of any number that stand for a message in one use of it (RFC 9380, section 5.3.1, with SHA-512).
public enum ExpandedMessage: Sendable {
    /// How many bytes SHA-512 gives, and how many it takes at once.
    private static let (hashSize, blockSize) = (64, 128)
    /// The longest domain that is taken as it is.
    private static let longestDomain = 255
    /// The most bytes that a message is expanded to.
    public static let mostBytes = 255 * 64

    /// So many bytes of a message; `nil` when none or more than `mostBytes` are wanted.
    ///
    /// - Parameters:
    ///   - message: what they stand for.
    ///   - domain: what they are used for: in another domain they are others.
    ///   - count: how many.
    public static func xmd(_ message: [UInt8], domain: [UInt8], count: Int) -> [UInt8]? {
        guard (1...mostBytes).contains(count) else { return nil }
        let domain =
            domain.count <= longestDomain
            ? domain : sha512(Array("H2C-OVERSIZE-DST-".utf8) + domain)
        let end = domain + [UInt8(domain.count)]
        var first = [UInt8](repeating: 0, count: blockSize)
        // The message may be a seed.
        defer { wipe(&first) }
        first.reserveCapacity(blockSize + message.count + 3 + end.count)
        first += message
        first += BigEndian.bytes(UInt16(count))
        first.append(0)
        first += end
        let base = sha512(first)
        var block = sha512(base + [1] + end)
        var bytes = block
        var number: UInt8 = 1
        while bytes.count < count {
            number += 1
            block = sha512(zip(base, block).map { $0 ^ $1 } + [number] + end)
            bytes += block
        }
        return Array(bytes.prefix(count))
    }

    /// The hash of bytes by SHA-512 (FIPS 180-4).
    static func sha512(_ message: [UInt8]) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: hashSize)
        _ = unsafe crypto_hash_sha512(&hash, message, UInt64(message.count))
        return hash
    }
}
