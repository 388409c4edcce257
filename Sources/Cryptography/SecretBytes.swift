private import CSodium

/// A value that nobody else may have: a passphrase, a seed, a field of a person.
///
/// Its bytes are wiped when the last reference goes; neither its description nor its mirror has them, nor how many
/// there are.
public final class SecretBytes: Sendable, CustomStringConvertible, CustomReflectable {
    let memory: SecretMemory
    /// How many bytes there are.
    public let count: Int

    /// The most bytes of one value.
    public static let most = 1 << 20

    init?(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Bool) {
        guard (0...SecretBytes.most).contains(count),
            let memory = unsafe SecretMemory(count, fill)
        else { return nil }
        self.memory = memory
        self.count = count
    }

    /// Takes bytes over, and wipes them where they were.
    ///
    /// Of an array that is shared, the other copies stay.
    ///
    /// - Returns: `nil` when there are more than `most`, or the system has no memory for them.
    public convenience init?(wiping bytes: inout [UInt8]) {
        let count = bytes.count
        let made = unsafe bytes.withUnsafeMutableBytes { bytes in
            defer { if let start = bytes.baseAddress { unsafe sodium_memzero(start, count) } }
            return unsafe SecretBytes.copied(UnsafeRawBufferPointer(bytes))
        }
        bytes = []
        guard let made else { return nil }
        self.init(made.memory, made.count)
    }

    /// The bytes of a cipher's key, such as a secret that was sealed as one.
    public convenience init(_ key: CipherKey) { self.init(key.memory, CipherKey.size) }

    /// Overwrites bytes that were secret; the array is empty then.
    public static func wipe(_ bytes: inout [UInt8]) {
        Cryptography.wipe(&bytes)
        bytes = []
    }

    private init(_ memory: SecretMemory, _ count: Int) {
        self.memory = memory
        self.count = count
    }

    private static func copied(_ bytes: UnsafeRawBufferPointer) -> SecretBytes? {
        unsafe SecretBytes(bytes.count) { start in
            unsafe UnsafeMutableRawBufferPointer(start: start, count: bytes.count)
                .copyMemory(from: bytes)
            return true
        }
    }

    /// Lends the bytes to a body.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let count = count
        return try unsafe memory.withBytes { start throws(Failure) in
            try unsafe body(Span(_unsafeStart: start, count: count))
        }
    }

    /// Some of the bytes, copied; `nil` where there are not so many.
    public func part(_ range: Range<Int>) -> SecretBytes? {
        guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
        return unsafe memory.withBytes { start in
            unsafe SecretBytes.copied(
                UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count))
        }
    }

    /// These bytes with others behind them; `nil` when there are more than `most`.
    public func followed(by other: SecretBytes) -> SecretBytes? {
        let (first, second) = (count, other.count)
        return unsafe SecretBytes(first + second) { place in
            unsafe memory.withBytes { unsafe place.update(from: $0, count: first) }
            unsafe other.memory.withBytes {
                unsafe (place + first).update(from: $0, count: second)
            }
            return true
        }
    }

    /// Tells whether two values are the same, in a time that says nothing of where they differ.
    public func isEqual(to other: SecretBytes) -> Bool {
        guard count == other.count else { return false }
        let count = count
        return unsafe memory.withBytes { one in
            unsafe other.memory.withBytes { unsafe sodium_memcmp(one, $0, count) == 0 }
        }
    }

    /// Says that there is a secret, and nothing of it.
    public var description: String { "(secret)" }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension CipherKey {
    /// The key of secret bytes; `nil` unless there are 32.
    public convenience init?(_ bytes: SecretBytes) {
        guard bytes.count == CipherKey.size else { return nil }
        self.init(bytes.memory)
    }

    /// Enciphers a secret: 16 bytes more than there were; `nil` unless the nonce has 24.
    ///
    /// - Parameters:
    ///   - secret: what is enciphered.
    ///   - nonce: bytes that were never used with this key before.
    ///   - context: what must be the same when it is opened; it is not carried along.
    public func seal(_ secret: SecretBytes, nonce: [UInt8], context: [UInt8]) -> [UInt8]? {
        guard nonce.count == CipherKey.nonceSize else { return nil }
        var sealed = [UInt8](repeating: 0, count: secret.count + CipherKey.overhead)
        let code = unsafe memory.withBytes { key in
            unsafe secret.memory.withBytes { bytes in
                unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                    &sealed, nil, bytes, UInt64(secret.count), context, UInt64(context.count), nil,
                    nonce, key)
            }
        }
        return code == 0 ? sealed : nil
    }

    /// Deciphers what `seal` made, into memory that is wiped.
    ///
    /// - Returns: `nil` unless key, nonce and context are the same, and not a bit was changed.
    public func openSecret(_ sealed: [UInt8], nonce: [UInt8], context: [UInt8]) -> SecretBytes? {
        guard nonce.count == CipherKey.nonceSize, sealed.count >= CipherKey.overhead else {
            return nil
        }
        return unsafe SecretBytes(sealed.count - CipherKey.overhead) { start in
            unsafe memory.withBytes { key in
                unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                    start, nil, nil, sealed, UInt64(sealed.count), context, UInt64(context.count),
                    nonce, key) == 0
            }
        }
    }
}

extension HMAC {
    /// The code of a secret with other bytes before it, under a secret key.
    public static func sha256(
        key: SecretBytes, _ beginning: [UInt8], _ secret: SecretBytes? = nil
    ) -> Digest? {
        guard Sodium.isReady else { return nil }
        var state = crypto_auth_hmacsha256_state()
        var code = [UInt8](repeating: 0, count: Digest.size)
        unsafe key.memory.withBytes {
            _ = unsafe crypto_auth_hmacsha256_init(&state, $0, key.count)
        }
        unsafe crypto_auth_hmacsha256_update(&state, beginning, UInt64(beginning.count))
        if let secret {
            unsafe secret.memory.withBytes {
                _ = unsafe crypto_auth_hmacsha256_update(&state, $0, UInt64(secret.count))
            }
        }
        unsafe crypto_auth_hmacsha256_final(&state, &code)
        unsafe sodium_memzero(&state, MemoryLayout<crypto_auth_hmacsha256_state>.size)
        return Digest(code)
    }
}
