internal import CPrefetch

extension SegmentView {
    /// The first block of a key among those of a group, or -1.
    ///
    /// - Parameter make: which make's block is looked for in the directory of keys with makes; `nil` in
    ///   the directory of keys.
    @inline(__always)
    func find(
        _ directory: BlockDirectory, hash: UInt64, key: UInt64, highKey: UInt64,
        in group: UnsafePointer<GroupPlan>, make: UInt32?
    ) -> Int {
        let slot = directory.slot(hash)
        return unsafe find(
            directory, slot, directory.block(at: slot), key: key, highKey: highKey, in: group,
            make: make)
    }

    /// The same, when it is known where the search begins and what stands there.
    @inline(__always)
    func find(
        _ directory: BlockDirectory, _ start: Int, _ first: Int, key: UInt64, highKey: UInt64,
        in group: UnsafePointer<GroupPlan>, make: UInt32?
    ) -> Int {
        var slot = start
        var index = first
        while index != BlockDirectory.nothing {
            let number = UInt32(truncatingIfNeeded: index)
            if unsafe number &- group.pointee.firstBlock < group.pointee.blockCount,
                unsafe blocks[index].key == key, high(index) == highKey,
                unsafe make == nil || lineMakes[Int(blocks[index].line)] == make
            {
                return index
            }
            slot = directory.slot(after: slot)
            index = directory.block(at: slot)
        }
        return -1
    }

    /// Has what is listed of a record at hand soon.
    func foresee(_ one: ScoredRecord) {
        unsafe rastro_prefetch(identifiers + Int(one.record))
        foreseeDescriptor(Int(one.record))
        foresee(block: Int(one.block))
    }

    /// All blocks of a group.
    func blockList(of group: UnsafePointer<GroupPlan>) -> BlockList {
        let first = unsafe Int(group.pointee.firstBlock)
        // A block's key comes first in it.
        let keys = unsafe UnsafeRawPointer(blocks).assumingMemoryBound(to: UInt64.self)
        return unsafe BlockList(
            keys: keys, stride: MemoryLayout<Block>.stride / 8, numbers: nil,
            range: first..<first + Int(group.pointee.blockCount), firstWideBlock: firstWideBlock,
            highKeys: highKeys)
    }

    /// The blocks of a group that have the records of a make, where they are listed by make.
    func blockList(of group: UnsafePointer<GroupPlan>, make: UInt32) -> BlockList {
        let rows = unsafe group.pointee.makes
        let all = unsafe Int(group.pointee.firstBlock + group.pointee.blockCount)
        var range = all..<all
        if let row = row(ofMake: make, in: rows) {
            let end = unsafe row + 1 < rows.upperBound ? Int(makes[row + 1].firstBlock) : all
            range = unsafe Int(makes[row].firstBlock)..<end
        }
        return unsafe BlockList(
            keys: makeKeys, stride: 1, numbers: makeBlocks, range: range,
            firstWideBlock: firstWideBlock, highKeys: highKeys)
    }

    /// The row of a make among those of a group, which are in the order of their makes.
    func row(ofMake make: UInt32, in rows: Range<Int>) -> Int? {
        var low = rows.lowerBound
        var high = rows.upperBound
        while low < high {
            let middle = (low + high) / 2
            if unsafe makes[middle].make < make { low = middle + 1 } else { high = middle }
        }
        return unsafe low < rows.upperBound && makes[low].make == make ? low : nil
    }

    /// Has a block at hand soon.
    @inline(__always)
    func foresee(block index: Int) {
        if index != BlockDirectory.nothing { unsafe rastro_prefetch(blocks + index) }
    }

    /// Has the description of a record at hand soon.
    @inline(__always)
    func foreseeDescriptor(_ record: Int) {
        unsafe rastro_prefetch(
            recordDescriptors + record &* (hasWideDescriptors ? 4 : 2))
    }
}
