extension SerialShape {
    /// Keys of more than this many bits are sorted as 128-bit numbers: 64 less the bits of a cell.
    static let mostPackedBits = 57

    /// Tells whether the keys need 128 bits.
    var isWide: Bool { totalBits > SerialShape.mostPackedBits }
}

/// A record on its way into a segment, whatever the width of its key.
protocol AssembledItem {
    associatedtype Key: FixedWidthInteger
    var key: Key { get set }
    var identifier: UInt32 { get }
    var descriptor: UInt32 { get }
}

extension PackedItem: AssembledItem {}
extension WideItem: AssembledItem {}

extension BlockCutter {
    /// Bits of a cell's number in a sorting key.
    static let cellBits = 7

    /// Turns full keys into sorting keys: the block's key, then the cell.
    func makeSortingKeys<Item: AssembledItem>(_ items: inout [Item]) {
        for index in items.indices {
            let key = items[index].key
            items[index].key =
                blockKey(key) << Item.Key(BlockCutter.cellBits)
                | Item.Key(truncatingIfNeeded: cell(key))
        }
    }

    /// Turns the sorted records of a shape into blocks.
    ///
    /// - Parameters:
    ///   - items: sorted by sorting key.
    ///   - lines: what each descriptor stands for.
    func assemble<Item: AssembledItem>(
        _ items: [Item], lines: DescriptorLines
    ) -> AssembledRun {
        var run = AssembledRun(capacity: items.count)
        var parting = MakeParting<Item>(lines)
        var start = 0
        while start < items.count {
            let key = items[start].key >> Item.Key(BlockCutter.cellBits)
            var end = start + 1
            while end < items.count, items[end].key >> Item.Key(BlockCutter.cellBits) == key {
                end += 1
            }
            append(items[start..<end], blockKey: key, to: &run, &parting)
            start = end
        }
        return run
    }

    /// Adds the records of a key: a block for each make.
    private func append<Item: AssembledItem>(
        _ items: ArraySlice<Item>, blockKey: Item.Key, to run: inout AssembledRun,
        _ parting: inout MakeParting<Item>
    ) {
        let first = run.blocks.count
        var cells = Block(key: 0, lowCells: 0, highCells: 0, base: 0, hint: 0)
        let parts = parting.parts(of: items) ?? [items]
        for (index, part) in parts.enumerated() {
            appendBlock(part, blockKey, to: &run, parting.lines)
            let last = run.blocks.count - 1
            if index + 1 < parts.count { run.blocks[last].hint |= Block.hasSibling }
            cells.lowCells |= run.blocks[last].lowCells
            cells.highCells |= run.blocks[last].highCells
        }
        run.distinct += cells.distinct
        let free = 1 - Double(cells.distinct) / Double(layout.cells)
        run.gaps += Double(items.count) * free
        note(first..<run.blocks.count, blockKey, in: &run, parting.lines)
    }

    /// Notes in the directories where the blocks of a key are.
    private func note<Key: FixedWidthInteger>(
        _ blocks: Range<Int>, _ blockKey: Key, in run: inout AssembledRun,
        _ lines: DescriptorLines
    ) {
        let hash = hash(blockKey: blockKey)
        run.byKey.append(hash, block: blocks.lowerBound)
        partialHashes(blockKey: blockKey, hash: hash) { run.byKey.append(partial: $0) }
        guard lines.makes.count > 1 else { return }
        for block in blocks {
            let make = PlaceHash.salt(make: lines.make(ofLine: run.blocks[block].line))
            run.byMake.append(hash &+ make, block: block)
            partialHashes(blockKey: blockKey, hash: hash) {
                run.byMake.append(partial: $0 &+ make)
            }
        }
    }

    private func appendBlock<Item: AssembledItem>(
        _ items: ArraySlice<Item>, _ blockKey: Item.Key, to run: inout AssembledRun,
        _ lines: DescriptorLines
    ) {
        var block = Block(
            key: UInt64(truncatingIfNeeded: blockKey), lowCells: 0, highCells: 0,
            base: UInt32(run.identifiers.count), hint: 0)
        var common = lines.lineOf[Int(items[items.startIndex].descriptor)]
        let line = common
        var same: UInt32 = 0
        for item in items {
            let cell = Int(truncatingIfNeeded: item.key) & (BlockLayout.mostCells - 1)
            let isFirst = !block.has(cell)
            if isFirst { block.insert(cell) } else { block.hint = Block.hasRepeats }
            let own = lines.lineOf[Int(item.descriptor)]
            if own != line {
                common = lines.common(common, own)
                run.lines[own, default: 0] += 1
            } else {
                same += 1
            }
            run.identifiers.append(item.identifier)
            run.descriptors.append(item.descriptor)
            run.firsts.append(isFirst ? 1 : 0)
        }
        run.lines[line, default: 0] += same
        block.hint |= common
        run.blocks.append(block)
        if isWide { run.highKeys.append(UInt64(truncatingIfNeeded: (blockKey >> 32) >> 32)) }
    }
}

extension BlockLayout {
    /// Blocks fuller than this are taken without trying other fast places.
    private static let goodFill = 12.0

    /// The fast places that make the fullest blocks of some records of a shape.
    ///
    /// Whole blocks are sampled, by their hash, so that a sample is as full as the register.
    ///
    /// - Complexity: O(records) for each pair of places that is tried.
    static func best<Item: AssembledItem>(for shape: SerialShape, _ items: [Item]) -> BlockLayout {
        var best: (layout: BlockLayout, fill: Double)?
        for layout in candidates(for: shape) {
            let fill = fill(of: layout, items)
            if fill > (best?.fill ?? 0) * 1.25 { best = (layout, fill) }
            if let best, best.fill >= goodFill { break }
        }
        return best?.layout ?? candidates(for: shape)[0]
    }

    /// How many serials a block holds in the mean.
    private static func fill<Item: AssembledItem>(
        of layout: BlockLayout, _ items: [Item]
    ) -> Double {
        let cutter = BlockCutter(layout)
        // About 60,000 records are looked at closely, and at least two thousand blocks' worth.
        let rate = UInt64(max(1, items.count / 60_000))
        var blocks: Set<Item.Key> = []
        var count = 0
        for item in items {
            let key = cutter.blockKey(item.key)
            guard cutter.hash(blockKey: key) >> 20 % rate == 0 else { continue }
            blocks.insert(key)
            count += 1
        }
        return blocks.isEmpty ? 0 : Double(count) / Double(blocks.count)
    }
}
