/// Checks beside the checksums: those make sure of what this code has written; these make sure that no
/// number leads outside the file, whoever has written it.
extension SegmentSections {
    /// Checks that the small tables fit each other and the other sections.
    func requireSense() throws(SerialIndexError) {
        var block = 0
        var record = 0
        var make = 0
        for group in array(.groups, of: GroupRow.self) {
            guard hasSense(group), group.firstBlock == block, group.firstRecord == record,
                group.firstMake >= make
            else { throw .damaged(path: path, part: "groups") }
            block += Int(group.blockCount)
            record += Int(group.recordCount)
            make = Int(group.firstMake)
        }
        guard block == self[.blocks].count - 1, record == recordCount, make <= self[.makes].count
        else { throw .damaged(path: path, part: "groups") }
        for row in array(.descriptors, of: DescriptorRow.self)
        where ![row.make, row.model, row.calibre].allSatisfy(SegmentFormat.isNumber) {
            throw .damaged(path: path, part: "descriptors")
        }
        let lines = array(.lines, of: LineRow.self)
        guard lines == DescriptorLines(descriptors).lines else {
            throw .damaged(path: path, part: "lines")
        }
    }

    private var descriptors: [SerialDescriptor] {
        array(.descriptors, of: DescriptorRow.self).map {
            SerialDescriptor(make: $0.make, model: $0.model, calibre: $0.calibre)
        }
    }

    private func hasSense(_ group: GroupRow) -> Bool {
        let places = Int8(clamping: Int(group.length))
        guard (1...SerialCodes.longest).contains(Int(group.length)),
            group.letters >> UInt32(group.length) == 0, (0..<places).contains(group.faster),
            (-1..<group.faster).contains(group.slower), group.layout.cells <= BlockLayout.mostCells
        else { return false }
        return group.distinctCount <= group.recordCount && group.gaps >= 0
            && group.gaps <= Double(group.recordCount)
    }

    /// Checks that blocks lead to their records and no further, and that a search of the table ends.
    ///
    /// - Complexity: O(blocks).
    func requireSenseOfBlocks() throws(SerialIndexError) {
        let blocks: UnsafePointer<Block> = unsafe pointer(.blocks)
        let lines = DescriptorLines(descriptors)
        let lineCount = lines.lines.count + lines.makes.count
        for group in array(.groups, of: GroupRow.self) {
            let cells = UInt64(group.layout.cells)
            let unusedLow: UInt64 = cells < 64 ? .max << cells : 0
            let unusedHigh: UInt64 = cells > 64 ? .max << (cells - 64) : .max
            let first = Int(group.firstBlock)
            let last = first + Int(group.blockCount)
            for index in first..<last {
                let block = unsafe blocks[index]
                let end = unsafe blocks[index + 1].base
                guard block.base <= end, block.distinct <= end - block.base,
                    block.lowCells & unusedLow == 0, block.highCells & unusedHigh == 0,
                    block.line < lineCount,
                    !block.isFollowed || isSibling(index + 1, of: index, before: last)
                else { throw .damaged(path: path, part: "blocks") }
            }
        }
        guard unsafe blocks[self[.blocks].count - 1].base == recordCount else {
            throw .damaged(path: path, part: "blocks")
        }
        try requireSenseOfTable(.table)
        guard self[.makeTable].count > 0 else { return }
        try requireSenseOfTable(.makeTable)
        try requireSenseOfMakes()
    }

    /// Checks that the blocks that are listed by make are those of their group.
    private func requireSenseOfMakes() throws(SerialIndexError) {
        let groups = array(.groups, of: GroupRow.self)
        let makes = array(.makes, of: MakeRow.self)
        let listed: UnsafePointer<UInt32> = unsafe pointer(.makeBlocks)
        for (index, group) in groups.enumerated() {
            let first = Int(group.firstBlock)
            let last = first + Int(group.blockCount)
            let end = index + 1 < groups.count ? Int(groups[index + 1].firstMake) : makes.count
            var start = first
            for row in makes[Int(group.firstMake)..<end] {
                guard row.firstBlock >= start, row.firstBlock <= last else {
                    throw .damaged(path: path, part: "makes")
                }
                start = Int(row.firstBlock)
            }
            guard (first..<last).allSatisfy({ (first..<last).contains(unsafe Int(listed[$0])) })
            else { throw .damaged(path: path, part: "makeBlocks") }
        }
    }

    private func requireSenseOfTable(
        _ section: SegmentFormat.Section
    ) throws(SerialIndexError) {
        let table = unsafe UnsafeBufferPointer<UInt32>(
            start: pointer(section), count: self[section].count)
        guard unsafe table.contains(BlockFilter.empty) else {
            throw .damaged(path: path, part: "\(section)")
        }
    }

    /// Tells whether a block of a group has the same key as the one before it.
    private func isSibling(_ index: Int, of other: Int, before end: Int) -> Bool {
        guard index < end else { return false }
        let blocks: UnsafePointer<Block> = unsafe pointer(.blocks)
        guard unsafe blocks[index].key == blocks[other].key else { return false }
        let firstWide = self[.blocks].count - 1 - self[.highKeys].count
        guard other >= firstWide else { return index < firstWide }
        let high: UnsafePointer<UInt64> = unsafe pointer(.highKeys)
        return unsafe high[index - firstWide] == high[other - firstWide]
    }

    /// Tells whether the descriptions that a chunk of records names are there.
    func hasSenseOfDescriptors(_ chunk: Int) -> Bool {
        let place = self[.recordDescriptors]
        let count = self[.descriptors].count
        let start = place.offset + chunk * SegmentFormat.chunkSize
        let end = min(start + SegmentFormat.chunkSize, place.range.upperBound)
        let bytes = unsafe region.bytes(start..<end)
        if place.elementSize == 4 {
            return unsafe bytes.bindMemory(to: UInt32.self).allSatisfy { $0 < count }
        }
        return unsafe bytes.bindMemory(to: UInt16.self).allSatisfy { $0 < count }
    }
}

extension SegmentFormat {
    /// Makes, models and calibres have numbers below this, so that a table of each is small.
    static let mostNumbers: UInt32 = 1 << 22

    /// Tells whether a number may be a make's, a model's or a calibre's.
    static func isNumber(_ number: UInt32) -> Bool {
        number < mostNumbers || number == SerialDescriptor.unknown
    }
}
