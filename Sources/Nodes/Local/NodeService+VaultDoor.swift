import Cryptography
public import Encoding
import Exchange
import Storage
import Synchronization
import Transport

/// How the vault stands in the process that runs a node.
public struct VaultState: Hashable, Sendable {
    /// Tells whether it is unlocked.
    public let isOpen: Bool
    /// Tells whether its key lay in plain when the process began.
    public let isPlain: Bool
    /// How many open requests wait for it.
    public let waiting: Int
    /// The socket of the vault, where that has a process of its own: it is unlocked there.
    public let socket: String?
    /// The key to which a seed is sealed that is handed in.
    let letterbox: BoxPublicKey
}

extension VaultState {
    /// Reads what the process says; `nil` for another form.
    public init?(_ object: JSONObject) {
        guard case .bool(let isOpen)? = object["open"], case .bool(let isPlain)? = object["plain"],
            let waiting = object["waiting"]?.integer,
            let bytes = object["letterbox"]?.string.flatMap({ Base64.decode($0) }),
            let letterbox = BoxPublicKey(bytes)
        else { return nil }
        self.init(
            isOpen: isOpen, isPlain: isPlain, waiting: Int(waiting),
            socket: object["socket"]?.string, letterbox: letterbox)
    }

    /// What is said of it by the socket.
    var object: JSONObject {
        var object = JSONObject()
        object["open"] = .bool(isOpen)
        object["plain"] = .bool(isPlain)
        object["waiting"] = .integer(Int64(waiting))
        object["socket"] = socket.map { .string($0) }
        object["letterbox"] = .string(Base64.encode(letterbox.bytes))
        return object
    }
}

extension NodeService {
    private struct NoMemory: Error {}

    /// Tells whether the vault is locked.
    public var isVaultLocked: Bool { !keys.vault.isOpen }

    /// What is to be said of the vault at the start; `nil` where it is open.
    public func vaultNews() async -> NodeNews? {
        guard let link = keys.vault.link else {
            return isVaultLocked ? .vaultLocked(folder: folder.path) : nil
        }
        return await link.look()?.isOpen == true ? nil : .vaultAway(socket: link.socket)
    }

    /// Answers what the own commands ask of the vault's door.
    func answerVault(
        _ method: HTTPMethod, _ word: String, _ body: [UInt8]
    ) async throws -> HTTPResponse {
        keys.vault.answer(method, word, body, waiting: try await waitingForVault()) { change in
            switch change {
            case .locked: surroundings.say(.vaultLocked(folder: folder.path))
            case .unlocked(let waiting): takeUp(waiting)
            }
        }
    }

    /// Takes up what has waited for the vault, which is open now.
    func takeUp(_ waiting: Set<UniqueIdentifier>) {
        surroundings.say(.vaultUnlocked)
        let now = surroundings.now()
        tracing.withLock { $0.hurry(waiting, at: now) }
    }

    /// How the vault stands.
    func vaultState() async throws -> VaultState {
        guard let state = keys.vault.state(waiting: try await waitingForVault()) else {
            throw NoMemory()
        }
        return state
    }

    /// How many open requests wait for the vault.
    private func waitingForVault() async throws -> Int {
        let waiting = keys.vault.waiting.map { KeptIdentifier($0) }
        // A request may have been taken back, or be over, since it was put off.
        return try await database.read { transaction in
            try waiting.filter { request in
                try transaction.value(
                    "SELECT COUNT(*) FROM conversation WHERE request = $1 AND state = 'open'",
                    request, as: Int.self) > 0
            }.count
        }
    }
}

extension VaultDoor {
    /// What changed at a door because its own commands asked for it.
    enum Change {
        case locked
        /// These requests have waited.
        case unlocked(Set<UniqueIdentifier>)
    }

    /// How the door stands; `nil` when there is no memory for a key to seal to.
    func state(waiting: Int) -> VaultState? {
        letterbox().map {
            VaultState(
                isOpen: isOpen, isPlain: isPlain, waiting: waiting, socket: link?.socket,
                letterbox: $0)
        }
    }

    /// Answers what the own commands ask of the door.
    func answer(
        _ method: HTTPMethod, _ word: String, _ body: [UInt8], waiting: Int,
        onChange: (Change) -> Void
    ) -> HTTPResponse {
        switch (method, word) {
        case (.get, ""): return state(waiting: waiting).map { .json(200, $0.object) } ?? .json(500)
        case (.post, "unlock"):
            let limits = JSONLimits(bytes: LocalTalk.mostBytes, depth: 2, members: 8)
            guard let object = try? JSONValue(parsing: body, limits: limits).object,
                let sealed = object["sealed"]?.string.flatMap({ Base64.decode($0) })
            else { return .json(400) }
            guard case .open(let waiting) = unlock(sealed) else { return .json(422) }
            onChange(.unlocked(waiting))
            return .json(200)
        case (.post, "lock"):
            guard lock() else { return .json(409) }
            onChange(.locked)
            return .json(200)
        default: return .json(404)
        }
    }
}
