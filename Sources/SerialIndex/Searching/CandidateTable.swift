/// The serials that were found, each with the sum of the chances of all ways to it.
@safe
struct CandidateTable: ~Copyable {
    struct Entry: BitwiseCopyable {
        /// The block and the cell, plus one; zero for an empty slot.
        var key: UInt64
        /// The chance of the reading, given the serial.
        var weight: Double
        /// The sum of the factors of the serial's records; -1 until it is worked out.
        var evidence: Double
        /// The first of the serial's records, and how many there are.
        var record: UInt32
        var count: UInt32
    }

    private var slots: UnsafeMutablePointer<Entry>
    /// One less than the number of slots in use: few for a question with few candidates, so that they
    /// stay in the nearest cache whatever a question before needed.
    private var mask: Int
    private var capacity: Int
    private static let fewest = 1 << 9
    private var used = GrowingBuffer<Int32>(capacity: 1 << 10)

    init() {
        capacity = 1 << 12
        mask = CandidateTable.fewest - 1
        unsafe slots = CandidateTable.allocate(capacity)
    }

    deinit { unsafe slots.deallocate() }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Entry> {
        let slots = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
        unsafe slots.initialize(
            repeating: Entry(key: 0, weight: 0, evidence: 0, record: 0, count: 0),
            count: capacity)
        return unsafe slots
    }

    /// The number of serials found.
    var count: Int { used.count }

    @inline(__always)
    static func key(segment: Int, block: Int, cell: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: segment) &<< 48 | UInt64(truncatingIfNeeded: block) &<< 7
            | UInt64(truncatingIfNeeded: cell)
    }

    static func segment(_ key: UInt64) -> Int { Int(key >> 48) }
    static func block(_ key: UInt64) -> Int { Int(key >> 7 & 0x1FF_FFFF_FFFF) }
    static func cell(_ key: UInt64) -> Int { Int(key & 127) }

    /// The slot of a serial: where it is, or where it belongs.
    @inline(__always)
    func slot(_ key: UInt64) -> Int {
        let wanted = key &+ 1
        var slot = Int(truncatingIfNeeded: (wanted &* 0x9E37_79B9_7F4A_7C15) &>> 32) & mask
        while true {
            let found = unsafe slots[slot].key
            if found == wanted || found == 0 { return slot }
            slot = (slot &+ 1) & mask
        }
    }

    /// Adds to the chance of a serial that is there; false when it is not there.
    @inline(__always)
    func add(_ weight: Double, slot: Int) -> Bool {
        if unsafe slots[slot].key == 0 { return false }
        unsafe slots[slot].weight += weight
        return true
    }

    /// Adds a serial at its slot.
    @inline(__always)
    mutating func insert(_ key: UInt64, slot: Int, _ weight: Double, record: Int, count: Int) {
        unsafe slots[slot] = Entry(
            key: key &+ 1, weight: weight, evidence: -1,
            record: UInt32(truncatingIfNeeded: record), count: UInt32(truncatingIfNeeded: count))
        used.append(Int32(truncatingIfNeeded: slot))
        if used.count &* 2 > mask { grow() }
    }

    /// Sets the evidence of a serial that was found.
    @inline(__always)
    func setEvidence(_ evidence: Double, _ index: Int) {
        unsafe slots[Int(used[index])].evidence = evidence
    }

    /// A serial that was found, with its true key.
    @inline(__always)
    func entry(_ index: Int) -> Entry {
        var entry = unsafe slots[Int(used[index])]
        entry.key &-= 1
        return entry
    }

    mutating func removeAll() {
        for index in 0..<used.count { unsafe slots[Int(used[index])].key = 0 }
        used.removeAll()
        mask = CandidateTable.fewest - 1
    }

    @inline(never)
    private mutating func grow() {
        var entries = GrowingBuffer<Entry>(capacity: used.count)
        for index in 0..<used.count {
            unsafe entries.append(slots[Int(used[index])])
            unsafe slots[Int(used[index])].key = 0
        }
        used.removeAll()
        mask = mask * 2 + 1
        if mask >= capacity {
            capacity = (mask + 1) * 2
            unsafe slots.deallocate()
            unsafe slots = CandidateTable.allocate(capacity)
        }
        for index in 0..<entries.count {
            let place = slot(entries[index].key &- 1)
            unsafe slots[place] = entries[index]
            used.append(Int32(truncatingIfNeeded: place))
        }
    }
}
