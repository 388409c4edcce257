private import CSodium

/// A public key of Ed25519 (RFC 8032), with which signatures are checked.
///
/// The rule is libsodium's: signatures with a scalar out of range and keys of small order are refused. Both
/// nodes must use the same rule, or a signature is good in one country and not in the other.
public struct VerifyingKey: Hashable, Sendable {
    /// The 32 bytes of the key.
    public let bytes: [UInt8]

    /// How many bytes a key has, and a signature.
    public static let size = 32
    /// How many bytes a signature has.
    public static let signatureSize = 64

    /// A key of given bytes; `nil` unless there are 32.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == VerifyingKey.size else { return nil }
        self.bytes = bytes
    }

    /// Tells whether a signature of a message is this key's.
    public func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == VerifyingKey.signatureSize, Sodium.isReady else { return false }
        return unsafe crypto_sign_verify_detached(
            signature, message, UInt64(message.count), bytes) == 0
    }
}

/// The library behind this room, made ready once.
enum Sodium {
    /// Tells whether it may be used; false only where the system gives no randomness.
    static let isReady = sodium_init() >= 0
}
