/// One mistake that a pattern undoes, and where.
struct PatternSlip: BitwiseCopyable {
    enum Sort: UInt8, BitwiseCopyable { case none, changed, missing, extra, exchanged }

    var sort = Sort.none
    /// Where in the reading.
    var read: Int8 = 0
    /// Where in the serial.
    var place: Int8 = 0
}

/// A serial with some places open: what the reading may come from, by given mistakes.
@safe
struct SearchPattern: BitwiseCopyable {
    /// Which group it is looked for in.
    var group: UnsafePointer<GroupPlan>
    /// The codes, `open` for a place at which any character of the group's sort may stand.
    var codes = InlineArray<24, UInt8>(repeating: SearchPattern.open)
    var first = PatternSlip()
    var second = PatternSlip()
    /// The cell of the fast places that are known.
    var cell = 0
    var slowerIsOpen = false
    var fasterIsOpen = false
    /// The first two open places that are not fast, -1 for none.
    var openA: Int8 = -1
    var openB: Int8 = -1
    /// How readily the known places are confused, in all.
    var confusable = 0.0

    static let open: UInt8 = 64

    init(group: UnsafePointer<GroupPlan>) { unsafe self.group = group }
}

/// A block that the filter lets pass, for one filling of a pattern's open places.
struct SearchHit: BitwiseCopyable {
    var hash: UInt64
    var key: UInt64
    var highKey: UInt64
    var pattern: Int32
    var block: Int32
}
