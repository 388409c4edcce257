public import Cryptography

/// A copy of another's log: what a witness holds before it cosigns.
///
/// Entries come first and wait, durable, in the queue. Once a checkpoint that they are under is cosigned, they go into
/// bundles and tiles and the checkpoint is put in its place: the folder is then a ledger like any other, which anybody
/// with the log's key can check. What only waits was never cosigned, and can be forgotten.
public final class LedgerMirror {
    /// The key of the log.
    public let log: VerifierKey

    private let store: any LedgerStore
    private let tree: LedgerTree
    private var queue: QueueFile
    /// The entries that wait for a checkpoint, and their hashes.
    private var waiting: [[UInt8]]
    private var leaves: [Digest]
    /// The last checkpoint that was kept.
    public private(set) var kept: VerifiedCheckpoint?

    /// So many entries may wait for a checkpoint: a log that has more asks for one in between.
    public static let mostWaiting = 1 << 18

    /// Opens a mirror, or begins one.
    ///
    /// - Throws: `LedgerError.rolledBack` or `forked` when the kept checkpoint is not of what is there: the
    ///   mirror's disk is an older copy of itself, or was changed. What `LedgerTree` throws.
    public init(_ store: any LedgerStore, log: VerifierKey) throws(LedgerError) {
        self.log = log
        self.store = store
        tree = try LedgerTree(store, leftovers: .replace)
        (queue, waiting) = try QueueFile.open(store, from: tree.size)
        leaves = waiting.map { MerkleTree.leaf($0) }
        kept = try LedgerReader(store).shown(log)
        if let kept { try tree.require(WitnessedTree(kept.checkpoint)) }
    }

    /// How many entries are durable here, those that wait among them.
    public var size: UInt64 { tree.size + UInt64(waiting.count) }

    /// The root over the first entries.
    ///
    /// - Precondition: the mirror has them.
    /// - Complexity: O(n) hashes for n entries that wait.
    public func root(size: UInt64) throws(LedgerError) -> Digest {
        precondition(size <= self.size, "entries that the mirror has")
        guard size > tree.size else { return try tree.root(size: size) }
        var frontier = tree.frontier
        for leaf in leaves.prefix(Int(size - tree.size)) { frontier.append(leaf) }
        return frontier.root
    }

    /// The entries of a range, so that their owner can be healed.
    ///
    /// - Precondition: the mirror has them.
    public func entries(_ range: Range<UInt64>) throws(LedgerError) -> [[UInt8]] {
        precondition(range.upperBound <= size, "entries that the mirror has")
        let edge = tree.size
        var entries: [[UInt8]] = []
        if range.lowerBound < edge {
            entries = try tree.entries(range.lowerBound..<min(edge, range.upperBound))
        }
        if range.upperBound > edge {
            let first = Int(max(edge, range.lowerBound) - edge)
            entries += waiting[first..<Int(range.upperBound - edge)]
        }
        return entries
    }

    /// Takes entries of the log from an index on, durably: one write and one sync.
    ///
    /// Those that are here already must be the same and change nothing, so the same call may come twice.
    ///
    /// - Throws: `LedgerError.gap` when entries before them are not here; `mismatch` at the first that is another
    ///   than the one that is here; `tooLong` and `tooMany`; `io`. Nothing was taken then.
    public func append(_ entries: [[UInt8]], at first: UInt64) throws(LedgerError) {
        guard first <= size else { throw .gap(next: size, given: first) }
        for entry in entries where entry.count > EntryBundle.longestEntry {
            throw .tooLong(bytes: entry.count, most: EntryBundle.longestEntry)
        }
        let known = Int(min(UInt64(entries.count), size - first))
        let here = try self.entries(first..<first + UInt64(known))
        for place in 0..<known where here[place] != entries[place] {
            throw .mismatch(part: .entry, at: first + UInt64(place))
        }
        let new = entries[known...]
        let count = waiting.count + new.count
        guard count <= LedgerMirror.mostWaiting else {
            throw .tooMany(waiting: count, most: LedgerMirror.mostWaiting)
        }
        try queue.append(new, behind: waiting, from: tree.size)
        waiting += new
        leaves += new.map { MerkleTree.leaf($0) }
    }

    /// What comes of entries that are offered to a mirror.
    public enum Offer: Equatable, Sendable {
        /// They are here, up to a size.
        case taken(size: UInt64)
        /// Entries before them are wanted first.
        case gap(next: UInt64)
        /// They are others than those that waited, which were never cosigned and are forgotten.
        case forgot(size: UInt64)
        /// They are others than those that were cosigned: an old offer that comes late, or a second history.
        case other(cosigned: UInt64)
    }

    /// Takes entries as `append` does, and says what is wanted where they do not fit.
    ///
    /// What was never cosigned may be lost on the other side, with others in its place.
    ///
    /// - Parameter cosigned: the size that was cosigned last.
    /// - Throws: as `append`, of what is not in the other's hands.
    public func take(
        _ entries: [[UInt8]], at first: UInt64, cosigned: UInt64
    ) throws(LedgerError) -> Offer {
        do {
            try append(entries, at: first)
            return .taken(size: first + UInt64(entries.count))
        } catch .gap(let next, _) {
            return .gap(next: next)
        } catch .mismatch(_, at: let place) {
            guard place >= cosigned else { return .other(cosigned: cosigned) }
            try forget(beyond: cosigned)
            return .forgot(size: size)
        } catch {
            throw error
        }
    }

    /// Puts a checkpoint of the log in its place, durably, with the entries under it.
    ///
    /// To be called after it is written down that it is cosigned, and again at the next start when a crash came
    /// between: entries that are in the tree are never forgotten. An older one than is there changes nothing.
    ///
    /// - Throws: `LedgerError.foreign` or `unsigned` when it is not the log's; `gap` when entries under it are not
    ///   here; `mismatch` when those that wait are not those under it, `forked` when those kept before are not; `io`.
    public func keep(_ checkpoint: VerifiedCheckpoint) throws(LedgerError) {
        let new = try VerifiedCheckpoint(checkpoint.note, log: log)
        let size = new.checkpoint.size
        guard size <= self.size else { throw .gap(next: self.size, given: size) }
        guard try root(size: size) == new.checkpoint.root else {
            guard size > tree.size else { throw .forked(size: size) }
            throw .mismatch(part: .root, at: size)
        }
        // The right edge of the files is that of the whole tree, so a smaller checkpoint would not be proved by them.
        guard size >= tree.size, kept != new else { return }
        let count = Int(size - tree.size)
        try tree.append(Array(waiting[..<count]))
        waiting.removeFirst(count)
        leaves.removeFirst(count)
        try store.write(new.note.bytes, to: LedgerLayout.checkpoint)
        kept = new
        tree.tidy()
        try cutQueue()
    }

    /// Forgets the entries that wait, from a size on: those that were never cosigned.
    ///
    /// A log that was restored without them may give others in their place.
    ///
    /// - Parameter cosigned: the size that was cosigned last; no entry before it is forgotten.
    public func forget(beyond cosigned: UInt64) throws(LedgerError) {
        let count = Int(clamping: cosigned > tree.size ? cosigned - tree.size : 0)
        guard count < waiting.count else { return }
        try queue.replace(with: waiting[..<count], from: tree.size)
        waiting.removeLast(waiting.count - count)
        leaves.removeLast(leaves.count - count)
    }

    /// Cuts what is kept off the queue, when little else is in it.
    private func cutQueue() throws(LedgerError) {
        let rest = waiting.reduce(0) { $0 + $1.count }
        guard queue.size > QueueFile.most, queue.size / 4 > rest else { return }
        try queue.replace(with: waiting, from: tree.size)
    }
}

@available(*, unavailable)
extension LedgerMirror: Sendable {}
