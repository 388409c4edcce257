import Cryptography
import Encoding
import Exchange
import Ledger
import Policy
import Storage
import Transport
import Vault

/// A vault with a process of its own: it opens fields for its node against permits, and knows by itself what a permit must hold.
///
/// From the node it takes nothing on trust but who asks: whose keys count, what was explained and which manifests follow it
/// learns from what the ledgers' keys have signed; the policy, the time and the permits that were used are its own.
public final class VaultService: Sendable {
    /// The vault's folder.
    public let folder: NodeFolder
    /// What the vault is.
    public let configuration: VaultConfiguration
    let door: VaultDoor
    let database: Database
    let surroundings: NodeSurroundings
    private let lock: NodeLock

    /// Opens the vault of a folder: unlocked where its key lies in plain, and else locked.
    ///
    /// - Throws: `NodeError.noVault`, `running`, `otherKey`, `malformed`; `StorageError`.
    public init(_ folder: NodeFolder, surroundings: NodeSurroundings) async throws {
        guard let configuration = try VaultConfiguration(folder),
            let key = BoxPublicKey(configuration.publicKey)
        else { throw NodeError.noVault(path: folder.path) }
        lock = try folder.lock()
        try folder.finishErasing()
        self.folder = folder
        self.configuration = configuration
        self.surroundings = surroundings
        // A vault whose policy can not be read does not begin: no permit would hold.
        _ = try folder.policyInForce(in: configuration.jurisdiction, at: surroundings.now())
        database = try await folder.openTables()
        door = VaultDoor(key, plain: try folder.plainVaultKey(key))
    }

    /// Tells whether the vault is locked.
    public var isLocked: Bool { !door.isOpen }

    /// How the body of a request of the node is taken in.
    static func bodyPlan(_ head: HTTPRequestHead) -> HTTPBodyPlan {
        switch head.target.path {
        case "/open": .whole(limit: OpeningCall.mostBytes)
        case "/seal", "/entry", "/manifest": .whole(limit: ResealingCall.mostBytes)
        default: .whole(limit: 0)
        }
    }

    /// Answers the node.
    func answer(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            switch (request.method, request.target.path) {
            case (.get, "/"): return .json(200, try await state())
            case (.post, "/open"): return try await open(request.body)
            case (.post, "/seal"): return try await seal(request.body)
            case (.post, "/manifest"): return try await take(manifest: request.body)
            case (.post, "/entry"): return try await take(entry: request.body)
            default: return .json(404)
            }
        } catch {
            surroundings.say(.failed(part: "vault", reason: String(describing: error)))
            return .json(500)
        }
    }

    /// Answers the own commands, which reach it by a socket that its user alone can open.
    func answerLocally(_ request: HTTPRequest) async -> HTTPResponse {
        let parts = request.target.segments
        guard let first = parts.first, first == "vault", parts.count <= 2 else {
            return .json(404)
        }
        return door.answer(
            request.method, parts.count > 1 ? parts[1] : "", request.body, waiting: 0
        ) { change in
            switch change {
            case .locked: surroundings.say(.vaultLocked(folder: folder.path))
            case .unlocked: surroundings.say(.vaultUnlocked)
            }
        }
    }

    /// What the node needs to know: whether it is open, and from where on the vault has to be told.
    private func state() async throws -> JSONObject {
        let (heard, serials) = try await database.read { transaction in
            (
                try transaction.value("SELECT next FROM vault_heard", as: KeptCount.self).value,
                try transaction.rows(
                    "SELECT node, max(serial) FROM manifest GROUP BY node ORDER BY node",
                    as: String.self, Int64.self)
            )
        }
        var object = JSONObject()
        object["open"] = .bool(door.isOpen)
        object["next"] = .integer(Int64(clamping: heard))
        var manifests = JSONObject()
        for (node, serial) in serials { manifests[node] = .integer(serial) }
        object["manifests"] = .object(manifests)
        return object
    }

    private func open(_ body: [UInt8]) async throws -> HTTPResponse {
        guard let call = try? OpeningCall(body) else { return .json(400) }
        let now = surroundings.now()
        let terms = try await terms(at: now, and: call.suspended)
        let fields = FieldRequest(officer: call.officer, fields: call.fields, at: now)
        // With a permit of an emergency the emergency itself: who has read is known to have, whatever fails.
        let entry = call.permit.entry
        let register = PermitTable(database: database, now: { now }) { transaction, index in
            let entry = try LedgerEntry(entry)
            if entry.kind == .breakGlass { try transaction.keep(emergency: entry, at: index) }
        }
        do throws(VaultError) {
            guard
                let opened = try await door.open(
                    fields, of: call.record, call.keys, with: call.permit, under: terms,
                    register: register)
            else { return .json(423) }
            var bytes = SecureRandom.bytes(CipherKey.size)
            guard let secret = SecretBytes(wiping: &bytes), let key = CipherKey(secret),
                let sealed = SealedOpening(
                    opened, to: call.recipient, key: key,
                    nonce: SecureRandom.bytes(CipherKey.nonceSize))
            else { throw .unopenable }
            return HTTPResponse(status: 200, body: sealed.bytes)
        } catch {
            var object = JSONObject()
            object["error"] = .string(error.word)
            return .json(422, object)
        }
    }

    /// By what a permit is measured: all of it the vault's own.
    private func terms(
        at now: Moment, and told: Set<Pseudonym>
    ) async throws -> VaultTerms {
        let policy = try folder.policyInForce(in: configuration.jurisdiction, at: now)
        let (log, witness) = try await keys()
        let node = configuration.node
        let (officers, open) = try await database.read { transaction in
            (try transaction.officerKeys(), try transaction.emergencies(of: node, isOpen: true))
        }
        guard
            var terms = VaultTerms(
                node: node, log: log, witnesses: [witness], policy: policy.digest)
        else { throw NodeError.noWitness }
        terms.limits.cosignature = Int64(policy.cosignedSeconds)
        terms.officers = officers
        terms.suspended = told.union(EmergencyReview(kept: open, at: now).suspended)
        return terms
    }

    /// The key of the node's ledger, and that of its witness.
    private func keys() async throws -> (log: VerifierKey, witness: VerifierKey) {
        let configuration = configuration
        let (own, other) = try await database.read { transaction in
            (
                try transaction.history(of: configuration.node).latest,
                try transaction.history(of: configuration.witness).latest
            )
        }
        guard let witness = other.keys.witnesses.first else { throw NodeError.noWitness }
        return (own.keys.log, witness)
    }

    private func seal(_ body: [UInt8]) async throws -> HTTPResponse {
        guard let call = try? ResealingCall(body) else { return .json(400) }
        let recipient = call.place.recipient
        // By the vault's own copy of the node's manifests: nobody names a key that its ledger's key has not signed.
        guard recipient != configuration.node,
            let peer = try? await database.read({ try $0.history(of: recipient).latest })
        else { return .json(403) }
        door.know([peer])
        do throws(VaultDoor.PassingError) {
            guard
                let field = try await door.reseal(
                    call.field, as: call.place.path, of: call.place.message, for: peer)
            else { return .json(423) }
            var object = JSONObject()
            object["field"] = field.json
            return .json(200, object)
        } catch .stranger {
            return .json(403)
        } catch {
            return .json(422)
        }
    }

    /// Takes a manifest that follows the last one which is known.
    private func take(manifest bytes: [UInt8]) async throws -> HTTPResponse {
        guard let note = try? SignedNote(bytes), let node = try? KeyManifest(note.text).node,
            var history = try? await database.read({ try $0.history(of: node) }),
            (try? history.add(note)) != nil
        else { return .json(422) }
        let serial = KeptCount(history.latest.serial)
        try await database.write { transaction in
            try transaction.execute(
                "INSERT OR IGNORE INTO manifest(node, serial, note) VALUES ($1, $2, $3)",
                Kept(node), serial, note.bytes)
        }
        return .json(200)
    }

    /// Takes an entry of the node's ledger that changes whose keys count, or explains an emergency.
    private func take(entry body: [UInt8]) async throws -> HTTPResponse {
        guard let permit = Permit(told: body) else { return .json(400) }
        let (log, witness) = try await keys()
        let logged: LoggedEntry
        do throws(VaultError) {
            logged = try LoggedEntry(
                permit, of: configuration.node, log: log, witness: witness)
        } catch {
            var object = JSONObject()
            object["error"] = .string(error.word)
            return .json(422, object)
        }
        let (entry, index, now) = (logged.entry, logged.index, surroundings.now())
        try await database.write { transaction in
            // Each once and in order: an older one could bring a key back that was taken away.
            let next: KeptCount = try transaction.value("SELECT next FROM vault_heard")
            guard index >= next.value else { return }
            try transaction.execute("UPDATE vault_heard SET next = $1", KeptCount(index + 1))
            try transaction.hear(entry, at: now)
        }
        return .json(200)
    }
}

extension Transaction where Access == Writing {
    /// Keeps what an entry of the node's ledger says to its vault.
    fileprivate func hear(_ entry: LedgerEntry, at now: Moment) throws {
        switch entry.kind {
        case .justify:
            guard let answered = entry.answered else { return }
            // From when the vault hears it, by its own clock: nobody dates it back.
            try justify(answered, of: entry.node, at: now)
        case .decision:
            guard let change = OfficerOffice.change(in: entry) else { return }
            if entry.decision == .permit {
                try execute(
                    "INSERT OR REPLACE INTO officer(pseudonym, key, time) VALUES ($1, $2, $3)",
                    Kept(change.officer), change.key.bytes, KeptMoment(entry.time))
            } else {
                try execute("DELETE FROM officer WHERE pseudonym = $1", Kept(change.officer))
            }
        default: return
        }
    }
}

extension Permit {
    private static let limits = JSONLimits(bytes: 256 << 10, depth: 2, members: 8)

    /// Reads an entry with its proof as a node tells it to its vault; `nil` for another form.
    init?(told body: [UInt8]) {
        guard let object = try? JSONValue(parsing: body, limits: Permit.limits).object,
            let entry = object["entry"]?.string.flatMap({ Base64.decode($0) }),
            let proof = object["proof"]?.string.flatMap({ Base64.decode($0) })
        else { return nil }
        self.init(entry: entry, proof: proof)
    }

    /// What a node tells its vault.
    var told: [UInt8] {
        var object = JSONObject()
        object["entry"] = .string(Base64.encode(entry))
        object["proof"] = .string(Base64.encode(proof))
        return JSONValue.object(object).canonicalBytes
    }
}
