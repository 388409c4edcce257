import Delivery
import Exchange
import Ledger
import Storage
import Threads

/// Publishes a node's own ledger: carries out what `Publisher` decides.
///
/// On a thread of its own, because the ledger waits for the disk.
actor LedgerKeeper {
    /// An entry with what proves it.
    struct Proved: Sendable {
        let entry: [UInt8]
        let evidence: InclusionEvidence
    }

    /// How long entries are gathered.
    private static let patience = Duration.milliseconds(40)
    /// How long, while so many come at once: each publication costs the same few files, whatever it publishes.
    private static let crowd = (entries: 48, patience: Duration.milliseconds(120))
    /// So many tries in vain are nothing to be said.
    private static let usualSilences = 3
    /// So many of the last entries are remembered, at least.
    private static let mostRecent = 8192
    /// The most entries of one checkpoint.
    private static let mostEntries = 2048
    /// So many published entries stay in the tables, so that their proofs need no bundle.
    private static let keptEntries: UInt64 = 100_000

    private let executor: ThreadExecutor
    private let store: LedgerFolder
    private let signer: NoteSigner
    private let database: Database
    private let link: WitnessLink
    private let witness: VerifierKey?
    private let delivery: Delivery
    private let surroundings: NodeSurroundings
    private let alarms: AlarmBook
    private var isWitnessSilent = false
    private var silences = 0
    private var publisher = Publisher()
    private var ledger: CosignedLedger?
    private var cosignatures: [NoteSignature] = []
    /// The checkpoint that the witness is asked to cosign; an emergency may have signed a larger one since.
    private var asked: VerifiedCheckpoint?
    /// How often the witness has cosigned.
    private var cosigned = 0
    private var waiting: [(entry: UInt64, CheckedContinuation<Bool, Never>)] = []
    private var recent: [UInt64: [UInt8]] = [:]
    private var isGathering = false
    /// How many entries were gathered last.
    private var lastCount = 0
    private var isEnded = false
    /// Called with the number of published entries, each time it grows.
    private var onPublished: (@Sendable (UInt64) async -> Void)?
    private var onPhase: (@Sendable (Publisher.Phase) -> Void)?

    /// The thread on which it runs.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(
        _ store: LedgerFolder, signer: NoteSigner, database: Database, link: WitnessLink,
        witness: VerifierKey?, delivery: Delivery, surroundings: NodeSurroundings
    ) throws(ThreadError) {
        executor = try ThreadExecutor()
        self.store = store
        self.signer = signer
        self.database = database
        self.link = link
        self.witness = witness
        self.delivery = delivery
        self.surroundings = surroundings
        alarms = AlarmBook(database: database, surroundings: surroundings)
    }

    isolated deinit { executor.stop() }

    /// What it is doing.
    var phase: Publisher.Phase { publisher.phase }
    /// How many entries are published.
    var published: UInt64 { ledger?.published?.checkpoint.size ?? 0 }

    /// Begins.
    ///
    /// - Parameters:
    ///   - onPublished: called with the number of published entries, each time it grows.
    ///   - onPhase: called when the phase changes.
    func start(
        onPublished: @escaping @Sendable (UInt64) async -> Void,
        onPhase: @escaping @Sendable (Publisher.Phase) -> Void
    ) {
        self.onPublished = onPublished
        self.onPhase = onPhase
        take(.started(hasWitness: witness != nil))
    }

    /// Takes the news that entries are durable which are not published.
    func entriesWait() {
        guard !isGathering else { return }
        isGathering = true
        Task {
            let isCrowded = lastCount >= LedgerKeeper.crowd.entries
            await surroundings.pause(
                isCrowded ? LedgerKeeper.crowd.patience : LedgerKeeper.patience)
            isGathering = false
            take(.entriesWait)
        }
    }

    /// Takes the passing of time.
    func tick() { take(.tick) }

    /// Waits until an entry is published.
    ///
    /// - Returns: `false` when the ledger has stopped, or the process ends.
    func wait(for entry: UInt64) async -> Bool {
        guard entry >= published else { return true }
        guard publisher.phase != .stopped, !isEnded else { return false }
        return await withCheckedContinuation { waiting.append((entry, $0)) }
    }

    /// Ends what waits for good.
    func end() {
        isEnded = true
        stop()
    }

    /// Ends what waits.
    private func stop() {
        for one in waiting { one.1.resume(returning: false) }
        waiting.removeAll()
    }

    /// What shows that an entry is in the ledger; `nil` for one that is not published.
    func evidence(for entry: UInt64) throws(LedgerError) -> InclusionEvidence? {
        if let ledger { return try ledger.evidence(for: entry) }
        // Not open yet; what was published before the start can be proved all the same.
        let reader = LedgerReader(store)
        guard let last = try? reader.checkpoint(signer.verifier), entry < last.checkpoint.size
        else { return nil }
        return try reader.evidence(of: entry, last)
    }

    /// A published entry with what proves it; `nil` for one that is not published.
    func proved(_ index: UInt64) async throws -> Proved? {
        guard let evidence = try evidence(for: index) else { return nil }
        var bytes = recent[index]
        if bytes == nil { bytes = try await database.read { try $0.entry(index) } }
        if bytes == nil { bytes = try entry(index) }
        return bytes.map { Proved(entry: $0, evidence: evidence) }
    }

    /// Remembers entries that will soon be asked for: each is proved once when its message goes or was taken.
    private func remember(_ entries: [[UInt8]], from first: UInt64) {
        for (offset, entry) in entries.enumerated() { recent[first + UInt64(offset)] = entry }
        guard recent.count > 2 * LedgerKeeper.mostRecent else { return }
        let end = first + UInt64(entries.count)
        recent = recent.filter { $0.key + UInt64(LedgerKeeper.mostRecent) >= end }
    }

    /// Published entries, fewer or none where so many are not there.
    func entries(_ range: Range<UInt64>) throws(LedgerError) -> [[UInt8]] {
        guard let ledger else { return [] }
        return try ledger.entries(range.clamped(to: 0..<ledger.size))
    }

    /// The bytes of a published entry, from its bundle.
    func entry(_ index: UInt64) throws(LedgerError) -> [UInt8]? {
        if let ledger {
            return index < ledger.size ? try ledger.entries(index..<index + 1).first : nil
        }
        let reader = LedgerReader(store)
        guard let last = try? reader.checkpoint(signer.verifier), index < last.checkpoint.size
        else { return nil }
        return try reader.entry(index, size: last.checkpoint.size)
    }

    private func take(_ event: Publisher.Event) {
        guard !isEnded else { return }
        tell(event)
        let before = publisher.phase
        let actions = publisher.take(
            event, at: surroundings.now(), chance: Int(surroundings.random() & 1023))
        if publisher.phase != before { onPhase?(publisher.phase) }
        for action in actions { carry(out: action) }
    }

    /// Says when the witness falls silent, and when it is heard again: once each.
    private func tell(_ event: Publisher.Event) {
        guard let witness, let name = NodeName(String(witness.name.prefix { $0 != "/" })) else {
            return
        }
        switch event {
        case .silent where !isWitnessSilent && isPatient:
            isWitnessSilent = true
            surroundings.say(.witnessSilent(name))
        case .cosigned, .heard:
            silences = 0
            if event == .cosigned { cosigned += 1 }
            if isWitnessSilent { surroundings.say(.witnessBack(name)) }
            isWitnessSilent = false
        case .silent: silences += 1
        default: break
        }
    }

    /// Tells whether the witness was silent more often than two nodes that start together explain.
    private var isPatient: Bool { silences >= LedgerKeeper.usualSilences }

    private func carry(out action: Publisher.Action) {
        switch action {
        case .ask: Task { await ask() }
        case .open(let tree): Task { await open(tree) }
        case .prepare: Task { await prepare() }
        case .push(let first): Task { await push(from: first) }
        case .request(let size): Task { await request(from: size) }
        case .settle: settle()
        case .alarm(let alarm):
            Task { await alarms.raise(alarm.rawValue, about: signer.verifier.name) }
            if publisher.phase == .stopped { stop() }
        }
    }

    private func ask() async {
        let tree = await link.heard(log: signer.verifier)
        take(tree.map { .heard($0) } ?? .silent)
    }

    private func open(_ tree: WitnessedTree) async {
        do {
            let opened = try CosignedLedger(
                store, signer: signer, witnesses: witness.map { [$0] } ?? [], heard: tree)
            guard try await isInTables(opened) else { return take(.unfit) }
            ledger = opened
            take(.opened)
        } catch LedgerError.rolledBack, LedgerError.forked {
            take(.unfit)
        } catch {
            fail("ledger open", error)
            take(.silent)
        }
    }

    /// Tells whether the tables have the ledger's last entry: if not, they are an older copy of themselves.
    private func isInTables(_ ledger: CosignedLedger) async throws -> Bool {
        guard ledger.size > 0 else { return true }
        let index = ledger.size - 1
        let last = try ledger.entries(index..<ledger.size).first.map { try LedgerEntry($0) }
        let delivery = delivery
        return try await database.write { transaction in
            try delivery.knows(last, at: index, in: transaction)
        }
    }

    private func prepare() async {
        guard let ledger else { return }
        do {
            let candidate = try await signNext(ledger)
            asked = candidate
            guard candidate.checkpoint.size > 0 else { return take(.settled) }
            take(.prepared(size: candidate.checkpoint.size))
        } catch {
            fail("ledger prepare", error)
            take(.silent)
        }
    }

    /// Makes entries that wait part of the tree, and signs a checkpoint over them.
    private func signNext(_ ledger: CosignedLedger) async throws -> VerifiedCheckpoint {
        let most = LedgerKeeper.mostEntries
        while true {
            let size = ledger.size
            let entries = try await database.read { transaction in
                try transaction.rows(
                    "SELECT bytes FROM entry WHERE number >= $1 ORDER BY number LIMIT $2",
                    KeptCount(size), most
                ) { row in try row.value(at: 0, as: [UInt8].self) }
            }
            // While the tables were read, an emergency may have taken the same entries.
            guard ledger.size == size else { continue }
            let candidate = try ledger.prepare(entries)
            remember(entries, from: size)
            lastCount = entries.count
            if entries.count == most { entriesWait() }
            return candidate
        }
    }

    /// Waits until the witness cosigns, having it asked at once.
    ///
    /// - Parameter steps: for how long, in tenths of a second.
    /// - Returns: `false` when it did not in this time.
    func isWitnessed(within steps: Int) async -> Bool {
        let before = cosigned
        take(.hurried)
        for _ in 0..<steps where cosigned == before {
            guard !isEnded, !Task.isCancelled else { return false }
            await surroundings.pause(.milliseconds(100))
        }
        return cosigned != before
    }

    /// An entry with what shows the own vault, and nobody else, that it is in the ledger, be it cosigned or not; `nil`
    /// while the ledger is not open.
    ///
    /// On return the entry is in the tree, durably, as one that was published is: what the witness is shown later has it.
    func unwitnessed(_ index: UInt64) async throws -> Proved? {
        guard let ledger, publisher.phase == .running else { return nil }
        while ledger.size <= index {
            let before = ledger.size
            _ = try await signNext(ledger)
            guard ledger.size > before else { return nil }
        }
        guard let evidence = try ledger.unwitnessedEvidence(for: index),
            let entry = try ledger.entries(index..<index + 1).first
        else { return nil }
        return Proved(entry: entry, evidence: evidence)
    }

    private func push(from first: UInt64) async {
        guard let ledger, let size = publisher.candidate, first < size,
            let entries = try? ledger.entries(first..<size)
        else { return take(.silent) }
        switch await link.push(entries, from: first) {
        // It may have other entries there: what it says to the checkpoint decides.
        case let held? where held >= size: take(.pushed(size: size))
        case let other?: take(.entriesFirst(size: other))
        case nil: take(.silent)
        }
    }

    private func request(from size: UInt64) async {
        guard let ledger else { return }
        do {
            guard let request = try ledger.request(from: size, for: asked) else {
                return take(.settled)
            }
            switch await link.cosign(request) {
            case .cosigned(let signatures):
                cosignatures = signatures
                take(.cosigned)
            case .conflict(let size): take(.conflicted(size: size))
            case .entriesFirst(let size): take(.entriesFirst(size: size))
            case .refused: take(.refused)
            case .silent: take(.silent)
            }
        } catch LedgerError.rolledBack {
            take(.unfit)
        } catch {
            fail("ledger request", error)
            take(.silent)
        }
    }

    private func settle() {
        guard let ledger, let candidate = asked else { return }
        do {
            try ledger.settle(candidate, with: cosignatures)
        } catch {
            fail("ledger settle", error)
            return take(.silent)
        }
        cosignatures = []
        let size = candidate.checkpoint.size
        let ready = waiting.filter { $0.entry < size }
        waiting.removeAll { $0.entry < size }
        for one in ready { one.1.resume(returning: true) }
        take(.settled)
        let published = onPublished
        Task { await published?(size) }
    }

    /// Removes entries from the tables that the ledger has had for long.
    func prune() async {
        let size = published
        guard size > LedgerKeeper.keptEntries else { return }
        _ = try? await database.write { transaction in
            try transaction.execute(
                "DELETE FROM entry WHERE number < $1",
                KeptCount(size - LedgerKeeper.keptEntries))
        }
    }

    private func fail(_ part: String, _ error: any Error) {
        guard !isEnded else { return }
        surroundings.say(.failed(part: part, reason: String(describing: error)))
    }
}
