import Glibc

/// What a register consists of: the file that is replaced whole whenever that changes.
struct RegisterManifest: Equatable, Sendable {
    /// A segment's file, with what makes sure that it is the one that was meant.
    struct Segment: Equatable, Sendable {
        var number: UInt32
        var records: UInt64
        var fingerprint: UInt64
        /// The records of it that were withdrawn.
        var withdrawn: [UInt32]
    }

    /// Where in the journal begins what the segments do not have.
    var journalStart: UInt64 = 0
    /// The number of the next segment.
    var nextNumber: UInt32 = 1
    var segments: [Segment] = []

    static let magic: UInt64 = 0x314D_4F52_5453_4152  // "RASTROM1"
    static let version: UInt32 = 1

    /// The file's bytes.
    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.put(RegisterManifest.magic)
        writer.put(RegisterManifest.version)
        writer.put(nextNumber)
        writer.put(journalStart)
        writer.put(UInt32(segments.count))
        for segment in segments {
            writer.put(segment.number)
            writer.put(segment.records)
            writer.put(segment.fingerprint)
            writer.put(UInt32(segment.withdrawn.count))
            for record in segment.withdrawn { writer.put(record) }
        }
        writer.put(Checksum.of(writer.bytes, at: 0))
        return writer.bytes
    }

    init() {}

    /// Reads the manifest of a folder.
    init(_ folder: RegisterFolder) throws(SerialIndexError) {
        let path = folder.manifest
        let bytes: [UInt8]
        do throws(SerialIndexError) {
            let file = try SystemFile.Handle(path, O_RDONLY)
            bytes = try file.read(try file.size(), at: 0)
        } catch {
            if case .missing = error { throw .notARegister(path: folder.path) }
            throw error
        }
        try self.init(bytes, path: path)
    }

    /// Reads a manifest's bytes.
    init(_ bytes: [UInt8], path: String) throws(SerialIndexError) {
        var reader = ByteReader(bytes)
        guard reader.number(UInt64.self) == RegisterManifest.magic else {
            throw .notAnIndex(path: path)
        }
        let version = reader.number(UInt32.self) ?? 0
        guard version == RegisterManifest.version else {
            throw .version(
                path: path, found: Int(version), expected: Int(RegisterManifest.version))
        }
        var sum = ByteReader(Array(bytes.suffix(8)))
        guard bytes.count > 8, sum.number(UInt64.self) == Checksum.of(bytes.dropLast(8), at: 0),
            let read = RegisterManifest(&reader)
        else { throw .damaged(path: path, part: "manifest") }
        self = read
    }

    private init?(_ reader: inout ByteReader) {
        guard let next = reader.number(UInt32.self), let start = reader.number(UInt64.self),
            start <= UInt64(Int.max), let count = reader.number(UInt32.self)
        else { return nil }
        nextNumber = next
        journalStart = start
        for _ in 0..<count {
            guard let number = reader.number(UInt32.self),
                let records = reader.number(UInt64.self),
                let fingerprint = reader.number(UInt64.self),
                let withdrawnCount = reader.number(UInt32.self),
                reader.left / 4 >= Int(withdrawnCount)
            else { return nil }
            let withdrawn = (0..<withdrawnCount).compactMap { _ in reader.number(UInt32.self) }
            guard number < next, withdrawn.allSatisfy({ UInt64($0) < records }) else {
                return nil
            }
            segments.append(
                Segment(
                    number: number, records: records, fingerprint: fingerprint,
                    withdrawn: withdrawn))
        }
        guard reader.left == 8 else { return nil }
    }
}
