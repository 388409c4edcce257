import SerialIndex
import Testing

/// A generator that gives the same numbers for the same seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

struct SerialFinderTests {
    /// A small alphabet makes for many near serials.
    static func serials(_ count: Int, _ generator: inout SeededGenerator) -> [[UInt8]] {
        (0..<count).map { _ in
            (0..<Int.random(in: 1...7, using: &generator)).map { _ in
                Array("AB12".utf8)[Int.random(in: 0..<4, using: &generator)]
            }
        }
    }

    static func pattern(_ generator: inout SeededGenerator) -> SerialPattern {
        SerialPattern(
            (0..<Int.random(in: 1...7, using: &generator)).map { _ in
                switch Int.random(in: 0..<10, using: &generator) {
                case 0: .unknown
                case 1: .unknownRun
                default: .character(Array("AB12".utf8)[Int.random(in: 0..<4, using: &generator)])
                }
            })
    }

    @Test("a search finds what going through every serial finds", arguments: 1...12)
    func agreesWithExhaustion(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let serials = Self.serials(300, &generator)
        let index = try Self.finder(serials.enumerated().map { ($0.offset, $0.element) })
        for _ in 0..<60 {
            let pattern = Self.pattern(&generator)
            for mistakes in 0...2 {
                let expected = serials.enumerated().compactMap { record, serial in
                    Reference.distance(pattern, serial, within: mistakes)
                        .map { SerialHit(record: record, mistakes: $0) }
                }
                let found = try index.records(fitting: pattern, within: mistakes)
                let isSame = Set(found) == Set(expected) && found.count == expected.count
                #expect(isSame, "pattern \(pattern) within \(mistakes) of seed \(seed)")
                #expect(found.map(\.mistakes) == found.map(\.mistakes).sorted())
            }
        }
    }

    /// A finder over records with the significant characters of their serials.
    static func finder(_ records: [(record: Int, serial: [UInt8])]) throws -> SerialFinder {
        let unknown = SerialDescriptor.unknown
        var builder = SegmentBuilder(descriptors: [
            SerialDescriptor(make: unknown, model: unknown, calibre: unknown)
        ])
        for (record, serial) in records {
            try builder.add(
                identifier: UInt32(record), descriptor: 0,
                serial: SerialCodes(significant: serial))
        }
        return SerialFinder(try builder.buildAlone())
    }

    @Test("an exact search finds every record of a serial, in order, and nothing else")
    func exact() throws {
        let index = try Self.finder(
            [(1, "A1"), (3, "A1"), (2, "A10"), (7, "")].map { ($0.0, Array($0.1.utf8)) })
        #expect(index.count == 3)
        #expect(try index.records(of: Array("A1".utf8)) == [1, 3])
        #expect(try index.records(of: Array("A".utf8)).isEmpty)
        #expect(try index.records(of: Array("A10".utf8)) == [2])
        #expect(try index.records(of: []).isEmpty)
    }

    @Test("a serial or a pattern beyond all measure is cut, not fatal")
    func long() throws {
        let long = [UInt8](repeating: 65, count: 10_000)
        let index = try Self.finder([(1, long)])
        #expect(try index.records(of: long) == [1])
        let other = SerialPattern(whole: String(repeating: "B", count: 10_000))
        #expect(try index.records(fitting: other, within: 2).isEmpty)
        let runs = SerialPattern(
            (0..<2_000).map { $0 % 2 == 0 ? .unknownRun : .character(UInt8(ascii: "A")) })
        #expect(try index.records(fitting: runs, within: 1).map(\.record) == [1])
    }
}

/// The plain definition of the distance, slow and sure.
enum Reference {
    /// A run stands for any number of characters that could not be read.
    static func distance(_ pattern: SerialPattern, _ serial: [UInt8], within most: Int) -> Int? {
        guard let run = pattern.elements.firstIndex(of: .unknownRun) else {
            return plainDistance(pattern, serial, within: most)
        }
        return (0...serial.count + most).compactMap { length in
            var elements = pattern.elements
            elements.replaceSubrange(
                run...run, with: repeatElement(SerialPattern.Element.unknown, count: length))
            return distance(SerialPattern(elements), serial, within: most)
        }.min()
    }

    private static func plainDistance(
        _ pattern: SerialPattern, _ serial: [UInt8], within most: Int
    ) -> Int? {
        let elements = pattern.elements
        var best = [[Int]](
            repeating: Array(repeating: 99, count: elements.count + 1), count: serial.count + 1)
        for at in 0...serial.count {
            for read in 0...elements.count {
                var least = at == 0 && read == 0 ? 0 : 99
                if at > 0 { least = min(least, best[at - 1][read] + 1) }
                if read > 0 {
                    let element = elements[read - 1]
                    // A mark for a character stands for one that is there.
                    if element != .unknown { least = min(least, best[at][read - 1] + 1) }
                    if at > 0 {
                        let fits = fits(element, serial[at - 1])
                        least = min(least, best[at - 1][read - 1] + (fits ? 0 : 1))
                    }
                    if at > 1, read > 1, fits(elements[read - 2], serial[at - 1]),
                        fits(element, serial[at - 2])
                    {
                        least = min(least, best[at - 2][read - 2] + 1)
                    }
                }
                best[at][read] = least
            }
        }
        let distance = best[serial.count][elements.count]
        return distance <= most ? distance : nil
    }

    private static func fits(_ element: SerialPattern.Element, _ byte: UInt8) -> Bool {
        element == .unknown || element == .character(byte)
    }
}
