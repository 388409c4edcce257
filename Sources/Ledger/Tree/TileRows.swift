internal import Cryptography

/// A growing tree with the tiles of hashes at its right edge, one for each eight levels.
struct TileRows: Sendable {
    private(set) var frontier: TreeFrontier
    /// For each row of tiles, the hashes of the one that is not full.
    private var rows: [[Digest]]

    init(frontier: TreeFrontier = TreeFrontier(), rows: [[Digest]] = []) {
        self.frontier = frontier
        self.rows = rows
    }

    /// Adds an entry's hash.
    ///
    /// - Parameter full: is told the tiles that are full with it, and their hashes.
    mutating func append(_ leaf: Digest, full: (TilePath, [Digest]) -> Void) {
        let index = frontier.size
        var completed: [(row: Int, hash: Digest)] = []
        frontier.append(leaf) { level, hash in
            if level % 8 == 0 { completed.append((level / 8, hash)) }
        }
        for (row, hash) in completed {
            while rows.count <= row { rows.append([]) }
            rows[row].append(hash)
            guard rows[row].count == TilePath.width else { continue }
            full(.hashes(level: row, index: index >> UInt64(8 * (row + 1))), rows[row])
            rows[row].removeAll(keepingCapacity: true)
        }
    }

    /// The tiles that are not full, and their hashes.
    var partials: [(path: TilePath, hashes: [Digest])] {
        TilePath.rightEdge(ofSize: frontier.size).compactMap { path in
            path.level.map { (path, rows[$0]) }
        }
    }
}
