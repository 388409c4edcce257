internal import CPrefetch

/// Where the blocks of a hash are: a filter that says whether there may be any, and a table.
///
/// A segment has two: one of keys, and one of keys with a make, so that a search that knows the make meets
/// no blocks of others.
@safe
struct BlockDirectory: BitwiseCopyable {
    private let filter: UnsafePointer<UInt64>
    private let filterWords: UInt64
    private let partials: UnsafePointer<UInt64>
    private let partialWords: UInt64
    private let table: UnsafePointer<UInt32>
    private let shift: UInt64
    private let mask: Int
    private let openings: UnsafePointer<UInt64>

    init(
        _ sections: SegmentSections, _ parts: SegmentFormat.Directory,
        openings: UnsafePointer<UInt64>
    ) {
        unsafe filter = sections.pointer(parts.filter)
        filterWords = UInt64(sections[parts.filter].count)
        unsafe partials = sections.pointer(parts.partials)
        partialWords = UInt64(sections[parts.partials].count)
        unsafe table = sections.pointer(parts.table)
        shift = UInt64(64 - sections[parts.table].count.trailingZeroBitCount)
        mask = sections[parts.table].count - 1
        unsafe self.openings = unsafe openings
    }

    /// Tells whether there may be blocks of a hash.
    @inline(__always)
    func mayHave(_ hash: UInt64) -> Bool {
        let bits = BlockFilter.mask(hash)
        return unsafe filter[BlockFilter.word(hash, of: filterWords)] & bits == bits
    }

    /// Tells whether there may be blocks of a hash with one place left open.
    @inline(__always)
    func mayHavePartial(_ hash: UInt64, open place: Int) -> Bool {
        guard partialWords > 0 else { return true }
        let hash = unsafe hash &+ openings[place]
        let bits = BlockFilter.mask(hash)
        return unsafe partials[BlockFilter.word(hash, of: partialWords)] & bits == bits
    }

    /// Where the search of the table begins for a hash.
    @inline(__always)
    func slot(_ hash: UInt64) -> Int { BlockFilter.slot(hash, shift: shift) }

    /// The slot behind one.
    @inline(__always)
    func slot(after slot: Int) -> Int { (slot &+ 1) & mask }

    /// The number of the block that stands in a slot, or `nothing`.
    @inline(__always)
    func block(at slot: Int) -> Int { unsafe Int(table[slot]) }

    /// Has the table at hand soon where the search for a hash begins.
    @inline(__always)
    func foresee(_ hash: UInt64) { unsafe rastro_prefetch(table + slot(hash)) }

    /// Stands in the table where there is no block.
    static let nothing = Int(BlockFilter.empty)
}

extension SegmentFormat {
    /// The sections of a directory of blocks.
    struct Directory {
        let filter: Section
        let partials: Section
        let table: Section
        /// Tells whether it may be empty.
        let isOptional: Bool

        /// The directory of keys.
        static let keys = Directory(
            filter: .filter, partials: .partials, table: .table, isOptional: false)
        /// The directory of keys with makes; empty where there is but one make.
        static let makes = Directory(
            filter: .makeFilter, partials: .makePartials, table: .makeTable, isOptional: true)

        var sections: [Section] { [filter, partials, table] }
    }
}
