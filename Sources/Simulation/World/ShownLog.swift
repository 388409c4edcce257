import Cryptography
import Exchange
import Ledger

/// All that was ever shown of a log: what an auditor has who forgets nothing.
struct ShownLog {
    /// The root of each size.
    private var roots = [MerkleTree.emptyRoot]
    private var frontier = TreeFrontier()
    /// The entries, as far as they can be read.
    private(set) var entries: [LedgerEntry] = []
    /// What the log says of messages that came: the kind of the entry, by the message's digest.
    private(set) var arrivals: [Digest: [EntryKind]] = [:]

    /// How many entries were shown.
    var size: UInt64 { frontier.size }

    /// Tells whether a checkpoint goes with all that was shown before; `nil` when that can not be said yet.
    func isConsistent(_ checkpoint: Checkpoint) -> Bool? {
        guard checkpoint.size <= size else { return nil }
        return roots[Int(checkpoint.size)] == checkpoint.root
    }

    /// Adds an entry that was shown.
    ///
    /// - Returns: the entry; `nil` when it is none that can be read.
    mutating func add(_ bytes: [UInt8]) -> LedgerEntry? {
        frontier.append(MerkleTree.leaf(bytes))
        roots.append(frontier.root)
        guard let entry = try? LedgerEntry(bytes) else { return nil }
        entries.append(entry)
        if let digest = entry.message, [.messageIn, .refuse].contains(entry.kind) {
            arrivals[digest, default: []].append(entry.kind)
        }
        return entry
    }
}
