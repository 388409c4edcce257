import SerialIndex
import Testing

struct CauseSearcherTests {
    typealias Cause = ChannelWeights.Cause

    @Test("the causes, weighed by their shares and added up, are what a search finds in all")
    func mixture() async throws {
        var generator = SeededGenerator(seed: 3)
        let register = try await SyntheticRegister(generator: &generator)
        var weights = SyntheticRegister.weights
        weights.causes = [0.4, 0.1, 0.05, 0.05, 0.05, 0.05, 0.1, 0.05, 0.05, 0.05, 0.05]
        let causes = CauseSearcher([register.segment], weights: weights)
        let searcher = SerialSearcher([register.segment], channel: SerialChannel(weights))
        searcher.isExhaustive = true
        for cause in Cause.allCases {
            for _ in 0..<8 {
                let query = register.question(cause: cause, &generator).query
                let row = try #require(try causes.likelihoods(of: query))
                let found = try searcher.search(query).weight / Double(register.segment.count)
                #expect(abs(row.chance(weights) - found) <= found * 1e-9, "\(cause)")
            }
        }
    }

    @Test("two segments are as likely as one that holds the records of both")
    func segments() async throws {
        var descriptors: [SerialDescriptor] = []
        for make in 0..<2 as Range<UInt32> {
            descriptors.append(SerialDescriptor(make: make, model: 0, calibre: 0))
        }
        let serials = ["AB12345", "AB12346", "AB12354", "AC12345", "AB1234", "B12345"]
        func segment(_ numbers: [Int]) async throws -> SerialSegment {
            var builder = SegmentBuilder(descriptors: descriptors)
            for number in numbers {
                try builder.add(
                    identifier: UInt32(number), descriptor: number % 2,
                    serial: SerialCodes(serials[number]))
            }
            return try await builder.build()
        }
        let whole = CauseSearcher(
            [try await segment([0, 1, 2, 3, 4, 5])], weights: SyntheticRegister.weights)
        let parted = CauseSearcher(
            [try await segment([0, 2, 4]), try await segment([1, 3, 5])],
            weights: SyntheticRegister.weights)
        let query = SerialQuery(pattern: SerialPattern(whole: "AB12345"))
        let one = try #require(try whole.likelihoods(of: query))
        let other = try #require(try parted.likelihoods(of: query))
        for cause in Cause.allCases where cause.isOfRecord {
            #expect(abs(one[cause] - other[cause]) <= one[cause] * 1e-12, "\(cause)")
        }
    }

    @Test("a confirmed record leaves only what leads to it, as the channel has it")
    func confirmed() async throws {
        var generator = SeededGenerator(seed: 4)
        let register = try await SyntheticRegister(generator: &generator)
        let weights = SyntheticRegister.weights
        let causes = CauseSearcher([register.segment], weights: weights)
        for cause in [Cause.exact, .confused, .changed, .missing, .extra, .exchanged] {
            let (query, truth) = register.question(cause: cause, &generator)
            guard case .record(let number) = truth else { continue }
            let row = try #require(try causes.likelihoods(of: query, outcome: truth))
            let all = try #require(try causes.likelihoods(of: query))
            #expect(row.isConfirmed && !all.isConfirmed)
            #expect(row[.absentInRun] == 0 && row[.absentOfShape] == 0)
            let serial = SerialCodes(register.serials[Int(number)]).codes.map(Int.init)
            for cause in Cause.allCases where cause.isOfRecord {
                var alone = weights
                alone.causes = Cause.allCases.map { $0 == cause ? 1 : 0 }
                let expected =
                    SerialChannel(alone).probability(of: query.pattern, given: serial)
                    * 0.9 / Double(register.segment.count)
                #expect(abs(row[cause] - expected) <= expected * 1e-9, "\(cause)")
                #expect(row[cause] <= all[cause] * (1 + 1e-9))
            }
        }
    }

    @Test("a confirmed absence leaves only the two ways of being absent")
    func absent() async throws {
        var generator = SeededGenerator(seed: 5)
        let register = try await SyntheticRegister(generator: &generator)
        let causes = CauseSearcher([register.segment], weights: SyntheticRegister.weights)
        let query = register.question(cause: .absentInRun, &generator).query
        let row = try #require(try causes.likelihoods(of: query, outcome: .absent))
        for cause in Cause.allCases { #expect((row[cause] > 0) == !cause.isOfRecord, "\(cause)") }
    }

    @Test(
        "readings with marks and without characters have no causes",
        arguments: [[], [.unknown, .character(65)], [.unknownRun]] as [[SerialPattern.Element]])
    func marked(elements: [SerialPattern.Element]) async throws {
        var generator = SeededGenerator(seed: 6)
        let register = try await SyntheticRegister(runs: 1, generator: &generator)
        let causes = CauseSearcher([register.segment], weights: SyntheticRegister.weights)
        let query = SerialQuery(pattern: SerialPattern(elements))
        #expect(try causes.likelihoods(of: query) == nil)
    }

    @Test("of a record that the index has not, nothing is likely")
    func unknownRecord() async throws {
        var generator = SeededGenerator(seed: 7)
        let register = try await SyntheticRegister(runs: 1, generator: &generator)
        let causes = CauseSearcher([register.segment], weights: SyntheticRegister.weights)
        let query = register.question(cause: .exact, &generator).query
        let row = try #require(try causes.likelihoods(of: query, outcome: .record(9_999_999)))
        #expect(!row.isUsable)
    }
}
