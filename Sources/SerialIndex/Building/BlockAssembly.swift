/// A record on its way into a segment: the packed key of all its places, and what it is.
///
/// Sorting moves it often, so it is 16 bytes.
struct PackedItem: BitwiseCopyable, Sendable {
    var key: UInt64
    var identifier: UInt32
    var descriptor: UInt32
}

/// A record whose serial does not fit 64 bits.
struct WideItem: BitwiseCopyable, Sendable {
    var key: UInt128
    var identifier: UInt32
    var descriptor: UInt32
}

/// What one run of sorted records becomes: blocks and the columns of their records.
struct AssembledRun: Sendable {
    var blocks: [Block] = []
    var highKeys: [UInt64] = []
    /// Where the first block of each key is, and where each block is by its key and make.
    var byKey = DirectoryParts()
    var byMake = DirectoryParts()
    var identifiers: [UInt32] = []
    var descriptors: [UInt32] = []
    /// One byte a record: 1 for the first of its serial.
    var firsts: [UInt8] = []
    var distinct = 0
    /// How many records there are of each line.
    var lines: [UInt32: UInt32] = [:]

    /// The sum over the records of the share of their key's cells that do not exist.
    var gaps = 0.0

    init(capacity: Int) {
        identifiers.reserveCapacity(capacity)
        descriptors.reserveCapacity(capacity)
        firsts.reserveCapacity(capacity)
        blocks.reserveCapacity(capacity / 32)
    }
}

/// Cuts packed keys of a shape into a block's key and a cell, and hashes them.
struct BlockCutter: Sendable {
    let layout: BlockLayout
    /// Tells whether the blocks have an upper half of their key, be it zero: all of a wide shape have, for
    /// only the last blocks of a segment do.
    let isWide: Bool
    private let salt: UInt64
    /// For each place: its shift in the full key, how many bits, and its shift in the block's key.
    private var places:
        [(full: Int, mask: UInt64, shift: Int, multiplier: UInt64, opening: UInt64)] = []
    private var fast: [(full: Int, mask: UInt64, factor: UInt64)] = []

    init(_ layout: BlockLayout) {
        self.layout = layout
        salt = PlaceHash.salt(layout.shape)
        isWide = layout.shape.isWide
        let shifts = layout.shifts
        var full = layout.shape.totalBits
        for place in 0..<layout.shape.length {
            let bits = layout.shape.bits(place)
            full -= bits
            let mask: UInt64 = 1 << UInt64(bits) - 1
            if layout.isFast(place) {
                let factor = place == layout.slower ? layout.stride : 1
                fast.append((full, mask, UInt64(factor)))
            } else {
                places.append(
                    (
                        full, mask, shifts[place], PlaceHash.multipliers[place],
                        PlaceHash.openings[place]
                    ))
            }
        }
    }

    /// The cell of a full key.
    func cell<Key: FixedWidthInteger>(_ key: Key) -> UInt64 {
        fast.reduce(0) { sum, place in
            sum + (UInt64(truncatingIfNeeded: key >> Key(place.full)) & place.mask) * place.factor
        }
    }

    /// The block's key of a full key.
    func blockKey<Key: FixedWidthInteger>(_ key: Key) -> Key {
        places.reduce(0) { sum, place in
            let value = UInt64(truncatingIfNeeded: key >> Key(place.full)) & place.mask
            return sum | Key(value) << Key(place.shift)
        }
    }

    /// The hash of a block's key.
    func hash<Key: FixedWidthInteger>(blockKey key: Key) -> UInt64 {
        places.reduce(salt) { sum, place in
            let value = UInt64(truncatingIfNeeded: key >> Key(place.shift)) & place.mask
            return sum &+ value &* place.multiplier
        }
    }

    /// The hashes of a block's key with each of its places left open.
    func partialHashes<Key: FixedWidthInteger>(
        blockKey key: Key, hash: UInt64, _ body: (UInt64) -> Void
    ) {
        for place in places {
            let value = UInt64(truncatingIfNeeded: key >> Key(place.shift)) & place.mask
            body(hash &- value &* place.multiplier &+ place.opening)
        }
    }
}
