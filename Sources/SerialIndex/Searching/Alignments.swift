/// What the first characters of a reading add to a serial's hash, key and cell.
struct PlaceSums: BitwiseCopyable {
    var hash: UInt64 = 0
    var key: UInt64 = 0
    var highKey: UInt64 = 0
    var cell = 0

    @inline(__always)
    static func &+ (one: PlaceSums, other: PlaceSums) -> PlaceSums {
        PlaceSums(
            hash: one.hash &+ other.hash, key: one.key &+ other.key,
            highKey: one.highKey &+ other.highKey, cell: one.cell &+ other.cell)
    }

    @inline(__always)
    static func &- (one: PlaceSums, other: PlaceSums) -> PlaceSums {
        PlaceSums(
            hash: one.hash &- other.hash, key: one.key &- other.key,
            highKey: one.highKey &- other.highKey, cell: one.cell &- other.cell)
    }
}

/// A reading laid against the places of a group, shifted by up to two places either way.
///
/// Every serial from which few mistakes lead to the reading is made of stretches of it, each shifted by as
/// many places as characters were lost before. Sums over the beginnings of each shifted reading make the
/// hash of such a serial out of a few additions, whatever its length.
@safe
struct Alignments: ~Copyable {
    /// Shifts go from -2 to 2.
    static let widest = 2
    private static let row = SerialCodes.longest + 1

    /// For each shift, the characters that can not stand at the place they come to.
    private var misfits = InlineArray<5, UInt32>(repeating: 0)
    private var isSummed = InlineArray<5, Bool>(repeating: false)
    private let sums: UnsafeMutablePointer<PlaceSums>

    init() {
        unsafe sums = .allocate(capacity: Alignments.row * (2 * Alignments.widest + 1))
    }

    deinit { unsafe sums.deallocate() }

    /// Lays a reading against a group's places.
    @inline(__always)
    mutating func begin(
        _ plan: UnsafePointer<GroupPlan>, length: Int, letters: UInt32, open: UInt32
    ) {
        let letterPlaces = unsafe UInt64(plan.pointee.letters) &<< 2
        let inside = unsafe (UInt64(1) &<< UInt64(plan.pointee.length) &- 1) &<< 2
        let all: UInt32 = 1 &<< UInt32(truncatingIfNeeded: length) &- 1
        for index in 0..<5 {
            // Character `i` comes to place `i + index - 2`.
            let places = UInt32(truncatingIfNeeded: letterPlaces &>> UInt64(index))
            let outside = ~UInt32(truncatingIfNeeded: inside &>> UInt64(index))
            misfits[index] = ((places ^ letters) & ~open | outside) & all
            isSummed[index] = false
        }
    }

    /// The characters that can not stand at their places when shifted.
    @inline(__always)
    func misfits(_ shift: Int) -> UInt32 { misfits[shift &+ Alignments.widest] }

    /// The sums before each character of the shifted reading; only those between two characters that fit
    /// are good for anything.
    @inline(__always)
    mutating func row(
        _ shift: Int, _ plan: UnsafePointer<GroupPlan>, _ state: borrowing ReadingCodes,
        _ multipliers: UnsafePointer<UInt64>
    ) -> UnsafePointer<PlaceSums> {
        let index = shift &+ Alignments.widest
        let row = unsafe sums + index &* Alignments.row
        if !isSummed[index] {
            isSummed[index] = true
            unsafe Alignments.sum(row, shift, plan, state, multipliers)
        }
        return unsafe UnsafePointer(row)
    }

    @inline(never)
    private static func sum(
        _ row: UnsafeMutablePointer<PlaceSums>, _ shift: Int, _ plan: UnsafePointer<GroupPlan>,
        _ reading: borrowing ReadingCodes, _ multipliers: UnsafePointer<UInt64>
    ) {
        var sum = PlaceSums()
        unsafe row[0] = sum
        for index in 0..<reading.count {
            let place = index &+ shift
            if place >= 0, unsafe place < plan.pointee.length {
                unsafe sum = sum &+ plan.pointee.sums(reading[index], at: place, multipliers)
            }
            unsafe row[index &+ 1] = sum
        }
    }
}

extension GroupPlan {
    /// What a code adds to a serial's hash, key and cell at a place; of an open one, nothing.
    @inline(__always)
    func sums(
        _ code: UInt8, at place: Int, _ multipliers: UnsafePointer<UInt64>
    ) -> PlaceSums {
        guard code != SearchPattern.open else { return PlaceSums() }
        return unsafe sums(
            value: UInt64(code < 10 ? code : code &- 10), at: place, multipliers)
    }

    /// What a value adds at a place.
    @inline(__always)
    func sums(
        value: UInt64, at place: Int, _ multipliers: UnsafePointer<UInt64>
    ) -> PlaceSums {
        var sums = PlaceSums()
        if isFast(place) {
            sums.cell = Int(value) &* (place == slower ? stride : 1)
            return sums
        }
        sums.hash = unsafe value &* multipliers[place]
        let shift = shift(place)
        if isWide {
            let key = UInt128(value) &<< UInt128(shift)
            sums.key = UInt64(truncatingIfNeeded: key)
            sums.highKey = UInt64(truncatingIfNeeded: key &>> 64)
        } else {
            sums.key = value &<< shift
        }
        return sums
    }
}

/// The characters of a reading as codes, `SearchPattern.open` for one that could not be read.
@safe
struct ReadingCodes: ~Copyable {
    private let codes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    /// Bit `i` says that there is a letter at `i`; and that the character there could not be read.
    private(set) var letters: UInt32 = 0
    private(set) var open: UInt32 = 0

    init() { unsafe codes = .allocate(capacity: SerialCodes.longest) }

    deinit { unsafe codes.deallocate() }

    subscript(_ index: Int) -> UInt8 {
        @inline(__always) get { unsafe codes[index] }
    }

    mutating func removeAll() {
        count = 0
        letters = 0
        open = 0
    }

    /// Adds a character; what is beyond the longest serial is left out.
    mutating func append(_ code: UInt8) {
        guard count < SerialCodes.longest else { return }
        unsafe codes[count] = code
        if code == SearchPattern.open {
            open |= 1 << UInt32(count)
        } else if SerialCodes.isLetter(code) {
            letters |= 1 << UInt32(count)
        }
        count += 1
    }

    @inline(__always)
    func isOpen(_ index: Int) -> Bool {
        open &>> UInt32(truncatingIfNeeded: index) & 1 == 1
    }
}
