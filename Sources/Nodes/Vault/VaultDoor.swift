import Cryptography
import Exchange
import Ledger
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
        /// The nodes for which names are sealed anew, each with the key of its ledger, which signs its manifests.
        var peers: [NodeName: VerifierKey] = [:]
    }

    /// What came of unlocking.
    enum Unlocking: Hashable {
        /// It is open; these requests have waited for it.
        case open(Set<UniqueIdentifier>)
        /// What came is not this vault's key, or was not sealed for the letterbox.
        case otherKey
    }

    /// Asks the vault, where that has a process of its own; then no key is ever here.
    let link: VaultLink?
    private let state: Mutex<State>
    /// The most requests that are remembered: all of them are tried again anyway, later.
    private static let mostWaiting = 10_000

    /// A door that is open where the key lies in plain, and shut otherwise.
    init(_ publicKey: BoxPublicKey, plain key: VaultKey?) {
        self.publicKey = publicKey
        isPlain = key != nil
        link = nil
        state = Mutex(State(key: key))
    }

    /// A door behind which another process has the key.
    init(_ publicKey: BoxPublicKey, apart link: VaultLink) {
        self.publicKey = publicKey
        isPlain = false
        self.link = link
        state = Mutex(State(key: nil))
    }

    /// Tells whether the vault is unlocked; of one with a process of its own, as it was last seen.
    var isOpen: Bool { link?.isOpen ?? state.withLock { $0.key != nil } }

    /// Tells whether the vault is unlocked; where it is not, it is remembered that a request waits for it.
    func isOpen(for request: UniqueIdentifier) -> Bool {
        let isOpen = isOpen
        state.withLock { state in
            if !isOpen, state.waiting.count < VaultDoor.mostWaiting {
                state.waiting.insert(request)
            }
        }
        return isOpen
    }

    /// Forgets that a request waits.
    func forget(_ request: UniqueIdentifier) {
        state.withLock { _ = $0.waiting.remove(request) }
    }

    /// The requests that wait.
    var waiting: Set<UniqueIdentifier> { state.withLock { $0.waiting } }

    /// The requests that have waited, once the vault is open again; they do not wait any more.
    func release() -> Set<UniqueIdentifier> {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

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
            guard link == nil, let seed = letterbox?.openKey(sealed),
                let key = VaultKey(seed: SecretBytes(seed)), key.publicKey == publicKey
            else { return .otherKey }
            state.key = key
            defer { state.waiting = [] }
            return .open(state.waiting)
        }
    }

    /// Forgets the key.
    ///
    /// - Returns: `false` when it lies in plain: it stays.
    func lock() -> Bool {
        guard !isPlain, link == nil else { return false }
        state.withLock { state in
            state.key = nil
            state.letterbox = nil
        }
        return true
    }
}

extension VaultDoor {
    /// Why a name is not sealed anew.
    enum PassingError: Error, Hashable {
        /// The node is none of those that this one knows, or has another ledger.
        case stranger
        /// The field can not be opened, or nothing be sealed to the node's keys.
        case sealing(SealError)
    }

    /// Makes known for whom names are sealed anew.
    func know(_ peers: [KeyManifest]) {
        state.withLock { state in
            for peer in peers { state.peers[peer.node] = peer.keys.log }
        }
    }

    /// Opens fields of a record against a permit.
    ///
    /// - Returns: `nil` while the vault is locked; the permit stays unused.
    /// - Throws: `VaultError` as `Vault.open` does.
    func open(
        _ fields: FieldRequest, of record: KeptRecord, _ keys: RecordKeys?, with permit: Permit,
        under terms: VaultTerms, register: any PermitRegister
    ) async throws(VaultError) -> OpenedFields? {
        if let link {
            return try await link.open(
                fields, of: record, keys, with: permit, suspended: terms.suspended)
        }
        guard let key = state.withLock({ $0.key }) else { return nil }
        return try await Vault(key: key, register: register)
            .open(fields, of: record, keys, with: permit, under: terms)
    }

    /// Seals a field anew for the node that asked; it is in plain in here alone, in memory that is wiped.
    ///
    /// - Parameters:
    ///   - field: what was sealed for this node's vault.
    ///   - path: what the field is called in the answer.
    ///   - message: the answer.
    ///   - peer: the keys of the node that asked.
    /// - Returns: `nil` while the vault is locked.
    func reseal(
        _ field: PassedField, as path: FieldPath, of message: UniqueIdentifier,
        for peer: KeyManifest
    ) async throws(PassingError) -> SealedField? {
        let (key, log) = state.withLock { ($0.key, $0.peers[peer.node]) }
        let place = SealedField.Place(message: message, path: path, recipient: peer.node)
        if let link {
            guard log == peer.keys.log else { throw .stranger }
            return try await link.reseal(field, for: place)
        }
        guard let key else { return nil }
        guard log == peer.keys.log else { throw .stranger }
        do throws(SealError) {
            return try key.reseal(
                field, for: place, to: peer.keys.boxes.compactMap { BoxPublicKey($0) },
                with: try SealedField.Chance.made())
        } catch {
            throw .sealing(error)
        }
    }
}

extension SealedField.Chance {
    /// Random bytes for one sealing.
    static func made() throws(SealError) -> SealedField.Chance {
        guard
            let chance = SealedField.Chance(
                key: SecureRandom.bytes(CipherKey.size),
                nonce: SecureRandom.bytes(SealedField.nonceSize),
                opening: SecureRandom.bytes(Commitment.openingSize))
        else { throw .malformed }
        return chance
    }
}
