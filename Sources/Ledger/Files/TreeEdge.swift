internal import Cryptography

/// The right edge of a ledger's files: what its last bundle and the last tile of each row hold.
struct TreeEdge {
    private var rows = TileRows()
    /// The entries of the bundle that is not full.
    private var entries: [[UInt8]] = []

    /// The tree.
    var frontier: TreeFrontier { rows.frontier }

    /// Reads the edge of a tree of a size.
    init(_ source: any LedgerSource, size: UInt64) throws(LedgerError) {
        let reader = LedgerReader(source)
        var tiles: [[Digest]] = []
        for path in TilePath.rightEdge(ofSize: size) {
            if let level = path.level {
                while tiles.count <= level { tiles.append([]) }
                tiles[level] = try reader.tile(path)
            } else {
                entries = try reader.bundle(path).map { Array($0) }
            }
        }
        var roots: [Digest] = []
        var start: UInt64 = 0
        for bit in (0..<64).reversed() where size >> UInt64(bit) & 1 == 1 {
            roots.append(try reader.hash(level: bit, index: start >> UInt64(bit), size: size))
            start += 1 << UInt64(bit)
        }
        rows = TileRows(
            frontier: TreeFrontier(size: size, roots: roots) ?? TreeFrontier(), rows: tiles)
    }

    /// Adds an entry.
    ///
    /// - Parameter full: is told the tiles and bundles that are full with it.
    mutating func append(_ entry: [UInt8], full: (TilePath, [UInt8]) -> Void) {
        entries.append(entry)
        if entries.count == TilePath.width {
            full(
                .entries(index: frontier.size / UInt64(TilePath.width)),
                EntryBundle.encode(entries))
            entries.removeAll(keepingCapacity: true)
        }
        rows.append(MerkleTree.leaf(entry)) { path, hashes in
            full(path, hashes.flatMap(\.bytes))
        }
    }

    /// The tiles and the bundle that are not full.
    var partials: [(path: TilePath, bytes: [UInt8])] {
        var partials = rows.partials.map { ($0.path, $0.hashes.flatMap(\.bytes)) }
        if !entries.isEmpty {
            let path = TilePath.entries(
                index: frontier.size / UInt64(TilePath.width), count: entries.count)
            partials.append((path, EntryBundle.encode(entries)))
        }
        return partials
    }
}
