internal import Cryptography
internal import Encoding

/// Entries that were promised and are not in the tree yet, one record behind another.
///
/// A record is its index in eight bytes, its length in four, the entry, and the first eight bytes of the
/// hash of all that.
enum LedgerQueue {
    private static let overhead = 8 + 4 + 8

    /// The record of an entry.
    static func record(_ entry: [UInt8], at index: UInt64) -> [UInt8] {
        let record = BigEndian.bytes(index) + BigEndian.bytes(UInt32(entry.count)) + entry
        return record + Digest.sha256(record).bytes.prefix(8)
    }

    /// The entries from an index on, and whether nothing was cut short at the end: that was never promised.
    ///
    /// - Throws: `LedgerError.malformed` where a record is damaged and others follow: those were promised.
    static func entries(
        _ bytes: [UInt8], from first: UInt64
    ) throws(LedgerError) -> (entries: [[UInt8]], isWhole: Bool) {
        var entries: [[UInt8]] = []
        var place = 0
        while let (index, entry, next) = record(in: bytes, at: place) {
            if index >= first {
                guard index == first + UInt64(entries.count) else {
                    throw .malformed(part: .queue, place: place)
                }
                entries.append(entry)
            }
            place = next
        }
        guard place < bytes.count else { return (entries, true) }
        let damaged = place
        let wanted = (first + UInt64(entries.count))...(first + UInt64(entries.count + 4096))
        while place + overhead <= bytes.count {
            place += 1
            if let later = record(in: bytes, at: place), wanted.contains(later.index) {
                throw .malformed(part: .queue, place: damaged)
            }
        }
        return (entries, false)
    }

    /// The records of entries from an index on.
    static func records(_ entries: some Sequence<[UInt8]>, from first: UInt64) -> [UInt8] {
        var records: [UInt8] = []
        for (place, entry) in entries.enumerated() {
            records += record(entry, at: first + UInt64(place))
        }
        return records
    }

    private static func record(
        in bytes: [UInt8], at place: Int
    ) -> (index: UInt64, entry: [UInt8], next: Int)? {
        guard place + overhead <= bytes.count else { return nil }
        let index = BigEndian.number(bytes[place..<place + 8], as: UInt64.self)
        let length = BigEndian.number(bytes[place + 8..<place + 12], as: Int.self)
        let end = place + 12 + length
        guard length <= EntryBundle.longestEntry, end + 8 <= bytes.count,
            Digest.sha256(Array(bytes[place..<end])).bytes.prefix(8) == bytes[end..<end + 8]
        else { return nil }
        return (index, Array(bytes[place + 12..<end]), end + 8)
    }
}

/// The queue's file: what is in it is durable.
struct QueueFile {
    private let store: any LedgerStore
    /// How many bytes it has.
    private(set) var size: Int
    /// Tells whether what is at the end is not known, after a failure.
    private var isTorn: Bool

    /// A file that has grown beyond this is cut when that is cheap.
    static let most = 1 << 20

    /// Opens the file, and reads the entries from an index on.
    static func open(
        _ store: any LedgerStore, from first: UInt64
    ) throws(LedgerError) -> (file: QueueFile, entries: [[UInt8]]) {
        let bytes = try store.read(LedgerLayout.queue) ?? []
        let (entries, isWhole) = try LedgerQueue.entries(bytes, from: first)
        return (QueueFile(store: store, size: bytes.count, isTorn: !isWhole), entries)
    }

    /// Makes entries from an index on durable, behind others.
    ///
    /// - Parameter before: the entries that are in the file and still count; they are written anew with the
    ///   others where a write was left half-done, because what is behind its rest would be lost.
    mutating func append(
        _ entries: some Collection<[UInt8]>, behind before: some Collection<[UInt8]>,
        from first: UInt64
    ) throws(LedgerError) {
        guard !entries.isEmpty else { return }
        guard !isTorn else { return try replace(with: Array(before) + entries, from: first) }
        let new = LedgerQueue.records(entries, from: first + UInt64(before.count))
        isTorn = true
        try store.append(new, to: LedgerLayout.queue)
        isTorn = false
        size += new.count
    }

    /// Makes the file have these entries and no others.
    mutating func replace(
        with entries: some Collection<[UInt8]>, from first: UInt64
    ) throws(LedgerError) {
        let all = LedgerQueue.records(entries, from: first)
        // Whole or as it was: when it fails it is as torn as before.
        try store.write(all, to: LedgerLayout.queue)
        size = all.count
        isTorn = false
    }
}
