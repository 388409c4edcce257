/// What a serial looks like: how long it is and which of its places hold letters.
///
/// A hundred million records have a few dozen shapes that matter, so a search tests the shape first and
/// touches memory only for shapes that exist.
struct SerialShape: Hashable, Sendable {
    /// The number of characters, 1...24.
    let length: Int
    /// Bit `p` says that place `p` holds a letter.
    let letters: UInt32

    init(length: Int, letters: UInt32) {
        self.length = length
        self.letters = letters
    }

    init(of codes: [UInt8]) {
        length = codes.count
        letters = codes.enumerated().reduce(0) { mask, place in
            place.element >= 10 ? mask | 1 << UInt32(place.offset) : mask
        }
    }

    /// Tells whether a place holds a letter.
    func isLetter(_ place: Int) -> Bool { letters >> UInt32(place) & 1 == 1 }

    /// How many characters may stand at a place.
    func radix(_ place: Int) -> Int { isLetter(place) ? 26 : 10 }

    /// Bits that a place takes in a packed key.
    func bits(_ place: Int) -> Int { isLetter(place) ? 5 : 4 }

    /// Bits that all places take.
    var totalBits: Int { length * 4 + letters.nonzeroBitCount }

    /// How many serials of the shape there are, as a floating number.
    var universe: Double {
        (0..<length).reduce(1) { $0 * Double(radix($1)) }
    }

    /// Orders shapes: by length, then by where the letters are.
    func precedes(_ other: SerialShape) -> Bool {
        (length, letters) < (other.length, other.letters)
    }
}

/// How the serials of one shape are cut into blocks: which places run inside a block.
///
/// Makers hand out serials in runs, so serials that agree in all but the fastest two digits mostly exist
/// together. Those two places are a *cell* of a block's bitmap, and the others are its key.
struct BlockLayout: Hashable, Sendable {
    /// Stands for a fast place that there is not.
    static let noPlace = -1
    /// A block's bitmap has this many bits.
    static let mostCells = 128

    let shape: SerialShape
    /// The fast places, the slower first; `noPlace` for one that there is not.
    let slower: Int
    let faster: Int

    init(shape: SerialShape, slower: Int, faster: Int) {
        self.shape = shape
        self.slower = slower
        self.faster = faster
    }

    /// The number of cells in use.
    var cells: Int {
        (slower >= 0 ? shape.radix(slower) : 1) * (faster >= 0 ? shape.radix(faster) : 1)
    }

    /// How far apart two cells are that differ by one at the slower place.
    var stride: Int { faster >= 0 ? shape.radix(faster) : 1 }

    func isFast(_ place: Int) -> Bool { place == slower || place == faster }

    /// Bits of the packed key: those of the places that are not fast.
    var keyBits: Int {
        (0..<shape.length).reduce(0) { $0 + (isFast($1) ? 0 : shape.bits($1)) }
    }

    /// For each place, by how many bits its value is shifted in the key; 0 for a fast place.
    var shifts: [Int] {
        var shifts = [Int](repeating: 0, count: shape.length)
        var shift = 0
        for place in (0..<shape.length).reversed() where !isFast(place) {
            shifts[place] = shift
            shift += shape.bits(place)
        }
        return shifts
    }

    /// The places that may be fast, best guess first: the last two digits, then pairs before them.
    static func candidates(for shape: SerialShape) -> [BlockLayout] {
        let digits = (0..<shape.length).filter { !shape.isLetter($0) }
        guard digits.count >= 2 else {
            let only = digits.last ?? shape.length - 1
            return [BlockLayout(shape: shape, slower: noPlace, faster: only)]
        }
        return (1..<digits.count).reversed().map { last in
            BlockLayout(shape: shape, slower: digits[last - 1], faster: digits[last])
        }
    }
}

/// The odd numbers by which the places of a serial are hashed: one sum for the whole serial.
///
/// A serial's hash is a sum over its places, so changing one character changes it by one product, and a
/// whole neighbourhood is hashed with an addition each.
enum PlaceHash {
    /// One number for each place.
    static let multipliers: [UInt64] = (0..<SerialCodes.longest).map { mixed(UInt64($0) + 1) | 1 }

    /// What a place adds that is left open, so that the rest does not meet whole keys.
    static let openings: [UInt64] = (0..<SerialCodes.longest).map { mixed(UInt64($0) + 101) }

    /// What a shape adds, so that like keys of unlike shapes do not meet.
    static func salt(_ shape: SerialShape) -> UInt64 {
        mixed(UInt64(shape.length) << 32 | UInt64(shape.letters))
    }

    /// What a make adds where blocks are looked for by key and make.
    static func salt(make: UInt32) -> UInt64 { mixed(UInt64(make) << 8 | 0xFF) }

    /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    static func mixed(_ seed: UInt64) -> UInt64 {
        var z = seed &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
