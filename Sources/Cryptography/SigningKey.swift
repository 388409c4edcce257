private import CSodium

/// A private key of Ed25519, which makes signatures.
///
/// Its bytes are wiped when the last reference goes. It is no value and has no description, so that it can
/// be neither copied by accident nor written into a log.
@safe
// Proof: the memory is written in `init` and, when no reference is left, in `deinit`; between them it is only read.
public final class SigningKey: @unchecked Sendable {
    private let secret: UnsafeMutablePointer<UInt8>
    /// The key that checks what this one signs.
    public let verifyingKey: VerifyingKey

    /// How many bytes a seed has.
    public static let seedSize = 32
    /// How many bytes the library keeps: the seed and the public key.
    private static let secretSize = 64

    /// The key of a seed; `nil` unless there are 32 bytes.
    public init?(seed: [UInt8]) {
        guard seed.count == SigningKey.seedSize, Sodium.isReady else { return nil }
        let secret = UnsafeMutablePointer<UInt8>.allocate(capacity: SigningKey.secretSize)
        var verifying = [UInt8](repeating: 0, count: VerifyingKey.size)
        unsafe crypto_sign_seed_keypair(
            &verifying, secret, seed)
        guard let key = VerifyingKey(verifying) else {
            unsafe secret.deallocate()
            return nil
        }
        unsafe self.secret = unsafe secret
        verifyingKey = key
    }

    deinit {
        unsafe sodium_memzero(secret, SigningKey.secretSize)
        unsafe secret.deallocate()
    }

    /// Signs a message: 64 bytes, the same each time.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureSize)
        unsafe crypto_sign_detached(
            &signature, nil, message, UInt64(message.count), secret)
        return signature
    }
}

/// Bytes that nobody can guess, from the system.
public enum SecureRandom: Sendable {
    /// So many random bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        precondition(Sodium.isReady, "the system gives no randomness")
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe bytes.withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress { unsafe randombytes_buf(start, buffer.count) }
        }
        return bytes
    }
}
