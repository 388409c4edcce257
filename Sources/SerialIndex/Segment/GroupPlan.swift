/// A group of a segment with what a search needs of its layout, worked out once.
struct GroupPlan {
    let firstBlock: UInt32
    let blockCount: UInt32
    let length: Int
    let letters: UInt32
    let slower: Int
    let faster: Int
    /// How far apart cells are that differ by one at the slower place.
    let stride: Int
    let cells: Int
    /// The fast places as bits, 0 for one that there is not; and the places that are not fast.
    let slowerPlace: UInt32
    let fasterPlace: UInt32
    let keyPlaces: UInt32
    /// The cells that differ from the first at the faster place, and at the slower.
    let oneRow: UInt64
    let column: (low: UInt64, high: UInt64)
    let salt: UInt64
    let isWide: Bool
    /// The chance of just this serial for a record of which only the shape is known.
    let chanceOfSerial: Double
    /// The group's records.
    let records: Range<Int>
    /// The group's rows among the segment's `MakeRow`s.
    let makes: Range<Int>
    /// By how many bits each place's value is shifted in the key.
    private let shifts: InlineArray<24, UInt8>

    init(_ row: GroupRow, makes: Range<Int>) {
        let layout = row.layout
        firstBlock = row.firstBlock
        blockCount = row.blockCount
        length = Int(row.length)
        letters = row.letters
        slower = layout.slower
        faster = layout.faster
        stride = layout.stride
        cells = layout.cells
        slowerPlace = slower >= 0 ? 1 << UInt32(slower) : 0
        fasterPlace = faster >= 0 ? 1 << UInt32(faster) : 0
        keyPlaces = (1 << UInt32(length) - 1) & ~(slowerPlace | fasterPlace)
        oneRow = layout.stride < 64 ? 1 << UInt64(layout.stride) - 1 : .max
        var column: (low: UInt64, high: UInt64) = (0, 0)
        for cell in Swift.stride(from: 0, to: layout.cells, by: layout.stride) {
            if cell < 64 {
                column.low |= 1 << UInt64(cell)
            } else {
                column.high |= 1 << UInt64(cell - 64)
            }
        }
        self.column = column
        salt = PlaceHash.salt(layout.shape)
        isWide = layout.shape.isWide
        chanceOfSerial = 1 / layout.shape.universe
        records = Int(row.firstRecord)..<Int(row.firstRecord) + Int(row.recordCount)
        self.makes = makes
        var shifts = InlineArray<24, UInt8>(repeating: 0)
        for (place, shift) in layout.shifts.enumerated() { shifts[place] = UInt8(shift) }
        self.shifts = shifts
    }

    @inline(__always)
    func shift(_ place: Int) -> UInt64 { UInt64(truncatingIfNeeded: shifts[place]) }

    @inline(__always)
    func isLetter(_ place: Int) -> Bool { letters &>> UInt32(truncatingIfNeeded: place) & 1 == 1 }

    @inline(__always)
    func radix(_ place: Int) -> Int { isLetter(place) ? 26 : 10 }

    /// What a letter's code has above its value.
    @inline(__always)
    func offset(_ place: Int) -> UInt8 { isLetter(place) ? 10 : 0 }

    @inline(__always)
    func isFast(_ place: Int) -> Bool { place == slower || place == faster }

    /// The code at a place that is not fast, in a block's key.
    @inline(__always)
    func code(_ place: Int, key: UInt64, highKey: UInt64) -> UInt8 {
        let shift = shift(place)
        let mask: UInt64 = isLetter(place) ? 31 : 15
        if isWide {
            let whole = UInt128(highKey) << 64 | UInt128(key)
            return UInt8(truncatingIfNeeded: UInt64(truncatingIfNeeded: whole >> shift) & mask)
                &+ offset(place)
        }
        return UInt8(truncatingIfNeeded: key &>> shift & mask) &+ offset(place)
    }

    /// The code that a cell has at a fast place.
    @inline(__always)
    func code(_ place: Int, cell: Int) -> UInt8 {
        let value = place == slower ? cell / stride : cell % stride
        return UInt8(truncatingIfNeeded: value) &+ offset(place)
    }

    /// The cells that a pattern leaves open, or the one that it names.
    @inline(__always)
    func cells(of pattern: SearchPattern) -> (low: UInt64, high: UInt64) {
        if pattern.slowerIsOpen, pattern.fasterIsOpen { return (.max, .max) }
        let shift = UInt64(pattern.cell)
        if pattern.slowerIsOpen { return GroupPlan.shifted(column, shift) }
        if pattern.fasterIsOpen { return GroupPlan.shifted((oneRow, 0), shift) }
        return GroupPlan.shifted((1, 0), shift)
    }

    @inline(__always)
    static func shifted(
        _ cells: (low: UInt64, high: UInt64), _ shift: UInt64
    ) -> (low: UInt64, high: UInt64) {
        if shift == 0 { return cells }
        if shift >= 64 { return (0, cells.low &<< (shift &- 64)) }
        return (cells.low &<< shift, cells.high &<< shift | cells.low &>> (64 &- shift))
    }

    /// The serial of a block's key and a cell.
    func serial(key: UInt64, highKey: UInt64, cell: Int) -> PackedSerial {
        PackedSerial(
            (0..<length).lazy.map { place in
                isFast(place)
                    ? code(place, cell: cell) : code(place, key: key, highKey: highKey)
            })
    }
}
