/// Which records of a segment were withdrawn.
///
/// A bitmap in pages: a copy with one more record shares all pages but one, so that readers can keep the
/// old one.
struct WithdrawnRecords: Sendable {
    /// A page has this many bits, as a power of two.
    private static let pageBits = 15

    /// A page that no record was withdrawn of is empty.
    private var pages: [[UInt64]] = []
    /// How many records were withdrawn.
    private(set) var count = 0
    /// How many of them each row of the segment's `MakeRow`s counts.
    private(set) var makes: [Int: UInt32] = [:]
    /// How many of them bear a description.
    private(set) var descriptions: [SerialDescriptor: UInt32] = [:]
    /// By how much the sum of the segment's gaps is other without them.
    private(set) var gaps = 0.0

    /// Tells whether a record was withdrawn.
    func contains(_ record: Int) -> Bool {
        let page = record >> WithdrawnRecords.pageBits
        guard page < pages.count, !pages[page].isEmpty else { return false }
        let bit = record & (1 << WithdrawnRecords.pageBits - 1)
        return pages[page][bit >> 6] >> UInt64(bit & 63) & 1 == 1
    }

    /// How many records of a range were withdrawn.
    ///
    /// - Complexity: O(records / 64).
    func count(in range: Range<Int>) -> Int {
        var count = 0
        var record = range.lowerBound
        while record < range.upperBound {
            let end = min(range.upperBound, (record >> 6 + 1) << 6)
            let page = record >> WithdrawnRecords.pageBits
            if page < pages.count, !pages[page].isEmpty {
                let bit = record & (1 << WithdrawnRecords.pageBits - 1)
                let word = pages[page][bit >> 6] >> UInt64(bit & 63)
                // What lies behind the end is shifted out.
                count += (word << UInt64(64 - (end - record))).nonzeroBitCount
            }
            record = end
        }
        return count
    }

    /// Adds a record, once.
    mutating func insert(_ record: Int, of view: SegmentView) {
        guard !contains(record) else { return }
        let block = view.block(ofRecord: record)
        gaps -= view.gaps(ofBlock: block, without: self)
        defer { gaps += view.gaps(ofBlock: block, without: self) }
        let page = record >> WithdrawnRecords.pageBits
        while pages.count <= page { pages.append([]) }
        if pages[page].isEmpty {
            pages[page] = [UInt64](repeating: 0, count: 1 << (WithdrawnRecords.pageBits - 6))
        }
        let bit = record & (1 << WithdrawnRecords.pageBits - 1)
        pages[page][bit >> 6] |= 1 << UInt64(bit & 63)
        count += 1
        let row = view.row(record)
        descriptions[SerialDescriptor(row), default: 0] += 1
        if let make = view.makeRow(ofRecord: record, make: row.make) {
            makes[make, default: 0] += 1
        }
    }

    /// The records in order.
    var numbers: [UInt32] {
        var numbers: [UInt32] = []
        numbers.reserveCapacity(count)
        for (page, words) in pages.enumerated() {
            for (index, word) in words.enumerated() where word != 0 {
                var bits = word
                while bits != 0 {
                    let bit = index << 6 + bits.trailingZeroBitCount
                    numbers.append(UInt32(page << WithdrawnRecords.pageBits + bit))
                    bits &= bits - 1
                }
            }
        }
        return numbers
    }
}

extension SerialDescriptor {
    /// The description of a row.
    init(_ row: DescriptorRow) {
        self.init(make: row.make, model: row.model, calibre: row.calibre)
    }
}

extension SegmentView {
    /// Tells whether a record was withdrawn.
    @inline(__always)
    func isWithdrawn(_ record: Int) -> Bool { hasWithdrawn && withdrawn.contains(record) }

    /// How many records were not withdrawn.
    var liveCount: Int { recordCount - withdrawn.count }

    /// Tells whether a record bears the serial of a cell.
    ///
    /// - Parameter first: the first block of its key.
    func isBorne(_ cell: Int, block first: Int) -> Bool {
        blocks(from: first).contains { index in
            let block = block(index)
            guard block.has(cell) else { return false }
            guard hasWithdrawn else { return true }
            return !records(ofCell: cell, block: index, block).allSatisfy { isWithdrawn($0) }
        }
    }

    /// How many records a row of makes counts that were not withdrawn.
    @inline(__always)
    func liveCount(ofMakes index: Int) -> UInt32 {
        hasWithdrawn ? liveMakes[index] : unsafe makes[index].count
    }

    /// How many records bear the description of a row of `SegmentTables` that were not withdrawn.
    @inline(__always)
    func liveCount(ofDescription index: Int) -> UInt32 {
        hasWithdrawn ? liveDescriptions[index] : tables.descriptionRows[index].count
    }

    /// How many records of a description there are without those that were withdrawn.
    func liveCount(of row: DescriptorRow) -> UInt32 {
        let less = hasWithdrawn ? withdrawn.descriptions[SerialDescriptor(row)] ?? 0 : 0
        return row.count - min(row.count, less)
    }

    /// The share of the records that lie, each in its block, beside a cell that no record has.
    var liveGapShare: Double {
        guard hasWithdrawn else { return tables.gapShare }
        let gaps = tables.gapShare * Double(max(1, recordCount)) + withdrawn.gaps
        return max(0, gaps) / Double(max(1, liveCount))
    }

    /// The sum over the records of a block's key of the share of its cells that none of them has.
    fileprivate func gaps(ofBlock index: Int, without withdrawn: WithdrawnRecords) -> Double {
        var live = 0
        var cells = Block(key: 0, lowCells: 0, highCells: 0, base: 0, hint: 0)
        for index in siblings(ofBlock: index) {
            let block = block(index)
            var rest = (low: block.lowCells, high: block.highCells)
            while let cell = SearchState.nextCell(&rest) {
                let records = records(ofCell: cell, block: index, block)
                let left = records.count - withdrawn.count(in: records)
                live += left
                if left > 0 { cells.insert(cell) }
            }
        }
        let all = unsafe plans[group(ofBlock: index)].cells
        return Double(live) * (1 - Double(cells.distinct) / Double(all))
    }

    /// Tells whether what is read of a record when it is withdrawn is as it was written.
    func mayWithdraw(_ record: Int) -> Bool {
        let blocks = siblings(ofBlock: block(ofRecord: record))
        return mayRead(record..<record + 1)
            && mayReadFirsts(
                Int(block(blocks.lowerBound).base)..<end(ofBlock: blocks.upperBound - 1))
    }

    /// The row of makes that counts a record.
    fileprivate func makeRow(ofRecord record: Int, make: UInt32) -> Int? {
        let rows = unsafe plans[group(ofBlock: block(ofRecord: record))].makes
        return row(ofMake: make, in: rows)
    }
}
