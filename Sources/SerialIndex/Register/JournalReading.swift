import Glibc

/// What a journal says, read entry by entry.
struct JournalReading {
    private(set) var base = 0
    /// The place behind the last entry that is whole.
    private(set) var end = 0
    /// How many bytes come behind it: an entry that a crash has torn.
    private(set) var tornBytes = 0
    private let path: String

    /// Reads a journal from a place on.
    ///
    /// - Throws: `SerialIndexError.damaged` when an entry is not as it was written and another follows it.
    init(
        _ folder: RegisterFolder, from start: Int,
        _ body: (RegisterChange) throws(SerialIndexError) -> Void
    ) throws(SerialIndexError) {
        path = folder.journal
        let file = try SystemFile.Handle(path, O_RDONLY)
        let size = try file.size()
        try readHeader(file)
        end = start
        let shift = RegisterJournal.headerSize - base
        guard start >= base, start + shift <= size else {
            throw .damaged(path: path, part: "beginning")
        }
        while end + shift < size {
            let offset = end + shift
            guard let length = try length(at: end, offset, file) else {
                try requireTail(file, from: offset + 1, size, shift)
                break
            }
            let next = offset + RegisterJournal.prefixSize + length
            guard next <= size else { break }
            guard let entry = try entry(at: end, offset, length, file) else {
                // Entries are on the disk one before the other: what has a successor was whole.
                guard next == size else { throw .damaged(path: path, part: "entry at \(end)") }
                break
            }
            guard let change = RegisterChange(entry) else {
                throw .damaged(path: path, part: "entry at \(end)")
            }
            try body(change)
            end = next - shift
        }
        tornBytes = size - end - shift
    }

    private mutating func readHeader(_ file: borrowing SystemFile.Handle) throws(SerialIndexError) {
        let bytes = try file.read(RegisterJournal.headerSize, at: 0)
        var reader = ByteReader(bytes)
        guard reader.number(UInt64.self) == RegisterJournal.magic else {
            throw .notAnIndex(path: path)
        }
        let version = reader.number(UInt32.self) ?? 0
        guard version == RegisterJournal.version else {
            throw .version(
                path: path, found: Int(version), expected: Int(RegisterJournal.version))
        }
        guard reader.number(UInt32.self) != nil, let base = reader.number(UInt64.self),
            base <= UInt64(Int.max / 2),
            reader.number(UInt64.self) == Checksum.of(bytes.dropLast(8), at: 0)
        else { throw .damaged(path: path, part: "header") }
        self.base = Int(base)
    }

    /// The length of an entry's body, when it is as it was written.
    private func length(
        at place: Int, _ offset: Int, _ file: borrowing SystemFile.Handle
    ) throws(SerialIndexError) -> Int? {
        JournalReading.length(try file.read(8, at: offset)[...], at: place)
    }

    private static func length(_ bytes: ArraySlice<UInt8>, at place: Int) -> Int? {
        guard bytes.count == 8 else { return nil }
        var reader = ByteReader(Array(bytes))
        let length = reader.number(UInt32.self) ?? 0
        let sum = UInt32(truncatingIfNeeded: Checksum.of(bytes.prefix(4), at: place))
        return reader.number(UInt32.self) == sum ? Int(length) : nil
    }

    /// An entry's body, when it is as it was written.
    private func entry(
        at place: Int, _ offset: Int, _ length: Int, _ file: borrowing SystemFile.Handle
    ) throws(SerialIndexError) -> [UInt8]? {
        var sum = ByteReader(try file.read(8, at: offset + 8))
        let body = try file.read(length, at: offset + RegisterJournal.prefixSize)
        guard body.count == length, sum.number(UInt64.self) == Checksum.of(body, at: place)
        else { return nil }
        return body
    }

    /// Makes sure that no whole entry begins in what seems to be a torn one.
    ///
    /// - Complexity: O(bytes).
    private func requireTail(
        _ file: borrowing SystemFile.Handle, from start: Int, _ size: Int, _ shift: Int
    ) throws(SerialIndexError) {
        let step = 1 << 20
        for first in stride(from: start, to: size, by: step) {
            // Pieces overlap by what a beginning needs.
            let piece = try file.read(min(step + 7, size - first), at: first)
            for index in 0..<min(step, max(0, piece.count - 7)) {
                let offset = first + index
                guard
                    let length = JournalReading.length(
                        piece[index..<index + 8], at: offset - shift),
                    offset + RegisterJournal.prefixSize + length <= size
                else { continue }
                if try entry(at: offset - shift, offset, length, file) != nil {
                    throw .damaged(path: path, part: "entry at \(end)")
                }
            }
        }
    }
}

extension RegisterChange {
    /// Reads an entry's body; `nil` when it makes no sense.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let kind = reader.number(UInt8.self), let count = reader.number(UInt32.self),
            // No record is shorter than this.
            reader.left / 6 >= Int(count)
        else { return nil }
        var records: [SerialRecord] = []
        var keys: [SerialRecord.Key] = []
        for _ in 0..<count {
            guard let identifier = reader.number(UInt32.self) else { return nil }
            if kind == 1 {
                guard let make = reader.number(UInt32.self),
                    let model = reader.number(UInt32.self),
                    let calibre = reader.number(UInt32.self), let serial = reader.serial()
                else { return nil }
                records.append(
                    SerialRecord(
                        identifier: identifier,
                        descriptor: SerialDescriptor(make: make, model: model, calibre: calibre),
                        serial: serial))
            } else {
                guard let serial = reader.serial() else { return nil }
                keys.append(SerialRecord.Key(identifier: identifier, serial: serial))
            }
        }
        guard reader.left == 0, kind == 1 || kind == 2 else { return nil }
        self = kind == 1 ? .added(records) : .withdrawn(keys)
    }
}
