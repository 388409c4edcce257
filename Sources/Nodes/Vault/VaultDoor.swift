import Cryptography
import Exchange
import Synchronization
import Vault

/// The one place in a node's process where the key of its vault is, or is not.
final class VaultDoor: Sendable {
    /// The key to which everybody seals for this node.
    let publicKey: BoxPublicKey
    /// Tells whether the key lies in plain in the node's folder, so that the door never shuts.
    let isPlain: Bool

    private struct State {
        var key: VaultKey?
        /// Opens the seed that comes by the socket; another one after each.
        var letterbox: BoxKey?
        /// The requests that found the door shut.
        var waiting: Set<UniqueIdentifier> = []
    }

    /// What came of unlocking.
    enum Unlocking: Hashable {
        /// It is open; these requests have waited for it.
        case open(Set<UniqueIdentifier>)
        /// What came is not this vault's key, or was not sealed for the letterbox.
        case otherKey
    }

    private let state: Mutex<State>
    /// The most requests that are remembered: all of them are tried again anyway, later.
    private static let mostWaiting = 10_000

    /// A door that is open where the key lies in plain, and shut otherwise.
    init(_ publicKey: BoxPublicKey, plain key: VaultKey?) {
        self.publicKey = publicKey
        isPlain = key != nil
        state = Mutex(State(key: key))
    }

    /// The key; `nil` while the vault is locked.
    ///
    /// Who has it drops it soon.
    var key: VaultKey? { state.withLock { $0.key } }

    /// Tells whether the vault is unlocked.
    var isOpen: Bool { key != nil }

    /// The key; `nil` while the vault is locked, and then it is remembered that a request waits for it.
    func key(for request: UniqueIdentifier) -> VaultKey? {
        state.withLock { state in
            if state.key == nil, state.waiting.count < VaultDoor.mostWaiting {
                state.waiting.insert(request)
            }
            return state.key
        }
    }

    /// Forgets that a request waits.
    func forget(_ request: UniqueIdentifier) {
        state.withLock { _ = $0.waiting.remove(request) }
    }

    /// The requests that wait.
    var waiting: Set<UniqueIdentifier> { state.withLock { $0.waiting } }

    /// The key to which the next seed is sealed; `nil` when there is no memory for one.
    func letterbox() -> BoxPublicKey? {
        state.withLock { state in
            if let known = state.letterbox { return known.publicKey }
            var bytes = SecureRandom.bytes(BoxKey.seedSize)
            state.letterbox = SecretBytes(wiping: &bytes).flatMap { BoxKey(seed: $0) }
            return state.letterbox?.publicKey
        }
    }

    /// Unlocks the vault with the seed, sealed to the letterbox.
    func unlock(_ sealed: [UInt8]) -> Unlocking {
        state.withLock { state in
            // What is left of this in any buffer opens nothing later.
            let letterbox = state.letterbox
            state.letterbox = nil
            guard let seed = letterbox?.openKey(sealed),
                let key = VaultKey(seed: SecretBytes(seed)), key.publicKey == publicKey
            else { return .otherKey }
            state.key = key
            let waiting = state.waiting
            state.waiting = []
            return .open(waiting)
        }
    }

    /// Forgets the key.
    ///
    /// - Returns: `false` when it lies in plain: it stays.
    func lock() -> Bool {
        guard !isPlain else { return false }
        state.withLock { state in
            state.key = nil
            state.letterbox = nil
        }
        return true
    }
}
