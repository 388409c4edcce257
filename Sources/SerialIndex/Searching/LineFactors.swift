/// What the descriptions of each line come to, for one question and one segment.
struct LineFactors: ~Copyable {
    struct Entry: BitwiseCopyable {
        var most = 0.0
        var mean = 0.0
        var least = Double.infinity
        var stamp: UInt32 = 0
    }

    private var entries = GrowingBuffer<Entry>(capacity: 64)
    private var stamp: UInt32 = 0
    private var leastMake = 0.0

    /// Makes ready for so many lines, none of them worked out.
    ///
    /// - Parameter leastMake: lines of makes with a smaller factor come to nothing.
    mutating func begin(_ count: Int, leastMake: Double) {
        self.leastMake = leastMake
        while entries.count < count { entries.append(Entry()) }
        stamp &+= 1
        guard stamp == 0 else { return }
        for index in 0..<entries.count { entries[index] = Entry() }
        stamp = 1
    }

    /// The greatest factor of a line's descriptions, and the mean over its records.
    @inline(__always)
    mutating func factors(
        _ line: Int, _ tables: SegmentTables, _ factors: borrowing FactorTables
    ) -> (most: Double, mean: Double) {
        if entries[line].stamp != stamp { workOut(line, tables, factors) }
        return (entries[line].most, entries[line].mean)
    }

    /// The factor that all descriptions of a line that was worked out have; `nil` when they differ.
    @inline(__always)
    func common(_ line: Int) -> Double? {
        entries[line].most == entries[line].least ? entries[line].most : nil
    }

    @inline(never)
    private mutating func workOut(
        _ line: Int, _ tables: SegmentTables, _ factors: borrowing FactorTables
    ) {
        var entry = Entry(stamp: stamp)
        defer { entries[line] = entry }
        let rows = tables.lineRanges[line]
        guard factors.make(tables.descriptionRows[rows.lowerBound].make) >= leastMake else {
            return
        }
        var sum = 0.0
        var count = 0.0
        for index in rows {
            let row = tables.descriptionRows[index]
            let factor = factors.factor(row)
            entry.most = max(entry.most, factor)
            entry.least = min(entry.least, factor)
            sum += factor * Double(row.count)
            count += Double(row.count)
        }
        entry.mean = count > 0 ? sum / count : 0
    }
}
