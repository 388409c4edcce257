internal import Encoding

internal import Cryptography

/// What a ledger's owner knows of it from one start to the next: written before a checkpoint is signed.
struct LedgerState: Equatable {
    /// The tree whose tiles are durable.
    var frontier = TreeFrontier()

    private static let heading = "rastro-ledger/1"

    init(frontier: TreeFrontier = TreeFrontier()) { self.frontier = frontier }

    /// Reads the state's bytes.
    init(_ bytes: [UInt8]) throws(LedgerError) {
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0] == LedgerState.heading, lines.last?.isEmpty == true else {
            throw .malformed(part: .state, place: 1)
        }
        guard let size = DecimalNumber.decode(lines[1]) else {
            throw .malformed(part: .state, place: 2)
        }
        var roots: [Digest] = []
        for (index, line) in lines[2..<lines.count - 1].enumerated() {
            guard let bytes = Base64.decode(line), let root = Digest(bytes) else {
                throw .malformed(part: .state, place: 3 + index)
            }
            roots.append(root)
        }
        guard let frontier = TreeFrontier(size: size, roots: roots) else {
            throw .malformed(part: .state, place: lines.count)
        }
        self.frontier = frontier
    }

    /// The state's bytes.
    var bytes: [UInt8] {
        let lines =
            [LedgerState.heading, "\(frontier.size)"]
            + frontier.roots.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}

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

    /// The entries from an index on; what was cut short at the end was never promised.
    ///
    /// - Throws: `LedgerError.malformed` where a record is damaged and others follow: those were promised.
    static func entries(_ bytes: [UInt8], from first: UInt64) throws(LedgerError) -> [[UInt8]] {
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
        guard place < bytes.count else { return entries }
        let damaged = place
        let wanted = (first + UInt64(entries.count))...(first + UInt64(entries.count + 4096))
        while place + overhead <= bytes.count {
            place += 1
            if let later = record(in: bytes, at: place), wanted.contains(later.index) {
                throw .malformed(part: .queue, place: damaged)
            }
        }
        return entries
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
