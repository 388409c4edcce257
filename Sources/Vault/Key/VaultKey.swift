public import Cryptography

/// The key that opens records; there is one for each vault, in the memory of the vault's process alone.
public final class VaultKey: Sendable, CustomStringConvertible, CustomReflectable {
    let box: BoxKey

    /// How many bytes a seed has.
    public static let seedSize = BoxKey.seedSize

    /// The key of a secret seed; `nil` unless there are 32 bytes.
    public init?(seed: SecretBytes) {
        guard let box = BoxKey(seed: seed) else { return nil }
        self.box = box
    }

    /// The key to which fields are sealed, which everybody may know.
    public var publicKey: BoxPublicKey { box.publicKey }

    /// Says that there is a key, and nothing of it.
    public var description: String { "(key of a vault)" }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why the key of a vault is not had from where it sits; no case carries a key, a share or a passphrase.
public enum VaultKeyError: Error, Equatable, Sendable {
    /// The passphrase is wrong, or the file was changed: the two can not be told apart.
    case wrongPassphrase
    /// The passphrase has fewer bytes than it must.
    case shortPassphrase(least: Int)
    /// There is not the memory that the file says it takes.
    case noMemory
    /// What was opened is not the key that the file is of.
    case otherKey
    /// Random bytes or a secret have another size than they must have.
    case malformed
    /// There are fewer shares than it takes.
    case tooFewShares(given: Int, needed: Int)
    /// The shares are not all of one splitting.
    case otherShares
    /// A share was given twice.
    case repeatedShare(number: Int)
    /// What shares are put together with refused.
    case notSplit
}
