internal import Cryptography

/// The right edge of a ledger's files: what its last bundle and the last tile of each level hold.
struct TreeEdge {
    private(set) var frontier = TreeFrontier()
    /// The entries of the bundle that is not full.
    private var entries: [[UInt8]] = []
    /// For each level of tiles, the hashes of the one that is not full.
    private var tiles: [[Digest]] = []

    /// Reads the edge of a tree of a size.
    init(_ source: any LedgerSource, size: UInt64) throws(LedgerError) {
        let reader = LedgerReader(source)
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
        frontier = TreeFrontier(size: size, roots: roots) ?? TreeFrontier()
    }

    /// Adds an entry.
    ///
    /// - Parameter full: is told the tiles and bundles that are full with it.
    mutating func append(_ entry: [UInt8], full: (TilePath, [UInt8]) -> Void) {
        entries.append(entry)
        let index = frontier.size
        if entries.count == TilePath.width {
            full(
                .entries(index: index / UInt64(TilePath.width)), EntryBundle.encode(entries))
            entries.removeAll(keepingCapacity: true)
        }
        var completed: [(level: Int, hash: Digest)] = []
        frontier.append(MerkleTree.leaf(entry)) { level, hash in
            if level % 8 == 0 { completed.append((level / 8, hash)) }
        }
        for (level, hash) in completed {
            while tiles.count <= level { tiles.append([]) }
            tiles[level].append(hash)
            guard tiles[level].count == TilePath.width else { continue }
            let place = index >> UInt64(8 * (level + 1))
            full(.hashes(level: level, index: place), tiles[level].flatMap(\.bytes))
            tiles[level].removeAll(keepingCapacity: true)
        }
    }

    /// The tiles and the bundle that are not full.
    var partials: [(path: TilePath, bytes: [UInt8])] {
        TilePath.rightEdge(ofSize: frontier.size).map { path in
            let bytes =
                path.level.map { tiles[$0].flatMap(\.bytes) } ?? EntryBundle.encode(entries)
            return (path, bytes)
        }
    }
}
