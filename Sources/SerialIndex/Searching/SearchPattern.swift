/// One mistake that a pattern undoes, and where.
struct PatternSlip: BitwiseCopyable {
    enum Sort: UInt8, BitwiseCopyable { case none, changed, missing, extra, exchanged }

    var sort = Sort.none
    /// Where in the reading.
    var read: Int8 = 0
    /// Where in the serial.
    var place: Int8 = 0

    /// The place of the serial that the mistake leaves open, as a bit.
    @inline(__always)
    var open: UInt32 {
        sort == .changed || sort == .missing ? 1 &<< UInt32(truncatingIfNeeded: place) : 0
    }
}

/// Serials of a group from which the same mistakes lead to the reading: some places known, some open.
@safe
struct SearchPattern: BitwiseCopyable {
    /// Which group it is looked for in.
    var group: UnsafePointer<GroupPlan>
    var first = PatternSlip()
    var second = PatternSlip()
    /// Where in the serial the reading begins: not at 0 when its beginning was left off.
    var start: Int8 = 0
    var slowerIsOpen = false
    var fasterIsOpen = false
    /// The cell of the fast places that are known.
    var cell: UInt8 = 0
    /// The open places that are not fast.
    var openKeys: UInt32 = 0
    /// Its blocks, among the hits: shared with patterns that differ in the fast places alone.
    var firstHit: Int32 = 0
    var hitCount: Int32 = 0

    /// Stands for a character that is not known.
    static let open: UInt8 = 64

    init(group: UnsafePointer<GroupPlan>) { unsafe self.group = group }
}

/// A block that the filter lets pass, for one filling of the open places of a pattern.
@safe
struct SearchHit: BitwiseCopyable {
    var hash: UInt64
    var key: UInt64
    var highKey: UInt64
    var group: UnsafePointer<GroupPlan>
    /// Whose block is meant, when blocks are looked for by make.
    var make: UInt32
    /// Where the block is, or -1; once it is looked up, where what was found begins.
    var block: Int
}

/// A block of a key that was looked for, with records that may be meant.
struct FoundBlock: BitwiseCopyable {
    var key: UInt64
    var highKey: UInt64
    var block: Int
    /// The mean factor of its records, where they are so unlike what was written that they are summed
    /// up; else negative.
    var mean: Double
}
