import Testing

@testable import SerialIndex

/// Index files that somebody made, not this code: their checksums are right and their numbers are not.
struct SegmentSenseTests {
    private let world = SerialWorld(.mixed, seed: 4)
    private let folder: TestFolder
    private let sound: [UInt8]

    init() async throws {
        folder = try TestFolder()
        try await world.build(folder.file())
        sound = try folder.read("index.serials")
    }

    /// A section's place in a file, by its number in the header.
    private func section(_ section: SegmentFormat.Section, of bytes: [UInt8]) -> Range<Int> {
        let row = SegmentFormat.tableOffset + section.rawValue * SegmentFormat.tableRow
        let offset = Self.number(bytes, row)
        return offset..<offset + Self.number(bytes, row + 8) * Self.number(bytes, row + 16)
    }

    private static func number(_ bytes: [UInt8], _ offset: Int) -> Int {
        (0..<8).reduce(0) { $0 | Int(bytes[offset + $1]) << ($1 * 8) }
    }

    private static func put(_ number: UInt64, _ size: Int, _ bytes: inout [UInt8], _ offset: Int) {
        for byte in 0..<size {
            bytes[offset + byte] = UInt8(truncatingIfNeeded: number >> UInt64(byte * 8))
        }
    }

    /// Bytes with all checksums made right.
    private func repaired(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        func sum(_ range: Range<Int>) -> UInt64 {
            unsafe Array(bytes[range]).withUnsafeBytes { unsafe Checksum.of($0) }
        }
        let sums = section(.checksums, of: bytes)
        var next = sums.lowerBound
        for one in SegmentFormat.Section.allCases.dropLast() {
            let range = section(one, of: bytes)
            for start in stride(
                from: range.lowerBound, to: range.upperBound, by: SegmentFormat.chunkSize)
            {
                let end = min(start + SegmentFormat.chunkSize, range.upperBound)
                Self.put(sum(start..<end), 8, &bytes, next)
                next += 8
            }
        }
        Self.put(sum(sums), 8, &bytes, 32)
        Self.put(sum(0..<SegmentFormat.checksumOffset), 8, &bytes, SegmentFormat.checksumOffset)
        return bytes
    }

    private func failure(_ bytes: [UInt8]) -> SerialIndexError? {
        do throws(SerialIndexError) {
            _ = try Answers(try SerialSegment(bytes: bytes), world.queries(seed: 4))
            return nil
        } catch {
            return error
        }
    }

    @Test("bytes in memory are checked like a file's")
    func bytes() throws {
        #expect(failure(sound) == nil)
        var broken = sound
        broken[section(.blocks, of: sound).lowerBound] ^= 1
        #expect(failure(broken) == .damaged(path: "", part: "blocks, 0"))
        #expect(failure([]) == .notAnIndex(path: ""))
    }

    @Test(
        "a number that leads nowhere is refused, though its checksum is right",
        arguments: [
            (SegmentFormat.Section.groups, 4, 1, UInt64(0), "groups"),
            (.groups, 4, 1, 25, "groups"), (.groups, 0, 4, 0xFF00_0000, "groups"),
            (.groups, 5, 1, 24, "groups"), (.groups, 6, 1, 24, "groups"),
            (.groups, 6, 1, 255, "groups"), (.groups, 8, 4, 1, "groups"),
            (.groups, 12, 4, 0xFFFF_FFF0, "groups"), (.groups, 20, 4, 7, "groups"),
            (.groups, 28, 4, 0xFFFF_FFFF, "groups"), (.groups, 24, 4, 0xFFFF_FFFF, "groups"),
            (.groups, 32, 8, 0x7FF0_0000_0000_0000, "groups"),
            (.groups, 32, 8, 0x7FF8_0000_0000_0000, "groups"),
            (.descriptors, 0, 4, 0xFFFF_FFFE, "descriptors"),
            (.descriptors, 8, 4, 1 << 22, "descriptors"),
            (.blocks, 8, 8, .max, "blocks"), (.blocks, 16, 8, .max, "blocks"),
            (.blocks, 24, 4, 0xFFFF_FFFF, "blocks"), (.blocks, 56, 4, 0, "blocks"),
            (.blocks, 28, 4, 0x7FFF_FFFE, "blocks"), (.lines, 4, 4, 0x1234, "lines"),
            (.makes, 8, 4, 0xFFFF_FFFF, "makes"), (.makeBlocks, 0, 4, 0xFFFF_FFFF, "makeBlocks"),
            (.recordDescriptors, 0, 2, 0xFFFF, "recordDescriptors, 0"),
        ])
    func crafted(
        one: SegmentFormat.Section, offset: Int, size: Int, value: UInt64, part: String
    ) {
        var crafted = sound
        Self.put(value, size, &crafted, section(one, of: sound).lowerBound + offset)
        #expect(failure(repaired(crafted)) == .damaged(path: "", part: part))
    }

    @Test(
        "a table without an end is refused, though its checksum is right",
        arguments: [SegmentFormat.Section.table, .makeTable])
    func endlessTable(_ table: SegmentFormat.Section) {
        var crafted = sound
        let place = section(table, of: sound)
        #expect(!place.isEmpty)
        for offset in place { crafted[offset] = 1 }
        #expect(failure(repaired(crafted)) == .damaged(path: "", part: "\(table)"))
    }

    @Test("a block that is said to be followed by one of its key must be, inside its group")
    func followed() throws {
        let blocks = section(.blocks, of: sound)
        let starts = stride(from: blocks.lowerBound, to: blocks.upperBound - 32, by: 32)
        var alone = 0
        for start in starts {
            let next = start + 32
            let isLast = next == blocks.upperBound - 32
            guard isLast || sound[start..<start + 8] != sound[next..<next + 8] else { continue }
            alone += 1
            var crafted = sound
            crafted[start + 31] |= 0x40
            #expect(failure(repaired(crafted)) == .damaged(path: "", part: "blocks"))
        }
        #expect(alone > 0)
    }

    @Test("a crafted file never brings a search down", arguments: 1...150)
    func mutated(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var crafted = sound
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let sections = SegmentFormat.Section.allCases.dropLast()
            let one = sections.randomElement(using: &generator) ?? .blocks
            let place = section(one, of: sound).randomElement(using: &generator) ?? 0
            crafted[place] = UInt8.random(in: 0...255, using: &generator)
        }
        // It is refused, or answers something.
        _ = failure(repaired(crafted))
    }

    @Test("numbers that no table could hold are refused when an index is built")
    func highNumbers() async throws {
        for number: UInt32 in [1 << 22, .max - 1] {
            let builder = SegmentBuilder(descriptors: [
                SerialDescriptor(make: 1, model: number, calibre: 0)
            ])
            await #expect(throws: SerialIndexError.tooMany(limit: 1 << 22)) {
                try await builder.build()
            }
        }
    }
}
