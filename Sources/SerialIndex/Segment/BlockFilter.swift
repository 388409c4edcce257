/// Where a block's hash stands in the filter and in the table.
///
/// The filter is one 64-bit word for four blocks or so, in which a block sets three bits: a miss costs
/// one load from a table that stays in the nearest caches (Putze, Sanders, Singler 2007). About one miss
/// in a hundred passes it and is refused by the table.
enum BlockFilter {
    /// The number of filter words for a number of blocks: twelve bits a block.
    static func words(forBlocks count: Int) -> Int { count * 12 / 64 + 2 }

    /// The number of words of the filter of keys with one place left open, for so many such keys: eight
    /// bits a key; none where they would outweigh the records, as when each block holds one serial.
    static func partialWords(forKeys count: Int, records: Int) -> Int {
        let words = count / 8 + 2
        return words * 8 <= max(4096, records * 2) ? words : 0
    }

    /// The word of a hash among so many: its upper half scaled, so that any number of words will do.
    @inline(__always)
    static func word(_ hash: UInt64, of words: UInt64) -> Int {
        Int(truncatingIfNeeded: ((hash &>> 32) &* words) &>> 32)
    }

    /// The number of table slots for a number of blocks: a power of two, at most three quarters full.
    static func slots(forBlocks count: Int) -> Int {
        powerOfTwo(atLeast: max(2, count + count / 3 + 1))
    }

    /// Stands in the table where there is no block.
    static let empty = UInt32.max

    private static func powerOfTwo(atLeast count: Int) -> Int {
        count <= 1 ? 1 : 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
    }

    /// The bits that a hash sets in its word.
    @inline(__always)
    static func mask(_ hash: UInt64) -> UInt64 {
        1 << (hash >> 26 & 63) | 1 << (hash >> 20 & 63) | 1 << (hash >> 14 & 63)
    }

    /// The slot at which the search for a hash begins; a product apart from the filter's bits.
    @inline(__always)
    static func slot(_ hash: UInt64, shift: UInt64) -> Int {
        Int(truncatingIfNeeded: ((hash ^ (hash >> 29)) &* 0xD6E8_FEB8_6659_FD93) &>> shift)
    }
}
