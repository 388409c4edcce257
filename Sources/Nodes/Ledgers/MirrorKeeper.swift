import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger
import Storage
import Threads

/// Witnesses and mirrors another node's ledger: carries out what `WitnessDesk` decides.
///
/// On a thread of its own, because the mirror waits for the disk. One request at a time: reading what was cosigned
/// last, deciding and keeping the new are one step.
actor MirrorKeeper {
    /// An answer over HTTP.
    struct Answer: Sendable {
        let status: Int
        var mediaType = "text/plain; charset=utf-8"
        let body: [UInt8]
    }

    /// The most entries that are looked through at once.
    private static let mostLooked: UInt64 = 4096

    /// The node whose ledger it is.
    nonisolated let node: NodeName
    private let executor: ThreadExecutor
    private let log: VerifierKey
    private let signer: NoteSigner
    private let store: LedgerFolder
    private let database: Database
    private let delivery: Delivery
    private let surroundings: NodeSurroundings
    private let proofs: NodeFolder
    private let alarms: AlarmBook
    private var mirror: LedgerMirror?
    private var desk: WitnessDesk
    private var last = WitnessedTree.nothing
    /// How many entries were looked through for messages.
    private(set) var seen: UInt64 = 0
    private var isBusy = false
    private var isLooking = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    /// The thread on which it runs.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(
        _ peer: Peer, folder: NodeFolder, signer: NoteSigner, database: Database,
        delivery: Delivery, surroundings: NodeSurroundings
    ) throws {
        executor = try ThreadExecutor()
        node = peer.name
        log = peer.log
        self.signer = signer
        let path = folder.mirror(of: peer.name)
        try PrivateFiles.makeFolder(path)
        store = LedgerFolder(path: path)
        self.database = database
        self.delivery = delivery
        self.surroundings = surroundings
        proofs = folder
        alarms = AlarmBook(database: database, surroundings: surroundings)
        desk = WitnessDesk(isStopped: peer.isStopped)
    }

    isolated deinit { executor.stop() }

    /// What it is doing.
    var phase: WitnessDesk.Phase { desk.phase }

    /// How many entries were cosigned.
    var witnessed: UInt64 { last.size }

    /// Opens the mirror, by what the tables say.
    func open() async throws {
        let row = try await row()
        let opened = try LedgerMirror(store, log: log)
        if let row {
            last = row.tree
            seen = row.seen
            // A crash may have come between the row and the mirror.
            let checkpoint = try VerifiedCheckpoint(row.note, log: log)
            if opened.size >= row.tree.size { try opened.keep(checkpoint) }
        }
        mirror = opened
        // The tables may be an older copy, and the mirror not.
        if let kept = opened.kept, kept.checkpoint.size > last.size {
            try await keep(kept)
            last = WitnessedTree(kept.checkpoint)
        }
    }

    private struct LastRow: Sendable {
        let tree: WitnessedTree
        let note: [UInt8]
        let seen: UInt64
    }

    private func row() async throws -> LastRow? {
        let origin = log.name
        return try await database.read { transaction in
            try transaction.row(
                "SELECT size, root, note, seen FROM witness WHERE origin = $1", origin,
                as: KeptCount.self, KeptDigest.self, [UInt8].self, KeptCount.self
            ).map { row in
                LastRow(
                    tree: WitnessedTree(size: row.0.value, root: row.1.value), note: row.2,
                    seen: row.3.value)
            }
        }
    }

    /// Takes the last checkpoint that the log shows; `nil` when it has none.
    ///
    /// What bears the own signature was cosigned, whatever the own tables say.
    func hear(_ note: VerifiedCheckpoint?) async {
        await enter()
        defer { leave() }
        let isOwn = note.flatMap { (try? $0.cosigned(by: signer.verifier)) ?? nil } != nil
        let tree =
            isOwn
            ? note.map { WitnessedTree($0.checkpoint) } : nil
        guard let forgotten = desk.hear(tree, known: last), let note else { return }
        await alarms.raise(LedgerAlarm.forgotten.rawValue, about: node.text)
        do {
            try await keep(note)
            last = forgotten
        } catch {
            fail("witness hear", error)
        }
    }

    /// Takes entries of the ledger.
    func take(_ push: EntryPush) async -> Answer {
        await enter()
        defer { leave() }
        guard let mirror, desk.phase == .serving else { return MirrorKeeper.later }
        do {
            switch try mirror.take(push.entries, at: push.first, cosigned: last.size) {
            case .taken(let size): return MirrorKeeper.size(200, size)
            case .gap(let next): return MirrorKeeper.size(409, next)
            case .forgot(let size): return MirrorKeeper.size(409, size)
            // What is signed of such entries is wanted: it would prove a second history.
            case .other(let cosigned): return MirrorKeeper.size(409, cosigned)
            }
        } catch {
            fail("witness entries", error)
            return MirrorKeeper.later
        }
    }

    /// Takes a request for a signature (tlog-witness, add-checkpoint).
    func cosign(_ body: [UInt8]) async -> Answer {
        await enter()
        defer { leave() }
        guard let mirror else { return MirrorKeeper.later }
        do {
            let decision = try mirror.decide(body, last: last)
            switch desk.rule(on: decision) {
            case .later: return MirrorKeeper.later
            case .entriesFirst(let first):
                return MirrorKeeper.size(503, first, WitnessLink.entriesType)
            case .forget:
                try mirror.forget(beyond: last.size)
                return MirrorKeeper.size(503, mirror.size, WitnessLink.entriesType)
            case .refuse(.conflict(let size)): return MirrorKeeper.size(409, size)
            case .refuse(let decision):
                return Answer(status: decision.status, body: [])
            case .misbehaviour(let note):
                await proveMisbehaviour(note)
                return Answer(status: 422, body: [])
            case .cosign(let checkpoint): return try await cosign(checkpoint, mirror)
            }
        } catch {
            fail("witness cosign", error)
            return MirrorKeeper.later
        }
    }

    private func cosign(
        _ checkpoint: VerifiedCheckpoint, _ mirror: LedgerMirror
    ) async throws -> Answer {
        let new = checkpoint.checkpoint
        let time = UInt64(surroundings.now().seconds)
        let signature = signer.cosign(new, at: time)
        var note = checkpoint.note
        note.add(signature)
        let cosigned = try VerifiedCheckpoint(note, log: log)
        try await keep(cosigned)
        last = WitnessedTree(size: new.size, root: new.root)
        try mirror.keep(cosigned)
        return Answer(status: 200, body: Array((signature.line + "\n").utf8))
    }

    /// Writes down what is cosigned.
    private func keep(_ checkpoint: VerifiedCheckpoint) async throws {
        let tree = checkpoint.checkpoint
        let bytes = checkpoint.note.bytes
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO witness(origin, size, root, note, seen) VALUES ($1, $2, $3, $4, 0)
                ON CONFLICT(origin) DO UPDATE
                SET size = excluded.size, root = excluded.root, note = excluded.note
                """, tree.origin, KeptCount(tree.size), KeptDigest(tree.root), bytes)
        }
    }

    /// Looks through entries that are cosigned for messages, and for new manifests.
    ///
    /// A little later than they are cosigned: by then most of what they tell has come by itself. What was looked
    /// through is kept with what was found, so that nothing is passed over.
    ///
    /// - Returns: what is to be done, and whether a manifest was announced.
    func lookThrough() async throws -> (actions: [Delivery.Action], hasManifest: Bool) {
        guard let mirror, !isLooking, seen < min(last.size, mirror.size) else { return ([], false) }
        isLooking = true
        defer { isLooking = false }
        let end = min(last.size, mirror.size, seen + MirrorKeeper.mostLooked)
        let first = seen
        let entries = try mirror.entries(first..<end)
        let (delivery, surroundings, node, origin) = (delivery, surroundings, node, log.name)
        let found = try await database.write { transaction in
            let circumstances = surroundings.circumstances
            var actions: [Delivery.Action] = []
            var hasManifest = false
            var emergencies = try MirroredEmergencies(of: node, in: transaction)
            for (index, bytes) in zip(first..., entries) {
                // An entry of another form says nothing to this node; it is in the ledger all the same.
                guard let entry = try? LedgerEntry(bytes), entry.node == node else { continue }
                if entry.kind == .keyManifest, let digest = entry.message {
                    hasManifest = true
                    try transaction.execute(
                        "INSERT OR IGNORE INTO announced(node, digest) VALUES ($1, $2)",
                        Kept(node), KeptDigest(digest))
                }
                actions += try delivery.see(entry, circumstances, in: transaction)
                try emergencies.see(entry, at: index, now: circumstances.now, in: transaction)
            }
            try emergencies.finish(in: transaction)
            try transaction.execute(
                "UPDATE witness SET seen = $2 WHERE origin = $1", origin, KeptCount(end))
            return (actions, hasManifest, emergencies.alarms)
        }
        seen = end
        for about in found.2 {
            surroundings.say(.alarm(kind: MirroredEmergencies.alarm, about: about))
        }
        return (found.0, found.1)
    }

    private func proveMisbehaviour(_ note: VerifiedCheckpoint) async {
        let name = "\(node.text)-\(note.checkpoint.size)-\(surroundings.now().milliseconds)"
        try? PrivateFiles.write(note.note.bytes, to: "\(proofs.alarms)/\(name).note")
        if let kept = mirror?.kept {
            try? PrivateFiles.write(kept.note.bytes, to: "\(proofs.alarms)/\(name)-kept.note")
        }
        let node = node
        _ = try? await database.write { transaction in
            try transaction.execute("UPDATE peer SET stopped = 1 WHERE name = $1", node.text)
        }
        await alarms.raise(LedgerAlarm.misbehaviour.rawValue, about: node.text)
    }

    /// Waits for its turn: an actor lets others in while it waits for the tables.
    private func enter() async {
        if isBusy {
            await withCheckedContinuation { queue.append($0) }
        } else {
            isBusy = true
        }
    }

    private func leave() {
        if queue.isEmpty {
            isBusy = false
        } else {
            queue.removeFirst().resume()
        }
    }

    private static let later = Answer(status: 503, body: [])

    private static func size(
        _ status: Int, _ size: UInt64, _ mediaType: String = WitnessLink.sizeType
    ) -> Answer {
        Answer(status: status, mediaType: mediaType, body: Array("\(size)\n".utf8))
    }

    private func fail(_ part: String, _ error: any Error) {
        surroundings.say(.failed(part: part, reason: String(describing: error)))
    }
}
