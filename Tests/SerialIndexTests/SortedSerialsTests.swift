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

struct SortedSerialsTests {
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
    func agreesWithExhaustion(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let serials = Self.serials(300, &generator)
        let index = SortedSerials(serials.enumerated().map { (Int32($0.offset), $0.element) })
        for _ in 0..<60 {
            let pattern = Self.pattern(&generator)
            for mistakes in 0...3 {
                let expected = serials.enumerated().compactMap { record, serial in
                    Reference.distance(pattern, serial, within: mistakes)
                        .map { SerialHit(record: Int32(record), mistakes: $0) }
                }
                let found = index.records(fitting: pattern, within: mistakes, limit: .max)
                #expect(
                    Set(found.hits) == Set(expected),
                    "pattern \(pattern) within \(mistakes) of seed \(seed)")
                #expect(found.total == expected.count)
                #expect(found.hits.map(\.mistakes) == found.hits.map(\.mistakes).sorted())
            }
        }
    }

    @Test("a limit cuts the hits, those with more mistakes first, and counts them all")
    func limit() {
        let serials = ["AB123", "AB124", "AB125", "AB12", "ZZZZZ"]
        let index = SortedSerials(
            serials.enumerated().map { (Int32($0.offset), Array($0.element.utf8)) })
        let found = index.records(fitting: SerialPattern(whole: "AB123"), within: 1, limit: 2)
        #expect(found.total == 4)
        #expect(found.hits.count == 2)
        #expect(found.hits.first == SerialHit(record: 0, mistakes: 0))
    }

    @Test("an exact search finds every record of a serial, in order, and nothing else")
    func exact() {
        let index = SortedSerials(
            [(3, "A1"), (1, "A1"), (2, "A10"), (7, "")].map { pair in
                (Int32(pair.0), Array(pair.1.utf8))
            })
        #expect(index.count == 3)
        #expect(index.records(of: Array("A1".utf8)) == [1, 3])
        #expect(index.records(of: Array("A".utf8)).isEmpty)
        #expect(index.records(of: Array("A10".utf8)) == [2])
        #expect(index.records(of: []).isEmpty)
    }

    @Test("a serial or a pattern beyond all measure is cut, not fatal")
    func long() {
        let long = [UInt8](repeating: 65, count: 10_000)
        let index = SortedSerials([(Int32(1), long)])
        #expect(index.records(of: long) == [1])
        let pattern = SerialPattern(whole: String(repeating: "A", count: 10_000))
        #expect(index.records(fitting: pattern, within: 2, limit: 10).total == 0)
    }
}

/// The plain definition of the distance, slow and sure.
enum Reference {
    static func distance(_ pattern: SerialPattern, _ serial: [UInt8], within most: Int) -> Int? {
        let elements = pattern.elements
        var best = [[Int]](
            repeating: Array(repeating: 99, count: elements.count + 1), count: serial.count + 1)
        for at in 0...serial.count {
            for read in 0...elements.count {
                var least = at == 0 && read == 0 ? 0 : 99
                if at > 0 { least = min(least, best[at - 1][read] + 1) }
                if read > 0 {
                    let element = elements[read - 1]
                    if element == .unknownRun {
                        for start in 0...at { least = min(least, best[start][read - 1]) }
                    } else {
                        least = min(least, best[at][read - 1] + 1)
                        if at > 0 {
                            let fits = fits(element, serial[at - 1])
                            least = min(least, best[at - 1][read - 1] + (fits ? 0 : 1))
                        }
                        if at > 1, read > 1, elements[read - 2] != .unknownRun,
                            fits(elements[read - 2], serial[at - 1]), fits(element, serial[at - 2])
                        {
                            least = min(least, best[at - 2][read - 2] + 1)
                        }
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
