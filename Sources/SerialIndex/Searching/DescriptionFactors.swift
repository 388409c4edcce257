/// The factor of each description, worked out when a record first bears it, and how many were met.
struct DescriptionFactors: ~Copyable {
    struct Entry: BitwiseCopyable {
        var factor = 0.0
        var stamp: UInt32 = 0
        var count: UInt32 = 0
    }

    private var entries = GrowingBuffer<Entry>(capacity: 64)
    private var stamp: UInt32 = 0
    /// The descriptions that were counted.
    private var met = GrowingBuffer<UInt32>(capacity: 64)

    /// Makes ready for so many descriptions, none of them worked out.
    mutating func begin(_ count: Int) {
        while entries.count < count { entries.append(Entry()) }
        met.removeAll()
        stamp &+= 1
        guard stamp == 0 else { return }
        for index in 0..<entries.count { entries[index] = Entry() }
        stamp = 1
    }

    /// The factor of a description.
    @inline(__always)
    mutating func factor(
        _ index: Int, _ rows: UnsafePointer<DescriptorRow>, _ factors: borrowing FactorTables
    ) -> Double {
        if entries[index].stamp != stamp { unsafe workOut(index, rows, factors) }
        return entries[index].factor
    }

    /// The factor of a description that is counted.
    @inline(__always)
    mutating func count(
        _ index: Int, _ rows: UnsafePointer<DescriptorRow>, _ factors: borrowing FactorTables
    ) -> Double {
        if entries[index].stamp != stamp { unsafe workOut(index, rows, factors) }
        var entry = entries[index]
        if entry.count == 0 { met.append(UInt32(truncatingIfNeeded: index)) }
        entry.count &+= 1
        entries[index] = entry
        return entry.factor
    }

    @inline(never)
    private mutating func workOut(
        _ index: Int, _ rows: UnsafePointer<DescriptorRow>, _ factors: borrowing FactorTables
    ) {
        let row = unsafe rows[index]
        entries[index] = Entry(factor: factors.factor(row), stamp: stamp, count: 0)
    }

    /// Hands over the factors counted, and how often each was met, and counts anew.
    mutating func takeCounts(_ body: (_ factor: Double, _ count: Int) -> Void) {
        for index in 0..<met.count {
            let description = Int(met[index])
            body(entries[description].factor, Int(entries[description].count))
            entries[description].count = 0
        }
        met.removeAll()
    }
}
