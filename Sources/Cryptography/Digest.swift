private import COpenSSL

/// A hash of 32 bytes, made by SHA-256 (FIPS 180-4).
public struct Digest: Hashable, Sendable {
    private var words: InlineArray<4, UInt64>

    /// How many bytes it has.
    public static let size = 32

    /// A digest of given bytes; `nil` unless there are 32.
    public init?(_ bytes: some Collection<UInt8>) { self.init(Array(bytes)) }

    /// A digest of given bytes; `nil` unless there are 32.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Digest.size else { return nil }
        words = InlineArray(repeating: 0)
        for index in 0..<Digest.size {
            words[index >> 3] |= UInt64(bytes[index]) << UInt64((index & 7) * 8)
        }
    }

    /// The digests that stand one behind another; `nil` unless there is a whole number of them.
    public static func array(of bytes: [UInt8]) -> [Digest]? {
        guard bytes.count % size == 0 else { return nil }
        return unsafe bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / size).map { index in
                var digest = Digest()
                for word in 0..<4 {
                    digest.words[word] = unsafe UInt64(
                        littleEndian: bytes.loadUnaligned(
                            fromByteOffset: index * size + word * 8, as: UInt64.self))
                }
                return digest
            }
        }
    }

    private init() { words = InlineArray(repeating: 0) }

    private init(hashing first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) {
        words = InlineArray(repeating: 0)
        var digest = words
        unsafe withUnsafeMutableBytes(of: &digest) { digest in
            unsafe rastro_sha256(
                first.baseAddress, first.count, second.baseAddress, second.count,
                digest.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
        for index in words.indices { words[index] = UInt64(littleEndian: digest[index]) }
    }

    /// The hash of bytes.
    public static func sha256(_ bytes: [UInt8]) -> Digest {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe Digest(hashing: bytes, UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }

    /// The hash of one byte with others behind it, which need not be copied.
    public static func sha256(_ first: UInt8, _ bytes: some Collection<UInt8>) -> Digest {
        unsafe withUnsafeBytes(of: first) { first in
            let whole = bytes.withContiguousStorageIfAvailable { bytes in
                unsafe Digest(hashing: first, UnsafeRawBufferPointer(bytes))
            }
            if let whole { return whole }
            return unsafe Array(bytes).withUnsafeBytes { unsafe Digest(hashing: first, $0) }
        }
    }

    /// The hash of one byte with two digests behind it.
    public static func sha256(_ first: UInt8, _ one: Digest, _ other: Digest) -> Digest {
        var pair = InlineArray<8, UInt64>(repeating: 0)
        for index in 0..<4 {
            pair[index] = one.words[index].littleEndian
            pair[index + 4] = other.words[index].littleEndian
        }
        return unsafe withUnsafeBytes(of: first) { first in
            unsafe withUnsafeBytes(of: pair) { unsafe Digest(hashing: first, $0) }
        }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        (0..<Digest.size).map { UInt8(truncatingIfNeeded: words[$0 >> 3] >> UInt64(($0 & 7) * 8)) }
    }

    /// Tells whether two digests are the same.
    public static func == (one: Digest, other: Digest) -> Bool {
        (0..<4).allSatisfy { one.words[$0] == other.words[$0] }
    }

    /// Adds the digest to a hasher.
    public func hash(into hasher: inout Hasher) {
        for index in words.indices { hasher.combine(words[index]) }
    }
}
