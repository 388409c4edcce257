/// Up to 256 entries of a log, one behind another (C2SP tlog-tiles).
public enum EntryBundle: Sendable {
    /// The most bytes of an entry that this code writes; others may write up to 65,535.
    public static let longestEntry = 4096

    /// The bundle of entries: each with its length in two bytes before it.
    public static func encode(_ entries: some Sequence<[UInt8]>) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            precondition(entry.count <= Int(UInt16.max), "an entry's length has two bytes")
            bytes.append(UInt8(truncatingIfNeeded: entry.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: entry.count))
            bytes += entry
        }
        return bytes
    }

    /// The entries of a bundle that should have so many.
    ///
    /// - Throws: `LedgerError.malformed` with the byte at which it is cut short or goes on too long.
    public static func decode(
        _ bytes: [UInt8], count: Int
    ) throws(LedgerError) -> [ArraySlice<UInt8>] {
        var entries: [ArraySlice<UInt8>] = []
        entries.reserveCapacity(count)
        var place = 0
        while entries.count < count {
            guard place + 2 <= bytes.count else {
                throw .malformed(part: .bundle, place: place)
            }
            let length = Int(bytes[place]) << 8 | Int(bytes[place + 1])
            guard place + 2 + length <= bytes.count else {
                throw .malformed(part: .bundle, place: place)
            }
            entries.append(bytes[place + 2..<place + 2 + length])
            place += 2 + length
        }
        guard place == bytes.count else { throw .malformed(part: .bundle, place: place) }
        return entries
    }
}
