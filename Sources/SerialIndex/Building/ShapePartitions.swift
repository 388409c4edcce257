/// Records parted by the shape of their serials, as they come.
struct ShapePartitions {
    /// The records of one shape.
    struct Partition {
        let shape: SerialShape
        var items: [PackedItem] = []
        var wideItems: [WideItem] = []
    }

    private(set) var partitions: [Partition] = []
    private var direct = [Int32](repeating: -1, count: 2 << SegmentTables.longestDirect)
    private var long: [SerialShape: Int] = [:]
    /// How many records there are.
    private(set) var count = 0

    /// Adds a record; one without significant characters is left out.
    mutating func add(
        codes: UnsafeBufferPointer<UInt8>, identifier: UInt32, descriptor: UInt32
    ) {
        let length = codes.count
        guard length > 0 else { return }
        var letters: UInt32 = 0
        var key: UInt64 = 0
        var wide: UInt128 = 0
        if length <= 11 {
            // At most 55 bits: the common case, without wide arithmetic.
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
        count += 1
        if length > 11, partitions[index].shape.isWide {
            partitions[index].wideItems.append(
                WideItem(key: wide, identifier: identifier, descriptor: descriptor))
        } else {
            partitions[index].items.append(
                PackedItem(key: key, identifier: identifier, descriptor: descriptor))
        }
    }

    @inline(__always)
    private mutating func partition(length: Int, letters: UInt32) -> Int {
        if length <= SegmentTables.longestDirect {
            let found = direct[1 &<< length | Int(letters)]
            if found >= 0 { return Int(found) }
        }
        return newPartition(SerialShape(length: length, letters: letters))
    }

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
}
