private import CSodium

/// A private key of Ed25519, which makes signatures.
///
/// Its bytes are wiped when the last reference goes; it has no description.
public final class SigningKey: Sendable {
    private let secret: SecretMemory
    /// The key that checks what this one signs.
    public let verifyingKey: VerifyingKey

    /// How many bytes a seed has.
    public static let seedSize = 32
    /// How many bytes the library keeps: the seed and the public key.
    private static let secretSize = 64

    /// The key of a seed; `nil` unless there are 32 bytes.
    public init?(seed: [UInt8]) {
        guard seed.count == SigningKey.seedSize, Sodium.isReady else { return nil }
        var verifying = [UInt8](repeating: 0, count: VerifyingKey.size)
        let secret = unsafe SecretMemory(SigningKey.secretSize) { start in
            unsafe crypto_sign_seed_keypair(&verifying, start, seed) == 0
        }
        guard let secret, let key = VerifyingKey(verifying) else { return nil }
        self.secret = secret
        verifyingKey = key
    }

    /// The key of a seed that nobody else may have; `nil` unless there are 32 bytes.
    public init?(seed: SecretBytes) {
        guard seed.count == SigningKey.seedSize, Sodium.isReady else { return nil }
        var verifying = [UInt8](repeating: 0, count: VerifyingKey.size)
        let secret = unsafe SecretMemory(SigningKey.secretSize) { start in
            unsafe seed.memory.withBytes { seed in
                unsafe crypto_sign_seed_keypair(&verifying, start, seed) == 0
            }
        }
        guard let secret, let key = VerifyingKey(verifying) else { return nil }
        self.secret = secret
        verifyingKey = key
    }

    /// Signs a message: 64 bytes, the same each time.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureSize)
        unsafe secret.withBytes { secret in
            _ = unsafe crypto_sign_detached(
                &signature, nil, message, UInt64(message.count), secret)
        }
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
