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
            isOpen: isOpen, isPlain: isPlain, waiting: Int(waiting), letterbox: letterbox)
    }

    /// What is said of it by the socket.
    var object: JSONObject {
        var object = JSONObject()
        object["open"] = .bool(isOpen)
        object["plain"] = .bool(isPlain)
        object["waiting"] = .integer(Int64(waiting))
        object["letterbox"] = .string(Base64.encode(letterbox.bytes))
        return object
    }
}

extension NodeService {
    private struct NoMemory: Error {}

    /// Tells whether the vault is locked.
    public var isVaultLocked: Bool { !keys.vault.isOpen }

    /// Answers what the own commands ask of the vault's door.
    func answerVault(
        _ method: HTTPMethod, _ word: String, _ body: [UInt8]
    ) async throws -> HTTPResponse {
        switch (method, word) {
        case (.get, ""): return json(200, try await vaultState().object)
        case (.post, "unlock"):
            let limits = JSONLimits(bytes: LocalTalk.mostBytes, depth: 2, members: 8)
            guard let object = try? JSONValue(parsing: body, limits: limits).object,
                let sealed = object["sealed"]?.string.flatMap({ Base64.decode($0) })
            else { return json(400, JSONObject()) }
            return json(unlock(sealed) ? 200 : 422, JSONObject())
        case (.post, "lock"):
            guard keys.vault.lock() else { return json(409, JSONObject()) }
            surroundings.say(.vaultLocked(folder: folder.path))
            return json(200, JSONObject())
        default: return json(404, JSONObject())
        }
    }

    /// Unlocks the vault, and takes up what has waited for it.
    private func unlock(_ sealed: [UInt8]) -> Bool {
        guard case .open(let waiting) = keys.vault.unlock(sealed) else { return false }
        surroundings.say(.vaultUnlocked)
        let now = surroundings.now()
        tracing.withLock { $0.hurry(waiting, at: now) }
        return true
    }

    /// How the vault stands.
    func vaultState() async throws -> VaultState {
        guard let letterbox = keys.vault.letterbox() else { throw NoMemory() }
        let waiting = keys.vault.waiting.map { KeptIdentifier($0) }
        // A request may have been taken back, or be over, since it was put off.
        let count = try await database.read { transaction in
            try waiting.filter { request in
                try transaction.value(
                    "SELECT COUNT(*) FROM conversation WHERE request = $1 AND state = 'open'",
                    request, as: Int.self) > 0
            }.count
        }
        return VaultState(
            isOpen: keys.vault.isOpen, isPlain: keys.vault.isPlain, waiting: count,
            letterbox: letterbox)
    }
}
