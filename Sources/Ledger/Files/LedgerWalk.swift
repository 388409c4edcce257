public import Cryptography

/// Reads the entries of a ledger in their order, once, and tells whether they are those that were signed.
///
/// It keeps one bundle and at most 64 hashes. The tiles of hashes are not looked at: `LedgerAudit` does that.
public struct LedgerWalk: Sendable {
    /// How many entries there are to be read.
    public let size: UInt64
    private let reader: LedgerReader
    private var frontier = TreeFrontier()

    /// A walk through the first entries of a ledger, from the first on.
    public init(_ source: any LedgerSource, size: UInt64) {
        reader = LedgerReader(source)
        self.size = size
    }

    /// How many entries were read.
    public var next: UInt64 { frontier.size }
    /// Tells whether all were read.
    public var isDone: Bool { frontier.size == size }
    /// The root over the entries that were read: once all were, what the checkpoint must say.
    public var root: Digest { frontier.root }

    /// The file that the next step reads; `nil` when there is none.
    public var file: TilePath? { files(atMost: 1).first }

    /// The files that the next steps read.
    public func files(atMost count: UInt64) -> [TilePath] {
        let width = UInt64(TilePath.width)
        let first = frontier.size / width
        let end = size / width + (size % width == 0 ? 0 : 1)
        // The last bundle is read though it is not full.
        guard !isDone, first < end else { return [] }
        return (first..<min(end, first + count)).map {
            .entries(index: $0, count: Int(min(width, size - $0 * width)))
        }
    }

    /// Reads the next bundle: at most 256 entries; none when all were read.
    ///
    /// - Throws: `LedgerError`: what is missing, or not of the form.
    public mutating func step() throws(LedgerError) -> [ArraySlice<UInt8>] {
        guard let file else { return [] }
        let entries = try reader.bundle(file)
        for entry in entries { frontier.append(MerkleTree.leaf(entry)) }
        return entries
    }
}
