public import Cryptography

/// A ledger's tree and its files, without any signature: what it has is durable.
///
/// What is written is written in an order that makes a crash between any two steps harmless: the bundles, the
/// tiles, then the state, from which on they count. A file that counts is never written again with other bytes.
public final class LedgerTree: TreeHashes {
    /// What becomes of files that a crash has left of entries that do not count yet.
    public enum Leftovers: Sendable {
        /// They stay: the same entries must be appended again, or nothing can be.
        case keep
        /// They give way to others: for trees whose state was held against all that was ever signed of them.
        case replace
    }

    private let store: any LedgerStore
    private let reader: LedgerReader
    private let tiles: TileCache
    private let leftovers: Leftovers
    /// The hashes of each level's last tile, and the entries of the last bundle.
    private var edge: TreeEdge
    /// The tiles that are full since parts of them were last removed.
    private var full: [TilePath] = []

    /// Opens the tree that is in a store, or begins one.
    ///
    /// - Throws: `LedgerError.mismatch` when the tiles are not those of the state.
    public init(
        _ store: any LedgerStore, leftovers: Leftovers = .keep
    ) throws(LedgerError) {
        self.store = store
        self.leftovers = leftovers
        reader = LedgerReader(store)
        tiles = TileCache(reader)
        let state =
            try store.read(LedgerLayout.state).map { bytes throws(LedgerError) in
                try LedgerState(bytes)
            } ?? LedgerState()
        edge = try TreeEdge(store, size: state.frontier.size)
        guard edge.frontier == state.frontier else {
            throw .mismatch(part: .root, at: state.frontier.size)
        }
    }

    /// How many entries the tree has.
    public var size: UInt64 { edge.frontier.size }

    /// The root over all of them.
    public var root: Digest { edge.frontier.root }

    /// The right edge of the tree.
    public var frontier: TreeFrontier { edge.frontier }

    /// Adds entries, which are durable on return.
    ///
    /// When it fails, the tree here has none of them, but the files may: unless leftovers are replaced, the same
    /// entries must be the first that are appended next.
    ///
    /// - Throws: `LedgerError.tooLong` for an entry of more than `EntryBundle.longestEntry` bytes, `mismatch`
    ///   where a file with other bytes is there already, `io`.
    /// - Complexity: O(entries) hashes, and a few files, whatever their number up to 256.
    public func append(_ entries: [[UInt8]]) throws(LedgerError) {
        guard !entries.isEmpty else { return }
        for entry in entries where entry.count > EntryBundle.longestEntry {
            throw .tooLong(bytes: entry.count, most: EntryBundle.longestEntry)
        }
        var next = edge
        var files: [(path: TilePath, bytes: [UInt8])] = []
        for entry in entries { next.append(entry) { files.append(($0, $1)) } }
        files += next.partials
        try put(files.filter { $0.path.level == nil })
        try put(files.filter { $0.path.level != nil })
        try store.write(LedgerState(frontier: next.frontier).bytes, to: LedgerLayout.state)
        edge = next
        for file in files.suffix(TileCache.most) { tiles.keep(file.path, file.bytes) }
        full += files.lazy.map(\.path).filter(\.isFull)
    }

    /// Checks that the tree goes on from one that was signed or cosigned before.
    ///
    /// - Throws: `LedgerError.rolledBack` when it is shorter, `forked` when its beginning is another.
    public func require(_ earlier: WitnessedTree) throws(LedgerError) {
        guard earlier.size <= size else { throw .rolledBack(signed: earlier.size, found: size) }
        guard try root(size: earlier.size) == earlier.root else {
            throw .forked(size: earlier.size)
        }
    }

    /// The entries of a range.
    ///
    /// - Precondition: the tree has them.
    public func entries(_ range: Range<UInt64>) throws(LedgerError) -> [[UInt8]] {
        precondition(range.upperBound <= size, "entries that the tree has")
        let width = UInt64(TilePath.width)
        var entries: [[UInt8]] = []
        var next = range.lowerBound
        while next < range.upperBound {
            let first = next / width * width
            let count = min(width, size - first)
            let bundle = try reader.bundle(.entries(index: first / width, count: Int(count)))
            let end = min(range.upperBound, first + width)
            entries += bundle[Int(next - first)..<Int(end - first)].map { Array($0) }
            next = end
        }
        return entries
    }

    /// The hash of a whole subtree, from memory where it is of the tiles used last.
    ///
    /// - Precondition: the tree has it.
    public func hash(level: Int, index: UInt64) throws(LedgerError) -> Digest {
        try tiles.hash(level: level, index: index, size: size)
    }

    /// Removes the parts of tiles that are full by now: whoever reads takes the beginning of the full ones.
    ///
    /// What can not be removed stays: it is of no use and does no harm.
    func tidy() {
        for path in full { try? store.remove(path.text + ".p") }
        full.removeAll()
    }

    /// Writes tiles or bundles; never other bytes where there are some that count.
    private func put(_ files: [(path: TilePath, bytes: [UInt8])]) throws(LedgerError) {
        var new: [LedgerFile] = []
        for (path, bytes) in files {
            let known = try store.read(path.text)
            guard known != bytes else { continue }
            let isLeftover = leftovers == .replace && path.end > size
            guard known == nil || isLeftover else {
                throw .mismatch(part: path.level == nil ? .bundle : .tile, at: path.index)
            }
            new.append(LedgerFile(path.text, bytes))
        }
        if !new.isEmpty { try store.write(new) }
    }
}

@available(*, unavailable)
extension LedgerTree: Sendable {}
