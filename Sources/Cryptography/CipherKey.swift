private import CSodium

/// A key that enciphers and deciphers, by XChaCha20-Poly1305 with a nonce of 24 bytes.
///
/// Its bytes are wiped when the last reference goes; it has no description.
public final class CipherKey: Sendable {
    let memory: SecretMemory

    /// How many bytes a key has.
    public static let size = 32
    /// How many bytes a nonce has: enough that random ones do not meet.
    public static let nonceSize = 24
    /// How many bytes the enciphered form has more than the plain one.
    public static let overhead = 16

    /// The key of given bytes; `nil` unless there are 32.
    public convenience init?(_ bytes: [UInt8]) {
        guard bytes.count == CipherKey.size else { return nil }
        let memory = unsafe SecretMemory(CipherKey.size) { start in
            unsafe start.update(from: bytes, count: CipherKey.size)
            return true
        }
        guard let memory else { return nil }
        self.init(memory)
    }

    init?(_ memory: SecretMemory) {
        guard Sodium.isReady else { return nil }
        self.memory = memory
    }

    /// Enciphers bytes: 16 more than there were; `nil` unless the nonce has 24.
    ///
    /// - Parameters:
    ///   - bytes: what is enciphered.
    ///   - nonce: bytes that were never used with this key before.
    ///   - context: what must be the same when it is opened; it is not carried along.
    public func seal(_ bytes: [UInt8], nonce: [UInt8], context: [UInt8]) -> [UInt8]? {
        guard nonce.count == CipherKey.nonceSize else { return nil }
        var sealed = [UInt8](repeating: 0, count: bytes.count + CipherKey.overhead)
        var count: UInt64 = 0
        let code = unsafe memory.withBytes { key in
            unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                &sealed, &count, bytes, UInt64(bytes.count), context, UInt64(context.count), nil,
                nonce, key)
        }
        return code == 0 && count == sealed.count ? sealed : nil
    }

    /// Deciphers what `seal` made.
    ///
    /// - Returns: `nil` unless key, nonce and context are the same, and not a bit was changed.
    public func open(_ sealed: [UInt8], nonce: [UInt8], context: [UInt8]) -> [UInt8]? {
        guard nonce.count == CipherKey.nonceSize, sealed.count >= CipherKey.overhead else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: sealed.count - CipherKey.overhead)
        var count: UInt64 = 0
        let code = unsafe memory.withBytes { key in
            unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                &bytes, &count, nil, sealed, UInt64(sealed.count), context, UInt64(context.count),
                nonce, key)
        }
        return code == 0 && count == bytes.count ? bytes : nil
    }
}
