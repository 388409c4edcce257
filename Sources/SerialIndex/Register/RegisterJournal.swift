import Glibc

/// What one entry of the journal says: a batch that is there whole or not at all.
enum RegisterChange: Equatable, Sendable {
    case added([SerialRecord])
    case withdrawn([SerialRecord.Key])
}

/// The journal: what was added and withdrawn since the segments were written, in the order in which it was.
///
/// A header says at which place of the register's whole history the file begins. Then each entry has its
/// length, a checksum of the length and one of the rest. Each is on the disk before the next is begun, so
/// that only the last can be torn.
struct RegisterJournal: ~Copyable, Sendable {
    static let magic: UInt64 = 0x314A_4F52_5453_4152  // "RASTROJ1"
    static let version: UInt32 = 1
    static let headerSize = 32
    /// An entry's length and its two checksums.
    static let prefixSize = 16
    /// The most records of a batch: an entry's length has 32 bits.
    static let mostRecords = 1 << 24

    private var file: SystemFile.Handle
    /// The place of the first entry.
    private(set) var base: Int
    /// The place behind the last entry.
    private(set) var end: Int
    private let folder: RegisterFolder
    private var isBroken = false

    /// Takes over a journal that was read; cuts off what is torn.
    init(_ folder: RegisterFolder, _ reading: JournalReading) throws(SerialIndexError) {
        let file = try SystemFile.Handle(folder.journal, O_RDWR)
        try file.cut(at: reading.end - reading.base + RegisterJournal.headerSize)
        if reading.tornBytes > 0 { try file.synchronize() }
        self.folder = folder
        self.file = file
        base = reading.base
        end = reading.end
    }

    /// Makes an empty journal.
    static func create(_ folder: RegisterFolder) throws(SerialIndexError) {
        try folder.replace(folder.journal, header(base: 0))
    }

    private static func header(base: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(magic)
        writer.put(version)
        writer.put(UInt32(0))
        writer.put(UInt64(base))
        writer.put(Checksum.of(writer.bytes, at: 0))
        return writer.bytes
    }

    private func offset(_ place: Int) -> Int { place - base + RegisterJournal.headerSize }

    /// Appends an entry; the disk has it when this returns, and otherwise it is as if nothing had been.
    mutating func append(_ change: RegisterChange) throws(SerialIndexError) {
        guard !isBroken else { throw .mustReopen(path: folder.journal) }
        let entry = RegisterJournal.entry(change, at: end)
        do throws(SerialIndexError) {
            try file.write(entry)
        } catch {
            // What was written of the entry goes; if it can not, the next opening cuts it off.
            isBroken = true
            try file.cut(at: offset(end))
            isBroken = false
            throw error
        }
        // After a failed sync nobody knows what the disk has (Rebello et al. 2020): no further write.
        isBroken = true
        try file.synchronize()
        isBroken = false
        end += entry.count
    }

    /// An entry's bytes.
    private static func entry(_ change: RegisterChange, at place: Int) -> [UInt8] {
        var body = ByteWriter()
        switch change {
        case .added(let records):
            body.put(UInt8(1))
            body.put(UInt32(records.count))
            for record in records {
                body.put(record.identifier)
                body.put(record.descriptor.make)
                body.put(record.descriptor.model)
                body.put(record.descriptor.calibre)
                body.put(record.serial)
            }
        case .withdrawn(let keys):
            body.put(UInt8(2))
            body.put(UInt32(keys.count))
            for key in keys {
                body.put(key.identifier)
                body.put(key.serial)
            }
        }
        var entry = ByteWriter()
        entry.put(UInt32(body.bytes.count))
        entry.put(UInt32(truncatingIfNeeded: Checksum.of(entry.bytes, at: place)))
        entry.put(Checksum.of(body.bytes, at: place))
        entry.put(body.bytes)
        return entry.bytes
    }

    /// Leaves out what comes before a place: puts a file with the rest in the place of this one.
    ///
    /// The rest keeps its places, so that either file goes with a manifest that begins there.
    mutating func dropAll(before start: Int) throws(SerialIndexError) {
        guard start > base, !isBroken else { return }
        let partial = folder.journal + ".part"
        let new = try SystemFile.Handle(partial, O_RDWR | O_CREAT | O_TRUNC)
        try new.write(RegisterJournal.header(base: start))
        var place = start
        while place < end {
            let piece = try file.read(min(end - place, 1 << 20), at: offset(place))
            guard !piece.isEmpty else { throw .damaged(path: folder.journal, part: "\(place)") }
            try new.write(piece)
            place += piece.count
        }
        try new.synchronize()
        // Once the name has changed hands this file must not be written to, whatever comes next.
        isBroken = true
        try folder.rename(partial, folder.journal)
        isBroken = false
        file = new
        base = start
    }
}
