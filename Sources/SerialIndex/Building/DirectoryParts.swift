/// What a directory of blocks is made of: where each hash's block is.
struct DirectoryParts: Sendable {
    private(set) var hashes: [UInt64] = []
    /// The number of each hash's block.
    private(set) var blocks: [UInt32] = []
    /// The hashes with one place left open.
    private(set) var partials: [UInt64] = []

    /// Adds a hash and where its block is.
    mutating func append(_ hash: UInt64, block: Int) {
        hashes.append(hash)
        blocks.append(UInt32(block))
    }

    /// Adds a hash with a place left open.
    mutating func append(partial hash: UInt64) { partials.append(hash) }

    /// Adds what another run is made of, whose blocks begin at a number.
    mutating func append(contentsOf other: DirectoryParts, firstBlock: UInt32) {
        hashes += other.hashes
        blocks += other.blocks.lazy.map { $0 + firstBlock }
        partials += other.partials
    }

    /// The filter over all hashes.
    func makeFilter() -> [UInt64] {
        DirectoryParts.filter(of: hashes, words: BlockFilter.words(forBlocks: hashes.count))
    }

    /// The filter over all hashes with one place left open; empty where it would outweigh the records.
    func makePartialFilter(records: Int) -> [UInt64] {
        let words = BlockFilter.partialWords(forKeys: partials.count, records: records)
        return words == 0 ? [] : DirectoryParts.filter(of: partials, words: words)
    }

    private static func filter(of hashes: [UInt64], words: Int) -> [UInt64] {
        var filter = [UInt64](repeating: 0, count: words)
        for hash in hashes {
            filter[BlockFilter.word(hash, of: UInt64(words))] |= BlockFilter.mask(hash)
        }
        return filter
    }

    /// The hash table.
    func makeTable() -> [UInt32] {
        let slots = BlockFilter.slots(forBlocks: hashes.count)
        let shift = UInt64(64 - slots.trailingZeroBitCount)
        var table = [UInt32](repeating: BlockFilter.empty, count: slots)
        for (hash, block) in zip(hashes, blocks) {
            var slot = BlockFilter.slot(hash, shift: shift)
            while table[slot] != BlockFilter.empty { slot = (slot + 1) & (slots - 1) }
            table[slot] = block
        }
        return table
    }
}
