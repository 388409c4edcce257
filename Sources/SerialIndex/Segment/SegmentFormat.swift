/// How a segment lies in its file: a header, then sections, each checksummed in chunks.
///
/// All numbers are little-endian and all places are relative to the file's beginning, so that a file may
/// be mapped anywhere. docs/serial-index.md draws it.
enum SegmentFormat {
    /// The file's first eight bytes.
    static let magic: UInt64 = 0x3153_4F52_5453_4152  // "RASTROS1"
    /// The version that this code writes and reads.
    static let version: UInt32 = 2
    /// The header's size; the sections begin behind it.
    static let headerSize = 1024
    /// Sections begin at multiples of this many bytes, so that no block crosses a cache line.
    static let alignment = 64
    /// A checksum covers this many bytes of a section, the last one fewer.
    static let chunkSize = 1 << 16
    /// Where the header keeps its own checksum.
    static let checksumOffset = headerSize - 8
    /// Where the header's table of sections begins, and the size of one row.
    static let tableOffset = 64
    static let tableRow = 32
    /// The most records of one segment: their numbers have 32 bits.
    static let mostRecords = Int(UInt32.max) - 1

    /// The parts of a file, in their order.
    enum Section: Int, CaseIterable {
        /// `DescriptorRow`s: the distinct makes, models and calibres.
        case descriptors
        /// `LineRow`s: the distinct makes with models.
        case lines
        /// `GroupRow`s: one for each shape.
        case groups
        /// `MakeRow`s: the makes of each group's records, group after group.
        case makes
        /// `Block`s, and one more that ends the last.
        case blocks
        /// The upper halves of keys of more than 64 bits, for the last blocks.
        case highKeys
        /// The filter that says which blocks there may be.
        case filter
        /// The filter that says which blocks there may be, one place left open; may be empty.
        case partials
        /// The hash table that says where the first block of a key is.
        case table
        /// The same three for the blocks of keys with a make; empty where there is but one make.
        case makeFilter
        case makePartials
        case makeTable
        /// The blocks of each group make by make, in the order of their keys: the keys' lower halves and
        /// the blocks' numbers; empty where there is but one make.
        case makeKeys
        case makeBlocks
        /// Each record's number outside, `UInt32`.
        case identifiers
        /// Each record's descriptor, `UInt16` or `UInt32`.
        case recordDescriptors
        /// A bit for each record: whether it is the first of its serial.
        case firsts
        /// The checksums of the chunks of the sections before.
        case checksums
    }
}

/// A distinct description: what a record is, as numbers that the index's owner gives meaning to.
public struct SerialDescriptor: Hashable, Sendable {
    /// The maker's number; `unknown` when the record does not say.
    public var make: UInt32
    /// The model's number.
    public var model: UInt32
    /// The calibre's number.
    public var calibre: UInt32

    /// Stands for what a record does not say.
    public static let unknown = UInt32.max

    /// Makes a descriptor.
    public init(make: UInt32, model: UInt32, calibre: UInt32) {
        self.make = make
        self.model = model
        self.calibre = calibre
    }
}

/// A descriptor as the file has it, with how many records bear it.
struct DescriptorRow {
    var make: UInt32
    var model: UInt32
    var calibre: UInt32
    var count: UInt32
}

/// A make with a model: what all records of most blocks have in common.
struct LineRow: Hashable {
    var make: UInt32
    var model: UInt32
}

/// How many records of a group are of a make.
struct MakeRow {
    var make: UInt32
    var count: UInt32
    /// Where the make's blocks of the group begin among those listed by make; they end where the next
    /// row's begin.
    var firstBlock: UInt32
}

/// The serials of one shape.
struct GroupRow {
    var letters: UInt32
    var length: UInt8
    var slower: Int8
    var faster: Int8
    var reserved: UInt8 = 0
    var firstBlock: UInt32
    var blockCount: UInt32
    var firstRecord: UInt32
    var recordCount: UInt32
    var distinctCount: UInt32
    /// Where the group's makes begin; they end where the next group's begin.
    var firstMake: UInt32
    /// The sum over the records of the share of their block's cells that do not exist.
    var gaps: Double

    var shape: SerialShape { SerialShape(length: Int(length), letters: letters) }

    var layout: BlockLayout {
        BlockLayout(shape: shape, slower: Int(slower), faster: Int(faster))
    }
}

/// The serials that agree in all but the fast places; where several makes have such, those of one make.
struct Block {
    /// The values of the other places, packed; of a wide key, the lower half.
    var key: UInt64
    /// Which cells exist: bits 0...63 and 64...127.
    var lowCells: UInt64
    var highCells: UInt64
    /// The number of the block's first record; its last comes before the next block's first.
    var base: UInt32
    /// The line of the block's records by its number, and two bits more.
    ///
    /// The bits are `hasRepeats` and `hasSibling`. A line is a make with a model; behind those come the
    /// makes alone, for blocks with several models of one make.
    var hint: UInt32

    /// The bits of the line's number.
    private static let lineBits: UInt32 = 0x3FFF_FFFF
    /// Says that the next block has the same key, with the records of another make.
    static let hasSibling: UInt32 = 0x4000_0000
    /// Says that a serial of the block has several records.
    static let hasRepeats: UInt32 = 0x8000_0000

    var line: UInt32 { hint & Block.lineBits }
    var repeats: Bool { hint & Block.hasRepeats != 0 }
    var isFollowed: Bool { hint & Block.hasSibling != 0 }
    var distinct: Int { lowCells.nonzeroBitCount + highCells.nonzeroBitCount }

    /// Adds a cell.
    mutating func insert(_ cell: Int) {
        if cell < 64 {
            lowCells |= 1 << UInt64(cell)
        } else {
            highCells |= 1 << UInt64(cell - 64)
        }
    }

    /// Tells whether a cell exists.
    func has(_ cell: Int) -> Bool {
        cell < 64 ? lowCells >> UInt64(cell) & 1 == 1 : highCells >> UInt64(cell - 64) & 1 == 1
    }

    /// How many cells exist before one.
    func rank(_ cell: Int) -> Int {
        if cell < 64 { return (lowCells & (1 << UInt64(cell) &- 1)).nonzeroBitCount }
        return lowCells.nonzeroBitCount
            + (highCells & (1 << UInt64(cell - 64) &- 1)).nonzeroBitCount
    }
}
