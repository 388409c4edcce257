private import CSodium

/// What it costs to try one passphrase: Argon2id's passes and its memory (RFC 9106).
public struct PassphraseCost: Hashable, Sendable {
    /// How many times the memory is gone through.
    public let passes: Int
    /// How many bytes of memory it takes.
    public let memory: Int

    /// What is asked of new files: 3 passes over 256 MiB, about a second.
    public static let usual = PassphraseCost(known: 3, 256 << 20)
    /// How many bytes a salt has.
    public static let saltSize = 16

    /// A cost; `nil` unless it is 1 to 16 passes over 8 MiB to 1 GiB, in whole kibibytes.
    ///
    /// A file from elsewhere can so not ask for more than a machine has.
    public init?(passes: Int, memory: Int) {
        guard (1...16).contains(passes), (8 << 20...1 << 30).contains(memory), memory % 1024 == 0
        else { return nil }
        self.init(known: passes, memory)
    }

    private init(known passes: Int, _ memory: Int) {
        self.passes = passes
        self.memory = memory
    }
}

extension CipherKey {
    /// The key that a passphrase stands for, by Argon2id.
    ///
    /// - Parameters:
    ///   - passphrase: some bytes that a person knows.
    ///   - salt: 16 random bytes that stand beside what is enciphered.
    ///   - cost: what each try costs.
    /// - Returns: `nil` when the salt has another size, or the memory is not there.
    public convenience init?(passphrase: SecretBytes, salt: [UInt8], cost: PassphraseCost) {
        guard salt.count == PassphraseCost.saltSize, Sodium.isReady else { return nil }
        let made = unsafe SecretMemory(CipherKey.size) { start in
            unsafe passphrase.memory.withBytes { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self, capacity: passphrase.count) {
                    unsafe crypto_pwhash(
                        start, UInt64(CipherKey.size), $0, UInt64(passphrase.count), salt,
                        UInt64(cost.passes), cost.memory, crypto_pwhash_alg_argon2id13()) == 0
                }
            }
        }
        guard let made else { return nil }
        self.init(made)
    }
}
