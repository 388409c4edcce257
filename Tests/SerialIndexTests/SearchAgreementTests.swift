import SerialIndex
import Testing

/// A question of an invented world, and all that can answer it.
struct SearchTrial {
    let world: SerialWorld
    let searcher: SerialSearcher
    let plain: PlainSearch
    private let records: [UInt32: SerialWorld.Record]

    init(
        _ kind: SerialWorld.Kind, seed: UInt64, markedHaveMistakes: Bool = false, segments: Int = 1
    ) async throws {
        world = SerialWorld(kind, seed: seed)
        let channel = SerialChannel(.invented(markedHaveMistakes: markedHaveMistakes))
        var built: [SerialSegment] = []
        for part in 0..<segments { built.append(try await world.segment(part, of: segments)) }
        searcher = SerialSearcher(built, channel: channel)
        searcher.isExhaustive = true
        plain = PlainSearch(world, in: built, channel)
        records = Dictionary(uniqueKeysWithValues: world.records.map { ($0.identifier, $0) })
    }

    /// A question about one of the records.
    func query(
        _ damage: InventedReading.Damage, _ generator: inout SeededGenerator
    ) -> SerialQuery {
        let codes = world.records.randomElement(using: &generator)?.codes ?? []
        return SerialQuery(
            pattern: InventedReading(damage, of: codes, &generator).pattern,
            evidence: .invented(&generator))
    }

    /// The first thing in which the index's answer is not the plain one.
    func difference(_ query: SerialQuery) throws -> String? {
        let answer = try searcher.search(query, limit: .max)
        let expected = plain.search(query)
        let total = expected.total
        guard answer.count == expected.scores.count, answer.candidates.count == answer.count else {
            let missing = Set(expected.scores.keys).subtracting(answer.candidates.map(\.identifier))
            return "\(answer.count) records, not \(expected.scores.count); not \(missing)"
        }
        guard answer.lookedAtPairs, answer.unresolved == 0 else { return "not exhaustive" }
        guard total > 0 else { return nil }
        guard SearchTrial.isNear(answer.absent * answer.weight, expected.absent) else {
            return "absent \(answer.absent * answer.weight), not \(expected.absent)"
        }
        var last = 1.0
        for candidate in answer.candidates {
            if let difference = difference(candidate, expected, answer.weight) { return difference }
            guard candidate.probability <= last else { return "\(candidate) is out of order" }
            last = candidate.probability
        }
        guard SearchTrial.isNear(answer.weight, total) else {
            return "weight \(answer.weight), not \(total)"
        }
        return expected.isCredible(answer.credible, 0.95)
            ? nil : "\(answer.credible) do not hold 95 % of it"
    }

    private func difference(
        _ candidate: SerialAnswer.Candidate, _ expected: PlainSearch.Answer, _ weight: Double
    ) -> String? {
        guard let score = expected.scores[candidate.identifier],
            let record = records[candidate.identifier]
        else { return "\(candidate) should have no score" }
        guard SearchTrial.isNear(candidate.probability * weight, score),
            SearchTrial.isNear(candidate.reading * candidate.evidence, score)
        else { return "\(candidate) weighs \(candidate.probability * weight), not \(score)" }
        guard candidate.serial.bytes == record.codes.map(SerialCodes.byte(of:)),
            candidate.descriptor == world.descriptors[record.descriptor]
        else { return "\(candidate) is \(record)" }
        return nil
    }

    static func isNear(_ one: Double, _ other: Double) -> Bool {
        abs(one - other) <= 1e-9 * max(abs(one), abs(other))
    }
}

extension SerialPattern {
    /// How many characters it may stand for, with runs of four at the most.
    fileprivate var longest: Int {
        elements.reduce(0) { $0 + ($1 == .unknownRun ? 4 : 1) }
    }
}

struct SearchAgreementTests {
    /// Asks an invented world three questions; its kind goes round with the seed.
    private func agree(
        _ seed: UInt64, markedHaveMistakes: Bool = false, segments: Int = 1,
        _ damages: [InventedReading.Damage]
    ) async throws {
        let kinds = SerialWorld.Kind.allCases
        let trial = try await SearchTrial(
            kinds[Int(seed) % kinds.count], seed: seed, markedHaveMistakes: markedHaveMistakes,
            segments: segments)
        var generator = SeededGenerator(seed: seed ^ 0xABCD)
        for damage in damages.shuffled(using: &generator).prefix(3) {
            let query = trial.query(damage, &generator)
            // The index takes no reading for longer than any serial, be it that a character is extra.
            if markedHaveMistakes, query.pattern.longest > SerialCodes.longest { continue }
            let difference = try trial.difference(query)
            #expect(difference == nil, "\(damage): \(query.pattern)")
        }
    }

    private static let whole = InventedReading.Damage.allCases.filter { !$0.isMarked }
    private static let marked = InventedReading.Damage.allCases.filter(\.isMarked)

    @Test(
        "a whole reading has the posterior that going over every record gives",
        arguments: 1...200)
    func wholeReadings(seed: UInt64) async throws {
        try await agree(seed, Self.whole)
    }

    @Test(
        "a reading with marks has the posterior that going over every record gives",
        arguments: 1001...1150)
    func markedReadings(seed: UInt64) async throws {
        try await agree(seed, Self.marked)
    }

    @Test(
        "a reading with marks and mistakes has the posterior that going over every record gives",
        arguments: 2001...2040)
    func markedReadingsWithMistakes(seed: UInt64) async throws {
        try await agree(seed, markedHaveMistakes: true, Self.marked)
    }

    @Test("several segments together answer like one shelf", arguments: 3001...3040)
    func severalSegments(seed: UInt64) async throws {
        try await agree(seed, segments: 3, InventedReading.Damage.allCases)
    }
}
