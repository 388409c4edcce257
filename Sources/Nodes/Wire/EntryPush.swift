import Encoding
import Ledger

/// Entries of a ledger on their way to its mirror: the body of `POST /v1/entries`.
///
/// Three lines, the format, the ledger's name and the index of the first entry; an empty one; then each entry
/// behind its length in two bytes, as in a bundle.
struct EntryPush: Hashable, Sendable {
    /// The ledger's name.
    let origin: String
    /// The index of the first entry.
    let first: UInt64
    /// The entries.
    let entries: [[UInt8]]

    /// The longest body, in bytes.
    static let mostBytes = 1 << 20
    /// The media type of the body.
    static let mediaType = "application/vnd.trace.entries.v1"
    private static let heading = "trace-entries/1"
    /// The longest name of a ledger, in bytes.
    private static let longestName = 512

    init(origin: String, first: UInt64, entries: [[UInt8]]) {
        self.origin = origin
        self.first = first
        self.entries = entries
    }

    /// Reads a body; `nil` for one of another form.
    init?(_ body: [UInt8]) {
        guard body.count <= EntryPush.mostBytes else { return nil }
        var rest = body[...]
        func line() -> String? {
            guard let end = rest.prefix(EntryPush.longestName + 1).firstIndex(of: 0x0A),
                let text = String(validating: rest[..<end], as: UTF8.self)
            else { return nil }
            rest = rest[(end + 1)...]
            return text
        }
        guard line() == EntryPush.heading, let origin = line(), VerifierKey.isName(origin),
            let number = line(), let first = DecimalNumber.decode(number),
            first <= UInt64(Int64.max), line() == ""
        else { return nil }
        var entries: [[UInt8]] = []
        while !rest.isEmpty {
            guard rest.count >= 2 else { return nil }
            let length = Int(BigEndian.number(rest.prefix(2), as: UInt16.self))
            rest = rest.dropFirst(2)
            guard length <= rest.count else { return nil }
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        guard !entries.isEmpty else { return nil }
        self.init(origin: origin, first: first, entries: entries)
    }

    /// The body's bytes.
    var body: [UInt8] {
        var bytes = Array("\(EntryPush.heading)\n\(origin)\n\(first)\n\n".utf8)
        for entry in entries {
            bytes += BigEndian.bytes(UInt16(clamping: entry.count))
            bytes += entry
        }
        return bytes
    }

    /// Takes from entries those that fit into one body; at least one, as all entries are far shorter.
    static func part(_ entries: ArraySlice<[UInt8]>) -> ArraySlice<[UInt8]> {
        var size = 2 * longestName
        let count = entries.prefix { entry in
            size += entry.count + 2
            return size <= mostBytes
        }.count
        return entries.prefix(max(1, count))
    }
}
