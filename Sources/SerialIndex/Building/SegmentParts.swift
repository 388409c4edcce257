/// The sections of a segment while it is built: the columns of records may lie in a spool.
struct SegmentParts {
    private(set) var descriptors: [DescriptorRow] = []
    private let lines: DescriptorLines
    private(set) var groups: [GroupRow] = []
    private(set) var makes: [MakeRow] = []
    private(set) var blocks: [Block] = []
    private(set) var highKeys: [UInt64] = []
    private(set) var byKey = DirectoryParts()
    private(set) var byMake = DirectoryParts()
    private(set) var identifiers: SpoolColumn<UInt32>
    private(set) var recordDescriptors: SpoolColumn<UInt32>
    private(set) var firsts: SpoolColumn<UInt8>

    /// How many records there are.
    var count: Int { identifiers.count }

    /// Makes empty parts; the columns of records go into temporary files of a folder, if one is given.
    init(
        descriptors: [SerialDescriptor], lines: DescriptorLines, spooledIn folder: String?
    ) throws(SerialIndexError) {
        self.lines = lines
        func column<Element>(_ type: Element.Type) throws(SerialIndexError) -> SpoolColumn<Element>
        {
            guard let folder else { return SpoolColumn(spool: nil) }
            return SpoolColumn(spool: try SpoolFile(in: folder))
        }
        identifiers = try column(UInt32.self)
        recordDescriptors = try column(UInt32.self)
        firsts = try column(UInt8.self)
        self.descriptors = descriptors.map {
            DescriptorRow(make: $0.make, model: $0.model, calibre: $0.calibre, count: 0)
        }
    }

    /// Adds the assembled records of a shape, or of a further stretch of its keys.
    mutating func append(
        _ run: AssembledRun, layout: BlockLayout, isContinued: Bool
    ) throws(SerialIndexError) {
        let firstRecord = UInt32(identifiers.count)
        let firstBlock = UInt32(blocks.count)
        blocks.append(
            contentsOf: run.blocks.lazy.map { block in
                var block = block
                block.base += firstRecord
                return block
            })
        highKeys += run.highKeys
        byKey.append(contentsOf: run.byKey, firstBlock: firstBlock)
        byMake.append(contentsOf: run.byMake, firstBlock: firstBlock)
        try identifiers.append(contentsOf: run.identifiers)
        try recordDescriptors.append(contentsOf: run.descriptors)
        try firsts.append(contentsOf: run.firsts)
        for descriptor in run.descriptors { descriptors[Int(descriptor)].count += 1 }
        if !isContinued {
            groups.append(
                GroupRow(
                    letters: layout.shape.letters, length: UInt8(layout.shape.length),
                    slower: Int8(layout.slower), faster: Int8(layout.faster),
                    firstBlock: firstBlock, blockCount: 0, firstRecord: firstRecord,
                    recordCount: 0, distinctCount: 0, firstMake: UInt32(makes.count), gaps: 0))
        }
        let last = groups.count - 1
        groups[last].blockCount += UInt32(run.blocks.count)
        groups[last].recordCount += UInt32(run.identifiers.count)
        groups[last].distinctCount += UInt32(run.distinct)
        groups[last].gaps += run.gaps
        addMakes(run.lines, from: Int(groups[last].firstMake))
    }

    /// Adds the makes of a run to those of the last group.
    private mutating func addMakes(_ counts: [UInt32: UInt32], from start: Int) {
        var all: [UInt32: UInt32] = [:]
        for (line, count) in counts { all[lines.make(ofLine: line), default: 0] += count }
        for row in makes[start...] { all[row.make, default: 0] += row.count }
        makes.removeSubrange(start...)
        makes += all.sorted { $0.key < $1.key }.map {
            MakeRow(make: $0.key, count: $0.value, firstBlock: 0)
        }
    }

    /// Writes all sections.
    func write(to sink: any ImageSink) throws(SerialIndexError) {
        var image = try SegmentImage(sink: sink, records: count)
        try image.append(.descriptors, descriptors)
        try image.append(.lines, lines.lines)
        try image.append(.groups, groups)
        let listed = listByMake()
        try image.append(.makes, listed.makes)
        let last = Block(key: 0, lowCells: 0, highCells: 0, base: UInt32(count), hint: 0)
        try image.append(.blocks, blocks + [last])
        try image.append(.highKeys, highKeys)
        try append(byKey, as: .keys, to: &image)
        try append(byMake, as: .makes, to: &image)
        try image.append(.makeKeys, listed.blocks.map { blocks[Int($0)].key })
        try image.append(.makeBlocks, listed.blocks)
        try image.append(.identifiers, count: count) { write throws(SerialIndexError) in
            try identifiers.forEachPiece { piece throws(SerialIndexError) in try write(piece) }
        }
        try writeDescriptors(&image)
        try image.append(.firsts, try packedFirsts())
        try image.finish()
    }

    /// The blocks of each group make by make, and the rows of makes with where they begin.
    private func listByMake() -> (makes: [MakeRow], blocks: [UInt32]) {
        guard lines.makes.count > 1 else { return (makes, []) }
        var rows = makes
        var listed: [UInt32] = []
        listed.reserveCapacity(blocks.count)
        for (index, group) in groups.enumerated() {
            let end = index + 1 < groups.count ? Int(groups[index + 1].firstMake) : rows.count
            let range = Int(group.firstBlock)..<Int(group.firstBlock + group.blockCount)
            // The rank of a block's make, then its number: within a make the keys keep their order.
            var order = range.map { block in
                UInt64(lines.rank(ofLine: blocks[block].line)) << 32 | UInt64(block)
            }
            order.sort()
            var place = 0
            for row in Int(group.firstMake)..<end {
                rows[row].firstBlock = group.firstBlock + UInt32(place)
                while place < order.count, lines.makes[Int(order[place] >> 32)] == rows[row].make {
                    place += 1
                }
            }
            listed += order.map { UInt32(truncatingIfNeeded: $0) }
        }
        return (rows, listed)
    }

    private func writeDescriptors(_ image: inout SegmentImage) throws(SerialIndexError) {
        if descriptors.count > Int(UInt16.max) {
            try image.append(.recordDescriptors, count: count) { write throws(SerialIndexError) in
                try recordDescriptors.forEachPiece { piece throws(SerialIndexError) in
                    try write(piece)
                }
            }
            return
        }
        try image.append(.recordDescriptors, count: count) { write throws(SerialIndexError) in
            try recordDescriptors.forEachPiece { piece throws(SerialIndexError) in
                try write(piece.map { UInt16(truncatingIfNeeded: $0) })
            }
        }
    }

    private func packedFirsts() throws(SerialIndexError) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: count / 64 + 1)
        var index = 0
        try firsts.forEachPiece { piece throws(SerialIndexError) in
            for isFirst in piece {
                words[index >> 6] |= UInt64(isFirst) << UInt64(index & 63)
                index += 1
            }
        }
        return words
    }

    private func append(
        _ parts: DirectoryParts, as directory: SegmentFormat.Directory,
        to image: inout SegmentImage
    ) throws(SerialIndexError) {
        if directory.isOptional, parts.hashes.isEmpty {
            for section in directory.sections.dropLast() {
                try image.append(section, [UInt64]())
            }
            try image.append(directory.table, [UInt32]())
            return
        }
        try image.append(directory.filter, parts.makeFilter())
        try image.append(directory.partials, parts.makePartialFilter(records: count))
        try image.append(directory.table, parts.makeTable())
    }
}
