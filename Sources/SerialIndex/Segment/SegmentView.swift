/// The sections of a segment where they lie in memory, as the search reads them.
///
/// Every number that leads to another place was checked against the sections' sizes, or its checksum was,
/// before a search reads it: see `SerialSegment`.
@safe
struct SegmentView {
    let recordCount: Int
    let blockCount: Int
    let descriptorCount: Int
    let descriptors: UnsafePointer<DescriptorRow>
    let blocks: UnsafePointer<Block>
    /// The upper halves of the keys of the blocks from `firstWideBlock` on.
    let highKeys: UnsafePointer<UInt64>
    let firstWideBlock: Int
    /// Where the blocks of a key are, and where those of a key with a make, if there are several makes.
    let byKey: BlockDirectory
    let byMake: BlockDirectory?
    /// The blocks that are listed by make, and their keys' lower halves.
    let makeBlocks: UnsafePointer<UInt32>
    let makeKeys: UnsafePointer<UInt64>
    /// The make of each line.
    let lineMakes: UnsafePointer<UInt32>
    let identifiers: UnsafePointer<UInt32>
    let recordDescriptors: UnsafeRawPointer
    let hasWideDescriptors: Bool
    let firsts: UnsafePointer<UInt64>
    let makes: UnsafePointer<MakeRow>
    let groupCount: Int
    /// What `SegmentTables` made.
    let plans: UnsafePointer<GroupPlan>
    let multipliers: UnsafePointer<UInt64>
    private let direct: UnsafePointer<Int32>
    let tables: SegmentTables
    private let guardian: SegmentGuardian
    /// Which records were withdrawn, for whoever reads on behalf of a register.
    private(set) var withdrawn = WithdrawnRecords()
    private(set) var hasWithdrawn = false
    /// How many records are left of each row of makes, and of each description of `tables`.
    private(set) var liveMakes: [UInt32] = []
    private(set) var liveDescriptions: [UInt32] = []

    /// Leaves out records from now on.
    ///
    /// - Complexity: O(makes of groups, and descriptions).
    mutating func withdraw(_ records: WithdrawnRecords) {
        withdrawn = records
        hasWithdrawn = records.count > 0
        guard hasWithdrawn else { return }
        let rows = unsafe groupCount > 0 ? plans[groupCount - 1].makes.upperBound : 0
        liveMakes = (0..<rows).map { row in
            let count = unsafe makes[row].count
            return count - min(count, records.makes[row] ?? 0)
        }
        liveDescriptions = tables.descriptionRows.map { liveCount(of: $0) }
    }

    init(
        _ sections: SegmentSections, _ tables: SegmentTables, _ guardian: SegmentGuardian
    ) {
        recordCount = sections.recordCount
        blockCount = sections[.blocks].count - 1
        descriptorCount = sections[.descriptors].count
        unsafe descriptors = sections.pointer(.descriptors)
        unsafe blocks = sections.pointer(.blocks)
        unsafe highKeys = sections.pointer(.highKeys)
        firstWideBlock = blockCount - sections[.highKeys].count
        let openings = unsafe UnsafePointer(tables.multipliers + SerialCodes.longest)
        unsafe byKey = BlockDirectory(sections, .keys, openings: openings)
        unsafe byMake =
            sections[.makeTable].count > 0
            ? BlockDirectory(sections, .makes, openings: openings) : nil
        unsafe makeBlocks = sections.pointer(.makeBlocks)
        unsafe makeKeys = sections.pointer(.makeKeys)
        unsafe lineMakes = UnsafePointer(tables.lineMakes)
        unsafe identifiers = sections.pointer(.identifiers)
        unsafe recordDescriptors = UnsafeRawPointer(
            sections.pointer(.recordDescriptors) as UnsafePointer<UInt8>)
        hasWideDescriptors = sections[.recordDescriptors].elementSize == 4
        unsafe firsts = sections.pointer(.firsts)
        unsafe makes = sections.pointer(.makes)
        groupCount = sections[.groups].count
        unsafe plans = UnsafePointer(tables.plans)
        unsafe multipliers = UnsafePointer(tables.multipliers)
        unsafe direct = UnsafePointer(tables.direct)
        self.tables = tables
        self.guardian = guardian
    }

    /// The group of a shape, or -1.
    @inline(__always)
    func group(length: Int, letters: UInt32) -> Int {
        if length <= SegmentTables.longestDirect {
            return unsafe Int(
                direct[1 &<< length | Int(truncatingIfNeeded: letters)])
        }
        return tables.long[SerialShape(length: length, letters: letters)] ?? -1
    }

    /// The groups in which a make has records, and those of mixed makes that no row names.
    func groups(ofMake make: UInt32) -> [Int] { tables.byMake[make] ?? [] }

    /// The block that a record is in.
    func block(ofRecord record: Int) -> Int {
        var low = 0
        var high = blockCount
        while low + 1 < high {
            let middle = (low + high) / 2
            if unsafe Int(blocks[middle].base) <= record { low = middle } else { high = middle }
        }
        return low
    }

    /// The serial of a record of which the block is known.
    func serial(ofRecord record: Int, inBlock index: Int) -> PackedSerial {
        let block = block(index)
        var rank = record - Int(block.base)
        if block.repeats, mayReadFirsts(Int(block.base)..<end(ofBlock: index)) {
            rank = -1
            for other in Int(block.base)...record where isFirst(other) { rank += 1 }
        }
        // The last cell ends it, for a rank that is not as it was written.
        var cells = (low: block.lowCells, high: block.highCells)
        var cell = BlockLayout.mostCells - 1
        while rank >= 0, let next = SearchState.nextCell(&cells) {
            cell = next
            rank -= 1
        }
        return unsafe plans[group(ofBlock: index)].serial(
            key: block.key, highKey: high(index), cell: cell)
    }

    /// The group that a block is of.
    func group(ofBlock block: Int) -> Int {
        var low = 0
        var high = groupCount
        while low + 1 < high {
            let middle = (low + high) / 2
            if unsafe Int(plans[middle].firstBlock) <= block { low = middle } else { high = middle }
        }
        return low
    }

    @inline(__always)
    func block(_ index: Int) -> Block { unsafe blocks[index] }

    /// The blocks of a key, from the first on.
    @inline(__always)
    func blocks(from first: Int) -> Range<Int> {
        var end = first
        while unsafe blocks[end].isFollowed { end &+= 1 }
        return first..<end &+ 1
    }

    /// The blocks that have the key of one.
    func siblings(ofBlock index: Int) -> Range<Int> {
        var first = index
        while first > 0, unsafe blocks[first - 1].isFollowed { first -= 1 }
        return blocks(from: first)
    }

    /// The number of the record after the last of a block.
    @inline(__always)
    func end(ofBlock index: Int) -> Int { unsafe Int(blocks[index + 1].base) }

    @inline(__always)
    func descriptor(_ record: Int) -> Int {
        if hasWideDescriptors {
            return unsafe Int(
                recordDescriptors.load(fromByteOffset: record &* 4, as: UInt32.self))
        }
        return unsafe Int(recordDescriptors.load(fromByteOffset: record &* 2, as: UInt16.self))
    }

    /// Tells whether the descriptions and the beginnings of records are as they were written; a search
    /// that is told no leaves them out and fails in the end.
    @inline(__always)
    func mayRead(_ records: Range<Int>) -> Bool {
        guardian.mayRead(.recordDescriptors, records, bits: hasWideDescriptors ? 32 : 16)
    }

    /// The same of the beginnings of serials, for blocks with repeats.
    @inline(__always)
    func mayReadFirsts(_ records: Range<Int>) -> Bool {
        guardian.mayRead(
            .firsts, records.lowerBound..<min(records.upperBound + 1, recordCount), bits: 1)
    }

    /// The same of the numbers outside.
    func mayReadIdentifier(_ record: Int) -> Bool { mayReadIdentifiers(record..<record + 1) }

    /// The same of the numbers outside.
    func mayReadIdentifiers(_ records: Range<Int>) -> Bool {
        guardian.mayRead(.identifiers, records, bits: 32)
    }

    /// What a record is.
    @inline(__always)
    func row(_ record: Int) -> DescriptorRow { unsafe descriptors[descriptor(record)] }

    @inline(__always)
    func identifier(_ record: Int) -> UInt32 { unsafe identifiers[record] }

    @inline(__always)
    func isFirst(_ record: Int) -> Bool {
        unsafe firsts[record >> 6] >> UInt64(record & 63) & 1 == 1
    }

    @inline(__always)
    func high(_ block: Int) -> UInt64 {
        block < firstWideBlock ? 0 : unsafe highKeys[block &- firstWideBlock]
    }

    /// The records of a cell that exists.
    @inline(__always)
    func records(ofCell cell: Int, block index: Int, _ block: Block) -> Range<Int> {
        let rank = block.rank(cell)
        if !block.repeats {
            let record = Int(block.base) &+ rank
            return record..<record &+ 1
        }
        let all = Int(block.base)..<end(ofBlock: index)
        guard mayReadFirsts(all) else { return all.lowerBound..<all.lowerBound &+ 1 }
        let start = unsafe min(
            SegmentView.first(rank, from: Int(block.base), firsts, recordCount), all.upperBound)
        let next = unsafe SegmentView.first(1, from: start, firsts, recordCount)
        return start..<min(next, all.upperBound)
    }

    /// How many records some cells have that exist.
    func count(ofCells cells: (low: UInt64, high: UInt64), block index: Int, _ block: Block) -> Int
    {
        guard block.repeats else {
            return cells.low.nonzeroBitCount &+ cells.high.nonzeroBitCount
        }
        var rest = cells
        var count = 0
        while let cell = SearchState.nextCell(&rest) {
            count &+= records(ofCell: cell, block: index, block).count
        }
        return count
    }

    /// The record that begins the n-th serial after the one that begins at a record.
    ///
    /// Not a method, because a view is too large to be handed over in an inner loop.
    private static func first(
        _ count: Int, from record: Int, _ firsts: UnsafePointer<UInt64>, _ recordCount: Int
    ) -> Int {
        var word = record >> 6
        // The bits above the record's own.
        var place = record & 63 &+ 1
        var above = ~(UInt64.max &>> UInt64(63 &- record & 63))
        var left = count
        if left == 0 { return record }
        while true {
            let here = unsafe (firsts[word] & above).nonzeroBitCount
            if here >= left { break }
            left &-= here
            word &+= 1
            if word << 6 >= recordCount { return recordCount }
            place = 0
            above = .max
        }
        // Few serials have several records: each record more than that puts the place off by one.
        place &+= left &- 1
        var others = unsafe ~firsts[word] & above
        while others != 0, others.trailingZeroBitCount <= place {
            place &+= 1
            others &= others &- 1
        }
        return word << 6 &+ place
    }
}
