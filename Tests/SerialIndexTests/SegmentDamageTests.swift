import Testing

@testable import SerialIndex

struct SegmentDamageTests {
    private let folder: TestFolder
    private let world = SerialWorld(.mixed, seed: 4)
    private let queries: [SerialQuery]
    private let sound: [UInt8]

    init() async throws {
        folder = try TestFolder()
        queries = world.queries(seed: 4)
        try await world.build(folder.file("sound"))
        sound = try folder.read("sound")
    }

    private func number(_ offset: Int) -> Int {
        (0..<8).reduce(0) { $0 | Int(sound[offset + $1]) << ($1 * 8) }
    }

    /// Where a section lies, as the header says.
    private func range(_ section: SegmentFormat.Section) -> Range<Int> {
        let row = SegmentFormat.tableOffset + section.rawValue * SegmentFormat.tableRow
        return number(row)..<number(row) + number(row + 8) * number(row + 16)
    }

    private var sections: [Range<Int>] { SegmentFormat.Section.allCases.map(range) }

    /// Opens bytes as a file and asks; the error, if there is one.
    private func failure(
        _ bytes: [UInt8], _ queries: [SerialQuery]? = nil
    ) throws -> SerialIndexError? {
        let path = folder.file("broken")
        try folder.write(bytes, to: "broken")
        let queries = queries ?? self.queries
        do throws(SerialIndexError) {
            let found = try Answers(try SerialSegment(path: path), queries)
            let whole = try Answers(try SerialSegment(path: folder.file("sound")), queries)
            #expect(found == whole, "a broken file answers differently")
            return nil
        } catch {
            return error
        }
    }

    @Test("a file cut anywhere is refused", arguments: [0, 1, 8, 63, 64, 500, 1023])
    func truncatedHeader(length: Int) throws {
        let path = folder.file("broken")
        #expect(try failure(Array(sound.prefix(length))) == .notAnIndex(path: path))
    }

    @Test("a file cut behind its header, or grown, has not its size")
    func truncated() throws {
        let ends = sections.flatMap { [$0.lowerBound, ($0.lowerBound + $0.upperBound) / 2] }
        for length in ends + [1024, sound.count - 1] where length < sound.count {
            #expect(
                try failure(Array(sound.prefix(length)))
                    == .size(path: folder.file("broken"), found: length, expected: sound.count))
        }
        #expect(
            try failure(sound + [0])
                == .size(
                    path: folder.file("broken"), found: sound.count + 1, expected: sound.count))
    }

    @Test("another beginning is no index, and another version is said to be one")
    func header() throws {
        var other = sound
        other[0] ^= 1
        #expect(try failure(other) == .notAnIndex(path: folder.file("broken")))
        other = sound
        other[8] = 7
        #expect(
            try failure(other) == .version(path: folder.file("broken"), found: 7, expected: 2))
    }

    @Test("a byte of the header that changed is damage", arguments: [12, 16, 24, 32, 64, 90, 1016])
    func headerBytes(offset: Int) throws {
        var broken = sound
        broken[offset] ^= 0x10
        #expect(
            try failure(broken) == .damaged(path: folder.file("broken"), part: "header"))
    }

    @Test("a byte of any section that changed is found by going over the file, and named")
    func sectionBytes() throws {
        for section in SegmentFormat.Section.allCases where !range(section).isEmpty {
            let range = range(section)
            for offset in [range.lowerBound, (range.lowerBound + range.upperBound) / 2] {
                var broken = sound
                broken[offset] ^= 0x40
                // A search may pass by what is broken, but is not misled.
                for query in queries[..<4] { _ = try failure(broken, [query]) }
                let path = folder.file("broken")
                try folder.write(broken, to: "broken")
                let error = #expect(throws: SerialIndexError.self) {
                    try SerialSegment(path: path).verify()
                }
                guard case .damaged(path, let part) = error else {
                    Issue.record("\(section): \(String(describing: error))")
                    continue
                }
                #expect(part.hasPrefix("\(section)"))
            }
        }
    }

    @Test("a file with flipped bits is refused or answers as before", arguments: 1...150)
    func flips(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var broken = sound
        var isChanged = false
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let section = sections.randomElement(using: &generator) ?? 0..<1024
            let offset =
                Bool.random(using: &generator)
                ? section.randomElement(using: &generator) ?? 0
                : Int.random(in: 0..<broken.count, using: &generator)
            broken[offset] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            isChanged = true
        }
        #expect(isChanged)
        _ = try failure(broken)
    }

    @Test("what tells the serials of a block apart is held against its checksum before it is used")
    func firsts() throws {
        // Marks alone take whole blocks, whose serials are not told apart before they are listed.
        let lengths = Set(world.records.map(\.codes.count)).sorted()
        for offset in range(.firsts) {
            var broken = sound
            broken[offset] ^= 0xFF
            for length in lengths {
                let marks = SerialPattern((0..<length).map { _ in .unknown })
                _ = try failure(broken, [SerialQuery(pattern: marks)])
            }
        }
    }

    @Test("a search that comes upon damage fails, each time, and others are not misled")
    func again() throws {
        // The descriptions of the records: read only where a search needs them.
        var broken = sound
        broken[range(.recordDescriptors).lowerBound] ^= 1
        let path = folder.file("broken")
        try folder.write(broken, to: "broken")
        let segment = try SerialSegment(path: path)
        for _ in 0..<2 {
            let error = #expect(throws: SerialIndexError.self) { try Answers(segment, queries) }
            #expect(error == .damaged(path: path, part: "recordDescriptors, 0"))
        }
    }

    @Test("a folder, a missing file and an empty one are told apart")
    func noFile() throws {
        #expect(throws: SerialIndexError.notAnIndex(path: folder.path)) {
            try SerialSegment(path: folder.path)
        }
        let missing = folder.file("missing")
        #expect(throws: SerialIndexError.io(path: missing, reason: 2)) {
            try SerialSegment(path: missing)
        }
        let empty = folder.file("empty")
        try folder.write([], to: "empty")
        #expect(throws: SerialIndexError.notAnIndex(path: empty)) {
            try SerialSegment(path: empty)
        }
    }
}
