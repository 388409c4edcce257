public import Cryptography

/// Reads a ledger's files: entries, hashes and proofs.
public struct LedgerReader: Sendable {
    private let source: any LedgerSource

    /// A reader of a ledger.
    public init(_ source: any LedgerSource) { self.source = source }

    /// The last checkpoint, checked against the log's key.
    public func checkpoint(_ log: VerifierKey) throws(LedgerError) -> VerifiedCheckpoint {
        guard let shown = try shown(log) else { throw .missing(path: LedgerLayout.checkpoint) }
        return shown
    }

    /// The last checkpoint, checked against the log's key; `nil` when none was put in its place yet.
    func shown(_ log: VerifierKey) throws(LedgerError) -> VerifiedCheckpoint? {
        guard let bytes = try source.read(LedgerLayout.checkpoint) else { return nil }
        return try VerifiedCheckpoint(bytes, log: log)
    }

    /// The entries of a bundle; from a longer one, the first, where the one asked for is not kept any more.
    func bundle(_ path: TilePath) throws(LedgerError) -> [ArraySlice<UInt8>] {
        if let bytes = try source.read(path.text) {
            return try EntryBundle.decode(bytes, count: path.count)
        }
        let full = TilePath.entries(index: path.index)
        guard !path.isFull, let bytes = try source.read(full.text) else {
            throw .missing(path: path.text)
        }
        return Array(try EntryBundle.decode(bytes, count: TilePath.width).prefix(path.count))
    }

    /// The hashes of a tile; from a longer one, the first, where the one asked for is not kept any more.
    func tile(_ path: TilePath) throws(LedgerError) -> [Digest] {
        var bytes = try source.read(path.text)
        var count = path.count
        if bytes == nil, !path.isFull, let level = path.level {
            bytes = try source.read(TilePath.hashes(level: level, index: path.index).text)
            count = TilePath.width
        }
        guard let bytes else { throw .missing(path: path.text) }
        guard bytes.count == count * Digest.size, let hashes = Digest.array(of: bytes) else {
            throw .malformed(part: .tile, place: bytes.count)
        }
        return count == path.count ? hashes : Array(hashes.prefix(path.count))
    }

    /// The hash of a whole subtree of the tree of a size, from the tile that holds it or its parts.
    func hash(level: Int, index: UInt64, size: UInt64) throws(LedgerError) -> Digest {
        let row = level / 8
        let span = 1 << UInt64(level % 8)
        let first = index * UInt64(span)
        let place = first / UInt64(TilePath.width)
        let known = size >> UInt64(8 * row)
        let count = min(UInt64(TilePath.width), known - place * UInt64(TilePath.width))
        let tile = try tile(.hashes(level: row, index: place, count: Int(count)))
        let start = Int(first % UInt64(TilePath.width))
        guard start + Int(span) <= tile.count else { throw .malformed(part: .tile, place: start) }
        var hashes = Array(tile[start..<start + Int(span)])
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map {
                MerkleTree.node(hashes[$0], hashes[$0 + 1])
            }
        }
        return hashes[0]
    }

    /// The tree of a size, whose hashes are read from the tiles.
    public func tree(size: UInt64) -> TileHashes { TileHashes(reader: self, size: size) }

    /// The root of the tree over the first entries, as the tiles have it.
    public func root(size: UInt64) throws(LedgerError) -> Digest {
        try tree(size: size).root(size: size)
    }

    /// An entry.
    public func entry(_ index: UInt64, size: UInt64) throws(LedgerError) -> [UInt8] {
        let width = UInt64(TilePath.width)
        let count = min(width, size - index / width * width)
        let bundle = try bundle(.entries(index: index / width, count: Int(count)))
        return Array(bundle[Int(index % width)])
    }

    /// The entries of a bundle of the log of a size, in their order: those from 256 times its number on.
    ///
    /// - Precondition: the log of this size has the bundle.
    public func entries(
        ofBundle number: UInt64, size: UInt64
    ) throws(LedgerError) -> [ArraySlice<UInt8>] {
        let width = UInt64(TilePath.width)
        let count = min(width, size - number * width)
        return try bundle(.entries(index: number, count: Int(count)))
    }

    /// How many entries a bundle has.
    public static var bundleWidth: UInt64 { UInt64(TilePath.width) }

    /// What shows that an entry is in the log, by a checkpoint of it.
    ///
    /// - Precondition: the checkpoint's log has the entry.
    public func evidence(
        of index: UInt64, _ checkpoint: VerifiedCheckpoint
    ) throws(LedgerError) -> InclusionEvidence {
        let size = checkpoint.checkpoint.size
        let proof = try tree(size: size).inclusionProof(at: index, size: size)
        return InclusionEvidence(index: index, proof: proof, note: checkpoint.note)
    }

    /// The hashes that show that the log of a size is the beginning of a larger one.
    public func consistencyProof(
        from old: UInt64, to new: UInt64
    ) throws(LedgerError) -> [Digest] {
        try tree(size: new).consistencyProof(from: old, to: new)
    }
}

/// The hashes of a ledger's tree of a size, each read from its tile.
public struct TileHashes: TreeHashes, Sendable {
    let reader: LedgerReader
    let size: UInt64

    /// The hash of a whole subtree, from the tile that holds it or its parts.
    public func hash(level: Int, index: UInt64) throws(LedgerError) -> Digest {
        try reader.hash(level: level, index: index, size: size)
    }
}
