internal import Cryptography

/// Adds entries to a ledger: the one that may write to its folder.
///
/// An entry goes through three states. *Queued*: it has its index and is in memory. *Durable*: it survives a
/// loss of power, so that it can be promised. *Published*: it is under a signed checkpoint, so that it can be
/// proved. What is written is written in an order that makes a crash between any two steps harmless: the
/// queue, the bundles, the tiles, the state, and only then is the checkpoint signed and put in its place.
public final class LedgerWriter {
    private let store: any LedgerStore
    private let signer: NoteSigner
    private var state: LedgerState
    /// Entries that are queued, the durable ones first.
    private var waiting: [[UInt8]] = []
    private var durable = 0
    /// The records of those that are not durable.
    private var unsynced: [UInt8] = []
    private var queueSize: Int
    /// Tells whether what is at the end of the queue's file is not known, after a failure.
    private var isQueueTorn = false
    /// The hashes of each level's last tile, and the entries of the last bundle.
    private var edge: TreeEdge
    /// The last checkpoint.
    public private(set) var published: VerifiedCheckpoint

    /// The queue is cut when it has grown beyond this and nothing waits in it.
    private static let mostQueue = 1 << 20

    /// Opens a ledger, or begins one.
    ///
    /// What a crash has left between two steps is done again.
    ///
    /// - Parameter witnessed: what somebody else has last cosigned of it, if that is known.
    /// - Throws: `LedgerError.rolledBack` when more was signed, or witnessed, than is there: the folder is
    ///   an older copy of itself, and to go on would make two histories. `LedgerError.forked` when what was
    ///   witnessed is not what is there.
    public init(
        _ store: any LedgerStore, signer: NoteSigner, witnessed: WitnessedTree = .nothing
    ) throws(LedgerError) {
        self.store = store
        self.signer = signer
        state =
            try store.read(LedgerLayout.state).map { bytes throws(LedgerError) in
                try LedgerState(bytes)
            } ?? LedgerState()
        let size = state.frontier.size
        edge = try TreeEdge(store, size: size)
        guard edge.frontier == state.frontier else { throw .mismatch(part: .root, at: size) }
        let queue = try store.read(LedgerLayout.queue) ?? []
        queueSize = queue.count
        waiting = try LedgerQueue.entries(queue, from: size)
        durable = waiting.count
        let checkpoint = Checkpoint(
            origin: signer.verifier.name, size: size, root: state.frontier.root)
        if let bytes = try store.read(LedgerLayout.checkpoint) {
            published = try VerifiedCheckpoint(bytes, log: signer.verifier)
            let signed = published.checkpoint
            guard signed.size <= size else { throw .rolledBack(signed: signed.size, found: size) }
            guard try LedgerReader(store).root(size: signed.size) == signed.root else {
                throw .forked(size: signed.size)
            }
        } else {
            published = try LedgerWriter.signed(checkpoint, signer)
        }
        guard witnessed.size <= size else {
            throw .rolledBack(signed: witnessed.size, found: size)
        }
        guard try LedgerReader(store).root(size: witnessed.size) == witnessed.root else {
            throw .forked(size: witnessed.size)
        }
        try put(checkpoint)
        if durable > 0 { try publish() }
    }

    /// How many entries have an index.
    public var size: UInt64 { state.frontier.size + UInt64(waiting.count) }

    /// How many entries are durable.
    public var durableSize: UInt64 { state.frontier.size + UInt64(durable) }

    /// Queues an entry and returns its index.
    ///
    /// - Throws: `LedgerError.tooLong` for one of more than `EntryBundle.longestEntry` bytes.
    public func append(_ entry: [UInt8]) throws(LedgerError) -> UInt64 {
        guard entry.count <= EntryBundle.longestEntry else {
            throw .tooLong(bytes: entry.count, most: EntryBundle.longestEntry)
        }
        let index = size
        unsynced += LedgerQueue.record(entry, at: index)
        waiting.append(entry)
        return index
    }

    /// Makes all queued entries durable: one write and one sync.
    public func sync() throws(LedgerError) {
        guard !unsynced.isEmpty else { return }
        if isQueueTorn {
            // What a write has left half-done may lie behind what was promised: all is written anew.
            var queue: [UInt8] = []
            for (place, entry) in waiting.enumerated() {
                queue += LedgerQueue.record(entry, at: state.frontier.size + UInt64(place))
            }
            try store.write(queue, to: LedgerLayout.queue)
            queueSize = queue.count
            isQueueTorn = false
        } else {
            isQueueTorn = true
            try store.append(unsynced, to: LedgerLayout.queue)
            isQueueTorn = false
            queueSize += unsynced.count
        }
        unsynced.removeAll(keepingCapacity: true)
        durable = waiting.count
    }

    /// Makes all queued entries durable and publishes them.
    ///
    /// - Complexity: O(entries) hashes, and a few files, whatever their number up to 256.
    @discardableResult
    public func publish() throws(LedgerError) -> VerifiedCheckpoint {
        try sync()
        let written = try integrate()
        // Also when a failure before has left the last checkpoint unsigned.
        try put(
            Checkpoint(
                origin: signer.verifier.name, size: state.frontier.size,
                root: state.frontier.root))
        try tidy(written)
        return published
    }

    /// Puts what is durable into bundles and tiles, and says which it has written.
    private func integrate() throws(LedgerError) -> [TilePath] {
        guard !waiting.isEmpty else { return [] }
        var next = edge
        var files: [(path: TilePath, bytes: [UInt8])] = []
        for entry in waiting { next.append(entry) { files.append(($0, $1)) } }
        files += next.partials
        try put(files.filter { $0.path.level == nil })
        try put(files.filter { $0.path.level != nil })
        let newState = LedgerState(frontier: next.frontier)
        try store.write(newState.bytes, to: LedgerLayout.state)
        edge = next
        state = newState
        waiting.removeAll(keepingCapacity: true)
        durable = 0
        return files.map(\.path)
    }

    /// Adds a witness's signature to the last checkpoint.
    ///
    /// - Throws: `LedgerError.unsigned` when it is not the witness's, or of another checkpoint.
    public func add(
        _ cosignature: NoteSignature, by witness: VerifierKey
    ) throws(LedgerError) {
        var note = published.note
        note.add(cosignature)
        let cosigned = try VerifiedCheckpoint(note, log: signer.verifier)
        guard try cosigned.cosigned(by: witness) != nil else {
            throw .unsigned(name: witness.name, isForged: false)
        }
        try store.write(note.bytes, to: LedgerLayout.checkpoint)
        published = cosigned
    }

    /// Signs a checkpoint of what is durable, and puts it in its place; not again what is there already.
    private func put(_ checkpoint: Checkpoint) throws(LedgerError) {
        if published.checkpoint == checkpoint, try store.read(LedgerLayout.checkpoint) != nil {
            return
        }
        let signed = try LedgerWriter.signed(checkpoint, signer)
        try store.write(signed.note.bytes, to: LedgerLayout.checkpoint)
        published = signed
    }

    private static func signed(
        _ checkpoint: Checkpoint, _ signer: NoteSigner
    ) throws(LedgerError) -> VerifiedCheckpoint {
        let note = SignedNote(text: checkpoint.text, signatures: [signer.sign(checkpoint)])
        return try VerifiedCheckpoint(note, log: signer.verifier)
    }

    /// Writes tiles or bundles; never other bytes where there are some.
    private func put(_ files: [(path: TilePath, bytes: [UInt8])]) throws(LedgerError) {
        var new: [LedgerFile] = []
        for (path, bytes) in files {
            if let known = try store.read(path.text) {
                guard known == bytes else {
                    throw .mismatch(part: path.level == nil ? .bundle : .tile, at: path.index)
                }
            } else {
                new.append(LedgerFile(path.text, bytes))
            }
        }
        if !new.isEmpty { try store.write(new) }
    }

    /// Removes what is of no more use: the parts of tiles that are full, and a queue that is empty.
    private func tidy(_ paths: [TilePath]) throws(LedgerError) {
        for path in paths where path.isFull { try store.remove(path.text + ".p") }
        guard queueSize > LedgerWriter.mostQueue else { return }
        try store.write([], to: LedgerLayout.queue)
        queueSize = 0
    }
}

@available(*, unavailable)
extension LedgerWriter: Sendable {}
