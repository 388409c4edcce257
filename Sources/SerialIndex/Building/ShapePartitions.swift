/// Records parted by the shape of their serials, as they come.
struct ShapePartitions {
    /// The records of one shape: in memory, and in stretches of a spool.
    struct Partition {
        let shape: SerialShape
        var items: [PackedItem] = []
        var wideItems: [WideItem] = []
        /// Where items lie in the spool: offsets and numbers of items.
        var spooled: [(offset: Int, count: Int)] = []

        /// How many records there are.
        var count: Int {
            items.count + wideItems.count + spooled.reduce(0) { $0 + $1.count }
        }
    }

    private(set) var partitions: [Partition] = []
    private var direct = [Int32](repeating: -1, count: 2 << SegmentTables.longestDirect)
    private var long: [SerialShape: Int] = [:]
    /// How many records are in memory.
    private(set) var inMemory = 0
    /// What does not stay in memory goes here; with none, everything stays.
    let spool: SpoolFile?

    init(spool: SpoolFile?) { self.spool = spool }

    /// Adds a record; one without significant characters is left out.
    @inline(__always)
    mutating func add(
        codes: UnsafeBufferPointer<UInt8>, identifier: UInt32, descriptor: UInt32
    ) {
        let length = codes.count
        guard length > 0 else { return }
        var letters: UInt32 = 0
        var key: UInt64 = 0
        var wide: UInt128 = 0
        if length <= ShapePartitions.longestNarrow {
            for place in 0..<length {
                let code = unsafe codes[place]
                let isLetter = code >= 10
                letters |= (isLetter ? 1 : 0) &<< UInt32(truncatingIfNeeded: place)
                key = isLetter ? key &<< 5 | UInt64(code &- 10) : key &<< 4 | UInt64(code)
            }
        } else {
            for place in 0..<length {
                let code = unsafe codes[place]
                let isLetter = code >= 10
                letters |= (isLetter ? 1 : 0) &<< UInt32(truncatingIfNeeded: place)
                wide = isLetter ? wide << 5 | UInt128(code - 10) : wide << 4 | UInt128(code)
            }
            key = UInt64(truncatingIfNeeded: wide)
        }
        let index = partition(length: length, letters: letters)
        inMemory &+= 1
        if length > ShapePartitions.longestNarrow, partitions[index].shape.isWide {
            partitions[index].wideItems.append(
                WideItem(key: wide, identifier: identifier, descriptor: descriptor))
        } else {
            partitions[index].items.append(
                PackedItem(key: key, identifier: identifier, descriptor: descriptor))
        }
    }

    /// Serials up to this length fit 57 bits whatever they are.
    private static let longestNarrow = 11

    @inline(__always)
    private mutating func partition(length: Int, letters: UInt32) -> Int {
        if length <= SegmentTables.longestDirect {
            let found = direct[1 &<< length | Int(truncatingIfNeeded: letters)]
            if found >= 0 { return Int(truncatingIfNeeded: found) }
        }
        return newPartition(SerialShape(length: length, letters: letters))
    }

    @inline(never)
    private mutating func newPartition(_ shape: SerialShape) -> Int {
        if let known = long[shape] { return known }
        partitions.append(Partition(shape: shape))
        if shape.length <= SegmentTables.longestDirect {
            direct[1 << shape.length | Int(shape.letters)] = Int32(partitions.count - 1)
        } else {
            long[shape] = partitions.count - 1
        }
        return partitions.count - 1
    }

    /// Moves everything in memory to the spool.
    mutating func spill() throws(SerialIndexError) {
        guard let spool else { return }
        for index in partitions.indices {
            let narrow = partitions[index].items
            let wide = partitions[index].wideItems
            if !narrow.isEmpty { try spill(narrow, of: index, to: spool) }
            if !wide.isEmpty { try spill(wide, of: index, to: spool) }
            partitions[index].items = []
            partitions[index].wideItems = []
        }
        inMemory = 0
    }

    private mutating func spill<Item: BitwiseCopyable>(
        _ items: [Item], of index: Int, to spool: SpoolFile
    ) throws(SerialIndexError) {
        partitions[index].spooled.append((spool.count, items.count))
        var failure: SerialIndexError?
        unsafe items.withUnsafeBytes { bytes in
            do throws(SerialIndexError) { unsafe try spool.append(bytes) } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// All records of a partition, those of the spool first: in the order in which they came.
    func items<Item: BitwiseCopyable>(
        of index: Int, in memory: [Item]
    ) throws(SerialIndexError) -> [Item] {
        guard let spool, !partitions[index].spooled.isEmpty else { return memory }
        var all: [Item] = []
        all.reserveCapacity(partitions[index].count)
        for stretch in partitions[index].spooled {
            all += try [Item](stretch.count, at: stretch.offset, of: spool)
        }
        return all + memory
    }
}
