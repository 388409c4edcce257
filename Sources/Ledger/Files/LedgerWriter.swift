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
    private let tree: LedgerTree
    private var queue: QueueFile
    /// Entries that are queued, the durable ones first.
    private var waiting: [[UInt8]]
    private var durable: Int
    /// The last checkpoint.
    public private(set) var published: VerifiedCheckpoint

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
        tree = try LedgerTree(store)
        (queue, waiting) = try QueueFile.open(store, from: tree.size)
        durable = waiting.count
        let checkpoint = Checkpoint(
            origin: signer.verifier.name, size: tree.size, root: tree.root)
        if let bytes = try store.read(LedgerLayout.checkpoint) {
            published = try VerifiedCheckpoint(bytes, log: signer.verifier)
            let signed = published.checkpoint
            try tree.require(WitnessedTree(size: signed.size, root: signed.root))
        } else {
            published = try VerifiedCheckpoint(signing: checkpoint, by: signer)
        }
        try tree.require(witnessed)
        try put(checkpoint)
        if durable > 0 { try publish() }
    }

    /// How many entries have an index.
    public var size: UInt64 { tree.size + UInt64(waiting.count) }

    /// How many entries are durable.
    public var durableSize: UInt64 { tree.size + UInt64(durable) }

    /// Queues an entry and returns its index.
    ///
    /// - Throws: `LedgerError.tooLong` for one of more than `EntryBundle.longestEntry` bytes.
    public func append(_ entry: [UInt8]) throws(LedgerError) -> UInt64 {
        guard entry.count <= EntryBundle.longestEntry else {
            throw .tooLong(bytes: entry.count, most: EntryBundle.longestEntry)
        }
        let index = size
        waiting.append(entry)
        return index
    }

    /// Makes all queued entries durable: one write and one sync.
    public func sync() throws(LedgerError) {
        try queue.append(waiting[durable...], behind: waiting[..<durable], from: tree.size)
        durable = waiting.count
    }

    /// Makes all queued entries durable and publishes them.
    ///
    /// - Complexity: O(entries) hashes, and a few files, whatever their number up to 256.
    @discardableResult
    public func publish() throws(LedgerError) -> VerifiedCheckpoint {
        try sync()
        try tree.append(waiting)
        waiting.removeAll(keepingCapacity: true)
        durable = 0
        // Also when a failure before has left the last checkpoint unsigned.
        try put(Checkpoint(origin: signer.verifier.name, size: tree.size, root: tree.root))
        tree.tidy()
        if queue.size > QueueFile.most { try queue.replace(with: [], from: tree.size) }
        return published
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
        let signed = try VerifiedCheckpoint(signing: checkpoint, by: signer)
        try store.write(signed.note.bytes, to: LedgerLayout.checkpoint)
        published = signed
    }
}

@available(*, unavailable)
extension LedgerWriter: Sendable {}
