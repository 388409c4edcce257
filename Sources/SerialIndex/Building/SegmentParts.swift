/// The sections of a segment in memory, before they are written or searched.
struct SegmentParts {
    var descriptors: [DescriptorRow] = []
    var groups: [GroupRow] = []
    var makes: [MakeRow] = []
    var blocks: [Block] = []
    var highKeys: [UInt64] = []
    var hashes: [UInt64] = []
    var partials: [UInt64] = []
    var identifiers: [UInt32] = []
    var recordDescriptors: [UInt32] = []
    var firsts: [UInt8] = []

    /// Adds the assembled records of a shape; of one shape in several calls, keys rising.
    mutating func append(_ run: AssembledRun, layout: BlockLayout) {
        let firstRecord = UInt32(identifiers.count)
        let firstBlock = UInt32(blocks.count)
        blocks.append(
            contentsOf: run.blocks.lazy.map { block in
                var block = block
                block.base += firstRecord
                return block
            })
        highKeys += run.highKeys
        hashes += run.hashes
        partials += run.partials
        identifiers += run.identifiers
        recordDescriptors += run.descriptors
        firsts += run.firsts
        groups.append(
            GroupRow(
                letters: layout.shape.letters, length: UInt8(layout.shape.length),
                slower: Int8(layout.slower), faster: Int8(layout.faster),
                firstBlock: firstBlock, blockCount: UInt32(run.blocks.count),
                firstRecord: firstRecord, recordCount: UInt32(run.identifiers.count),
                distinctCount: UInt32(run.distinct), firstMake: UInt32(makes.count),
                gaps: run.gaps(cells: layout.cells)))
        makes += run.makes.sorted { $0.key < $1.key }.map {
            MakeRow(make: $0.key, count: $0.value)
        }
    }

    /// The filter over all blocks.
    func makeFilter() -> [UInt64] {
        filter(of: hashes, words: BlockFilter.words(forBlocks: hashes.count))
    }

    /// The filter over all blocks with one place left open.
    func makePartialFilter() -> [UInt64] {
        let words = BlockFilter.partialWords(
            forKeys: partials.count, records: identifiers.count)
        return words == 0 ? [] : filter(of: partials, words: words)
    }

    private func filter(of hashes: [UInt64], words: Int) -> [UInt64] {
        let shift = UInt64(64 - words.trailingZeroBitCount)
        var filter = [UInt64](repeating: 0, count: words)
        for hash in hashes { filter[Int(hash >> shift)] |= BlockFilter.mask(hash) }
        return filter
    }

    /// The hash table over all blocks.
    func makeTable() -> [UInt32] {
        let slots = BlockFilter.slots(forBlocks: hashes.count)
        let shift = UInt64(64 - slots.trailingZeroBitCount)
        var table = [UInt32](repeating: BlockFilter.empty, count: slots)
        for (index, hash) in hashes.enumerated() {
            var slot = BlockFilter.slot(hash, shift: shift)
            while table[slot] != BlockFilter.empty { slot = (slot + 1) & (slots - 1) }
            table[slot] = UInt32(index)
        }
        return table
    }
}
