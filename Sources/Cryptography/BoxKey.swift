private import CSodium

/// A private key of X25519, which opens what anybody has sealed to it.
///
/// Its bytes are wiped when the last reference goes; it has no description.
public final class BoxKey: Sendable {
    private let secret: SecretMemory
    /// The key to which others seal.
    public let publicKey: BoxPublicKey

    /// How many bytes a seed has.
    public static let seedSize = 32

    /// The key of a seed, which stands for it in a file; `nil` unless there are 32 bytes.
    public convenience init?(seed: [UInt8]) {
        guard seed.count == BoxKey.seedSize else { return nil }
        unsafe self.init(start: seed)
    }

    /// The key of a secret seed; `nil` unless there are 32 bytes.
    public convenience init?(seed: SecretBytes) {
        guard seed.count == BoxKey.seedSize else { return nil }
        let made = unsafe seed.memory.withBytes { unsafe BoxKey(start: $0) }
        guard let made else { return nil }
        self.init(made.secret, made.publicKey)
    }

    private init(_ secret: SecretMemory, _ publicKey: BoxPublicKey) {
        self.secret = secret
        self.publicKey = publicKey
    }

    private init?(start seed: UnsafePointer<UInt8>) {
        guard Sodium.isReady else { return nil }
        var shown = [UInt8](repeating: 0, count: BoxPublicKey.size)
        let secret = unsafe SecretMemory(BoxPublicKey.size) { start in
            unsafe crypto_box_seed_keypair(&shown, start, seed) == 0
        }
        guard let secret, let key = BoxPublicKey(shown) else { return nil }
        self.secret = secret
        publicKey = key
    }

    /// Opens what was sealed to this key.
    ///
    /// - Returns: `nil` when it was sealed to another key, or changed since.
    public func open(_ sealed: [UInt8]) -> [UInt8]? {
        guard sealed.count >= BoxPublicKey.overhead else { return nil }
        var bytes = [UInt8](repeating: 0, count: sealed.count - BoxPublicKey.overhead)
        return unsafe open(sealed, into: &bytes) ? bytes : nil
    }

    /// Opens a cipher's key that was sealed to this key.
    ///
    /// - Returns: `nil` when it was sealed to another key, changed since, or no cipher's key.
    public func openKey(_ sealed: [UInt8]) -> CipherKey? {
        guard sealed.count == BoxPublicKey.overhead + CipherKey.size else { return nil }
        return unsafe SecretMemory(CipherKey.size) { start in
            unsafe open(sealed, into: start)
        }.flatMap { CipherKey($0) }
    }

    private func open(_ sealed: [UInt8], into start: UnsafeMutablePointer<UInt8>) -> Bool {
        unsafe secret.withBytes { secret in
            unsafe crypto_box_seal_open(
                start, sealed, UInt64(sealed.count), publicKey.bytes, secret) == 0
        }
    }
}

/// A public key of X25519, to which anybody seals what only the owner of its private key can open.
public struct BoxPublicKey: Hashable, Sendable {
    /// The 32 bytes of the key.
    public let bytes: [UInt8]

    /// How many bytes a key has.
    public static let size = 32
    /// How many bytes the sealed form has more than the plain one.
    public static let overhead = 48

    /// A key of given bytes; `nil` unless there are 32.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == BoxPublicKey.size else { return nil }
        self.bytes = bytes
    }

    /// Seals bytes to the key's owner (libsodium's sealed box): 48 more than there were, and others each time.
    ///
    /// It does not say who sealed them.
    ///
    /// - Returns: `nil` when nothing can be sealed to this key, because everybody could open it (a point of
    ///   small order).
    public func seal(_ bytes: [UInt8]) -> [UInt8]? {
        unsafe bytes.withUnsafeBufferPointer { unsafe seal($0) }
    }

    /// Seals a cipher's key to the key's owner: 80 bytes.
    ///
    /// - Returns: `nil` when nothing can be sealed to this key.
    public func seal(_ key: CipherKey) -> [UInt8]? {
        unsafe key.memory.withBytes { start in
            unsafe seal(UnsafeBufferPointer(start: start, count: CipherKey.size))
        }
    }

    private func seal(_ plain: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard Sodium.isReady else { return nil }
        var sealed = [UInt8](repeating: 0, count: plain.count + BoxPublicKey.overhead)
        let code = unsafe crypto_box_seal(
            &sealed, plain.baseAddress, UInt64(plain.count), bytes)
        return code == 0 ? sealed : nil
    }
}
