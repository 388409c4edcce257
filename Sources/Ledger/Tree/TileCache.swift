internal import Cryptography

/// The hashes of a growing tree by way of its tiles, of which those used last are kept with all that is made of
/// them: proofs of many entries of one batch then read no file and hash nothing.
final class TileCache {
    /// The rows of a tile: its hashes, and above them, once they were asked for, those of whole subtrees within it.
    typealias Rows = [[Digest]]

    private let reader: LedgerReader
    private var tiles: [TilePath: Rows] = [:]
    /// The tiles that are kept, the one that came first before the others.
    private var order: [TilePath] = []

    /// So many tiles are kept, of about 16 kilobytes each.
    static let most = 64

    init(_ reader: LedgerReader) { self.reader = reader }

    /// The hash of a whole subtree of the tree of a size.
    func hash(level: Int, index: UInt64, size: UInt64) throws(LedgerError) -> Digest {
        let row = level / 8
        let inner = level % 8
        let first = index << UInt64(inner)
        let tile = TilePath.hashes(level: row, index: first / UInt64(TilePath.width))
        let place = Int(first % UInt64(TilePath.width)) >> inner
        var rows = try rows(of: tile, size: size)
        if inner >= rows.count {
            rows = TileCache.allRows(of: rows[0])
            tiles[tile] = rows
        }
        guard inner < rows.count, place < rows[inner].count else {
            throw .malformed(part: .tile, place: place)
        }
        return rows[inner][place]
    }

    /// Keeps what a tile that was written holds.
    func keep(_ path: TilePath, _ bytes: [UInt8]) {
        guard let level = path.level, let hashes = Digest.array(of: bytes) else { return }
        put([hashes], at: .hashes(level: level, index: path.index))
    }

    private func rows(of tile: TilePath, size: UInt64) throws(LedgerError) -> Rows {
        let first = tile.index * UInt64(TilePath.width)
        let level = tile.level ?? 0
        let known = size >> UInt64(8 * level)
        precondition(first < known, "a subtree that the tree has")
        let count = Int(min(UInt64(TilePath.width), known - first))
        // What a tile of a smaller tree holds is the beginning of what it holds now.
        if let rows = tiles[tile], rows[0].count >= count { return rows }
        let path = TilePath.hashes(level: level, index: tile.index, count: count)
        let rows = [try reader.tile(path)]
        put(rows, at: tile)
        return rows
    }

    private func put(_ rows: Rows, at path: TilePath) {
        if tiles.updateValue(rows, forKey: path) == nil { order.append(path) }
        guard order.count > TileCache.most else { return }
        tiles[order.removeFirst()] = nil
    }

    private static func allRows(of hashes: [Digest]) -> Rows {
        var rows = [hashes]
        while let below = rows.last, below.count > 1, rows.count < 8 {
            rows.append(
                (0..<below.count / 2).map { MerkleTree.node(below[2 * $0], below[2 * $0 + 1]) })
        }
        return rows
    }
}
