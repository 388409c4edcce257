import SerialIndex
import Testing

struct PriorStudyTests {
    static func questions(
        _ register: SyntheticRegister, _ count: Int, confirmed: Int,
        _ generator: inout SeededGenerator
    ) -> [PriorStudy.Question] {
        register.questions(count, shares: SyntheticRegister.desk, &generator).enumerated().map {
            let outcome = $0.offset < confirmed ? $0.element.truth : .unknown
            return PriorStudy.Question($0.element.query, outcome: outcome)
        }
    }

    @Test("with a wrong prior, what is learnt brings the calibration error down")
    func errorFalls() async throws {
        var generator = SeededGenerator(seed: 31)
        let register = try await SyntheticRegister(generator: &generator)
        let study = PriorStudy([register.segment], weights: SyntheticRegister.gloomy)
        let learnt = try study.learn(
            Self.questions(register, 800, confirmed: 0, &generator))
        #expect(learnt.confirmed == nil)
        let presumed = try #require(learnt.presumed)
        #expect(presumed.before.error > 3 * presumed.after.error)

        // Held against the truth of other questions, which nothing was learnt from.
        func error(_ weights: ChannelWeights) throws -> Double {
            var generator = SeededGenerator(seed: 32)
            let searcher = SerialSearcher([register.segment], channel: SerialChannel(weights))
            var statements: [Calibration.Statement] = []
            for question in Self.questions(register, 1000, confirmed: 1000, &generator) {
                let first = try searcher.search(question.query).candidates.first
                statements.append(
                    Calibration.Statement(
                        probability: first?.probability ?? 0,
                        isTrue: first.map { .record($0.identifier) == question.outcome } ?? false))
            }
            return try #require(Calibration(statements)).error
        }
        let before = try error(SyntheticRegister.gloomy)
        let after = try error(learnt.prior.weights)
        #expect(before > 0.1)
        #expect(after < 0.03, "from \(before)")
    }

    @Test("the calibration is measured on the confirmed questions alone")
    func confirmed() async throws {
        var generator = SeededGenerator(seed: 33)
        let register = try await SyntheticRegister(generator: &generator)
        let study = PriorStudy([register.segment], weights: SyntheticRegister.gloomy)
        let learnt = try study.learn(
            Self.questions(register, 500, confirmed: 300, &generator))
        let confirmed = try #require(learnt.confirmed)
        #expect(learnt.prior.confirmed <= 300)
        #expect(confirmed.after.questions == 300)
        #expect(learnt.presumed?.after.questions == 500)
        #expect(confirmed.after.error < confirmed.before.error)
        #expect(confirmed.after.brier < confirmed.before.brier)
    }

    @Test("a study of nothing finds what was believed, and measures nothing")
    func nothing() async throws {
        var generator = SeededGenerator(seed: 34)
        let register = try await SyntheticRegister(runs: 1, generator: &generator)
        let study = PriorStudy([register.segment], weights: SyntheticRegister.gloomy)
        let learnt = try study.learn([])
        #expect(learnt.prior.questions == 0)
        #expect(learnt.confirmed == nil && learnt.presumed == nil)
        #expect(try PriorFile(reading: PriorFile(dated: 20261125, learnt).text()).questions == 0)
    }
}
