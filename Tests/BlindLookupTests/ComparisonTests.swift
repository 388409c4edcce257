import Cryptography
import Firearms
import Testing

@testable import BlindLookup

/// Two nodes find what both know, and nothing else is told or taken.
struct ComparisonTests {
    private func forms(_ numbers: some Sequence<Int>, _ rule: FormRule = .makeFolded) throws
        -> [NormalForm]
    {
        try numbers.map { number in
            try #require(
                NormalForm(rule, make: FirmCode("GLOCK"), serial: Array("ACE\(number)".utf8)))
        }
    }

    private func keys(_ number: Int = 100, seed: UInt8 = 1) throws -> PeriodKeys {
        PeriodKeys(
            seed: try #require(HMACKey([UInt8](repeating: seed, count: 32))),
            period: try #require(ComparisonPeriod(number: number)))
    }

    private func moved(_ keys: PeriodKeys, to number: Int) throws -> PeriodKeys {
        var keys = keys
        let isThere = keys.advance(to: try #require(ComparisonPeriod(number: number)))
        #expect(isThere)
        return keys
    }

    private func answer(_ query: ComparisonQuery, _ keys: PeriodKeys) async throws -> ProvenBatch {
        let key = try #require(keys.evaluationKey())
        return try await key.evaluate(
            query.elements, nonce: #require(SecretScalar.random()), lanes: 2)
    }

    @Test("what both lists have is found, and it alone")
    func common() async throws {
        let keys = try keys()
        let list = try await ComparisonList.make(
            of: Set(forms(0..<300)), .makeFolded, keys: keys, lanes: 2)
        #expect(list.tags.count == 512)
        let asked = try forms((290..<320).shuffled())
        let queries = try await ComparisonQuery.queries(
            for: asked, lanes: 2, draw: SecretScalar.random)
        let query = try #require(queries.first)
        #expect(queries.count == 1 && query.forms == asked)
        let found = try await query.matches(
            in: list, period: list.period, answer: answer(query, keys), lanes: 2)
        #expect(Set(found) == Set(try forms(290..<300)))
    }

    @Test("a list hides how many there are, and is the same for the whole period")
    func padding() async throws {
        let keys = try keys()
        for (count, step) in [(0, 256), (1, 256), (256, 256), (257, 512)] {
            let forms = Set(try forms(0..<count))
            let list = try await ComparisonList.make(of: forms, .makeFolded, keys: keys)
            #expect(list.tags.count == step)
            #expect(Set(list.tags).count == step && list.tags == list.tags.sorted())
            #expect(list == (try await ComparisonList.make(of: forms, .makeFolded, keys: keys)))
        }
        let next = try moved(keys, to: 101)
        let one = try await ComparisonList.make(of: Set(forms(0..<3)), .makeFolded, keys: keys)
        let other = try await ComparisonList.make(of: Set(forms(0..<3)), .makeFolded, keys: next)
        #expect(Set(one.tags).isDisjoint(with: other.tags) && one.key != other.key)
    }

    @Test("tags are the first half of the hash of what the owner's function gives")
    func tags() async throws {
        let keys = try keys()
        let form = try forms([7])
        let list = try await ComparisonList.make(of: Set(form), .makeFolded, keys: keys)
        let key = try #require(keys.evaluationKey())
        let output = try await key.outputs(of: [Array(form[0].text.utf8)])[0]
        let tag = try #require(ComparisonTag(Digest.sha256(output).bytes.prefix(16)))
        #expect(list.contains(tag) && tag.bytes == Array(Digest.sha256(output).bytes.prefix(16)))
        #expect(!list.contains(try #require(ComparisonTag([UInt8](repeating: 0, count: 16)))))
        #expect(!list.contains(try #require(ComparisonTag([UInt8](repeating: 255, count: 16)))))
        #expect(ComparisonTag([1]) == nil)
    }

    @Test("an answer of another key, period or query is refused, and so is another rule")
    func refused() async throws {
        let keys = try keys()
        let list = try await ComparisonList.make(of: Set(forms(0..<5)), .makeFolded, keys: keys)
        let query = try #require(
            try await ComparisonQuery.queries(for: forms(0..<5), draw: SecretScalar.random).first)
        let other = try #require(
            try await ComparisonQuery.queries(for: forms(0..<5), draw: SecretScalar.random).first)
        let good = try await answer(query, keys)
        let strange = try await answer(query, self.keys(seed: 2))
        let crossed = try await answer(other, keys)
        for batch in [strange, crossed] {
            await #expect(throws: ComparisonError.oblivious(.wrongProof)) {
                try await query.matches(in: list, period: list.period, answer: batch)
            }
        }
        let later = try #require(ComparisonPeriod(number: 101))
        await #expect(throws: ComparisonError.otherPeriod) {
            try await query.matches(in: list, period: later, answer: good)
        }
        let exact = try #require(
            try await ComparisonQuery.queries(for: forms(0..<5, .make), draw: SecretScalar.random)
                .first)
        await #expect(throws: ComparisonError.otherRule) {
            try await exact.matches(in: list, period: list.period, answer: good)
        }
        await #expect(throws: ComparisonError.otherRule) {
            try await ComparisonList.make(of: Set(forms(0..<2, .make)), .makeFolded, keys: keys)
        }
        await #expect(throws: ComparisonError.oblivious(.unusableInput)) {
            try await ComparisonQuery.queries(for: forms(0..<2)) { nil }
        }
    }

    @Test("lists that are not sorted, doubled, or not as long as a step are none")
    func lists() async throws {
        let list = try await ComparisonList.make(of: [], .make, keys: keys())
        func again(_ tags: [ComparisonTag]) -> ComparisonList? {
            ComparisonList(period: list.period, rule: .make, key: list.key, tags: tags)
        }
        #expect(again(list.tags) == list)
        var tags = list.tags
        tags.swapAt(0, 1)
        #expect(again(tags) == nil)
        tags[0] = tags[1]
        #expect(again(tags) == nil)
        #expect(again(Array(list.tags.dropLast())) == nil)
        #expect(again([]) == nil)
    }

    @Test("more than one message holds is asked in parts, none for nothing")
    func parts() async throws {
        #expect(try await ComparisonQuery.queries(for: [], draw: SecretScalar.random).isEmpty)
        let all = try forms(0..<ComparisonQuery.mostElements + 1)
        let factor = try #require(SecretScalar.random())
        let queries = try await ComparisonQuery.queries(for: all, lanes: 2) { factor }
        #expect(queries.map(\.forms.count) == [ComparisonQuery.mostElements, 1])
        #expect(queries.flatMap(\.forms) == all)
    }

    @Test("keys go forward only, each period's from the one before")
    func rotation() throws {
        let first = try keys(5)
        var steps = first
        for number in 6...9 { steps = try moved(steps, to: number) }
        let jump = try moved(first, to: 9)
        #expect(steps.seed.copiedBytes() == jump.seed.copiedBytes())
        #expect(steps.evaluationKey()?.publicKey == jump.evaluationKey()?.publicKey)
        #expect(steps.evaluationKey()?.publicKey != first.evaluationKey()?.publicKey)
        let far = try #require(ComparisonPeriod(number: 999_999))
        var still = steps
        let results = [
            still.advance(to: first.period), still.advance(to: far),
            still.advance(to: steps.period),
        ]
        #expect(results == [false, false, true])
        #expect(still.period == steps.period)
        #expect(first.period < steps.period)
        // A key is of its period, even if the seed were the same.
        let same = PeriodKeys(
            seed: first.seed, period: try #require(ComparisonPeriod(number: 6)))
        #expect(same.evaluationKey()?.publicKey != first.evaluationKey()?.publicKey)
    }

    @Test("periods are counted from 1970")
    func periods() {
        #expect(ComparisonPeriod(at: 0, days: 7)?.number == 0)
        #expect(ComparisonPeriod(at: 7 * 86_400 - 1, days: 7)?.number == 0)
        #expect(ComparisonPeriod(at: 7 * 86_400, days: 7)?.number == 1)
        #expect(ComparisonPeriod(at: -1, days: 7) == nil)
        #expect(ComparisonPeriod(at: 0, days: 0) == nil)
        #expect(ComparisonPeriod(at: .max, days: 1) == nil)
        #expect(ComparisonPeriod(number: -1) == nil && ComparisonPeriod(number: 1_000_000) == nil)
    }
}
