import Threads

/// A ledger that many tasks write to: what comes within a moment is made durable, or published, together.
///
/// On a thread of its own, because writing waits for the disk.
public actor LedgerService {
    /// How entries are gathered.
    public struct Batching: Sendable {
        /// The longest time that an entry waits for others before it is published.
        public var patience = Duration.milliseconds(50)
        /// So many entries are published without waiting for more.
        public var size = TilePath.width

        /// The usual batching.
        public init() {}
    }

    /// An entry that can be proved.
    public struct Published: Sendable {
        /// Which entry of the ledger it is.
        public let index: UInt64
        /// A checkpoint that it is under.
        public let checkpoint: VerifiedCheckpoint
    }

    private typealias Waiting<Value: Sendable> = CheckedContinuation<
        Result<Value, LedgerError>, Never
    >

    private let executor: ThreadExecutor
    private let writer: LedgerWriter
    private let batching: Batching
    private let pause: @Sendable (Duration) async -> Void
    private var awaitingDisk: [Waiting<Void>] = []
    private var awaitingCheckpoint: [Waiting<VerifiedCheckpoint>] = []
    private var isSyncDue = false
    private var isPublishingDue = false

    /// The thread on which it runs.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Opens a ledger, or begins one.
    ///
    /// - Parameters:
    ///   - witnessed: what somebody else has last cosigned of it, if that is known.
    ///   - pause: waits; this room knows no clock of its own.
    /// - Throws: as `LedgerWriter` does; `LedgerError.io` where the system gives no more threads.
    public init(
        _ store: any LedgerStore, signer: NoteSigner, witnessed: WitnessedTree = .nothing,
        batching: Batching = Batching(), pause: @escaping @Sendable (Duration) async -> Void
    ) throws(LedgerError) {
        writer = try LedgerWriter(store, signer: signer, witnessed: witnessed)
        self.batching = batching
        self.pause = pause
        do throws(ThreadError) {
            executor = try ThreadExecutor()
        } catch {
            throw .io(path: "", reason: error.reason)
        }
    }

    isolated deinit {
        executor.stop()
    }

    /// The last checkpoint.
    public var published: VerifiedCheckpoint { writer.published }

    /// Adds an entry and returns when it is durable: it may be promised.
    ///
    /// - Throws: `LedgerError` when the disk refuses; the entry may then still come to be published.
    public func promise(_ entry: [UInt8]) async throws(LedgerError) -> UInt64 {
        let index = try writer.append(entry)
        try await withCheckedContinuation { continuation in
            awaitingDisk.append(continuation)
            scheduleSync()
            schedulePublishing()
        }.get()
        return index
    }

    /// Adds an entry and returns when it is published: it can be proved.
    ///
    /// - Throws: `LedgerError` when the disk refuses; the entry may then still come to be published.
    public func publish(_ entry: [UInt8]) async throws(LedgerError) -> Published {
        let index = try writer.append(entry)
        let checkpoint = try await withCheckedContinuation { continuation in
            awaitingCheckpoint.append(continuation)
            schedulePublishing()
        }.get()
        return Published(index: index, checkpoint: checkpoint)
    }

    /// Publishes at once what waits.
    public func flush() throws(LedgerError) { try publishNow().get() }

    /// Adds a witness's signature to the last checkpoint.
    public func add(
        _ cosignature: NoteSignature, by witness: VerifierKey
    ) throws(LedgerError) {
        try writer.add(cosignature, by: witness)
    }

    private func scheduleSync() {
        guard !isSyncDue else { return }
        isSyncDue = true
        // Behind what others have asked for already: all of it shares one wait for the disk.
        Task { self.syncNow() }
    }

    private func schedulePublishing() {
        let waiting = writer.size - writer.published.checkpoint.size
        if waiting >= UInt64(batching.size) {
            publishNow()
        } else if !isPublishingDue {
            isPublishingDue = true
            Task {
                await pause(batching.patience)
                publishNow()
            }
        }
    }

    private func syncNow() {
        isSyncDue = false
        let result = Result { () throws(LedgerError) in try writer.sync() }
        for one in awaitingDisk { one.resume(returning: result) }
        awaitingDisk.removeAll()
    }

    @discardableResult
    private func publishNow() -> Result<Void, LedgerError> {
        isPublishingDue = false
        let result = Result { () throws(LedgerError) in try writer.publish() }
        for one in awaitingCheckpoint { one.resume(returning: result) }
        awaitingCheckpoint.removeAll()
        return result.map { _ in }
    }
}
