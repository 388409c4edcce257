import SerialIndex
import Testing

struct PriorLearnerTests {
    typealias Cause = ChannelWeights.Cause

    /// Weights in which all causes are alike.
    static let uniform = SyntheticRegister.weights

    static func row(_ likely: [Cause: Double], isConfirmed: Bool = false) -> CauseLikelihoods {
        CauseLikelihoods(Cause.allCases.map { likely[$0] ?? 0 }, isConfirmed: isConfirmed)
    }

    @Test("the known mix of a register's unlabelled questions is found again")
    func recoversMix() async throws {
        var generator = SeededGenerator(seed: 21)
        let register = try await SyntheticRegister(generator: &generator)
        let causes = CauseSearcher([register.segment], weights: Self.uniform)
        var rows: [CauseLikelihoods] = []
        for question in register.questions(
            1500, shares: SyntheticRegister.desk, &generator)
        {
            if let row = try causes.likelihoods(of: question.query) { rows.append(row) }
        }
        let learnt = PriorLearner().learn(rows, from: Self.uniform)
        #expect(learnt.hasConverged)
        #expect(learnt.questions + learnt.leftOut == 1500)
        #expect(learnt.after > learnt.before)
        #expect(abs(learnt.weights.causes.reduce(0, +) - 1) < 1e-9)
        for cause in Cause.allCases {
            let known = SyntheticRegister.desk[cause.rawValue]
            #expect(
                abs(learnt.weights[cause] - known) < 0.04,
                "\(cause): \(learnt.weights[cause]), known \(known)")
        }
    }

    @Test("what unlabelled questions leave open, confirmed ones decide")
    func confirmedDecide() {
        let open = Array(repeating: Self.row([.exact: 1, .changed: 1]), count: 1000)
        let undecided = PriorLearner().learn(open, from: Self.uniform).weights
        #expect(abs(undecided[.exact] - undecided[.changed]) < 0.001)
        let confirmed = Array(repeating: Self.row([.changed: 1], isConfirmed: true), count: 100)
        let learnt = PriorLearner().learn(open + confirmed, from: Self.uniform)
        #expect(learnt.weights[.changed] > 0.9)
        #expect(learnt.confirmed == 100)
        #expect(learnt.questions == 1100)
    }

    @Test("the shares believed beforehand count as many questions as the strength says")
    func strength() {
        let rows = Array(repeating: Self.row([.exact: 1]), count: 11)
        let learnt = PriorLearner(strength: 11).learn(rows, from: Self.uniform).weights
        #expect(abs(learnt[.exact] - (1 + 11) / 22) < 1e-9)
        #expect(abs(learnt[.two] - 1.0 / 22) < 1e-9)
        let free = PriorLearner(strength: 0).learn(rows, from: Self.uniform).weights
        #expect(free[.exact] == 1)
    }

    @Test(
        "rows of which nothing can be learnt are left out and counted",
        arguments: [[], [-1, 1], [.nan], [.infinity], [0, 0, 0]] as [[Double]])
    func nonsense(values: [Double]) {
        let rows = [CauseLikelihoods(values), Self.row([.exact: 1e-300]), Self.row([.two: 1])]
        let learnt = PriorLearner().learn(rows, from: Self.uniform)
        #expect(learnt.leftOut == 1)
        #expect(learnt.questions == 2)
        #expect(learnt.weights.causes.allSatisfy { $0.isFinite && $0 > 0 })
        #expect(learnt.before.isFinite && learnt.after.isFinite)
    }

    @Test("without questions the shares stay as they were, and the other weights always do")
    func nothing() {
        var weights = Self.uniform
        weights.causes = SyntheticRegister.desk
        let learnt = PriorLearner().learn([], from: weights)
        for (one, other) in zip(learnt.weights.causes, weights.causes) {
            #expect(abs(one - other) < 1e-12)
        }
        let more = PriorLearner().learn([Self.row([.exact: 1])], from: weights).weights
        #expect(more.confusions == weights.confusions)
        #expect(more.pair == weights.pair)
        #expect(more.sameSort == weights.sameSort)
    }

    @Test(
        "shares that make no sense count as all alike",
        arguments: [[], [.nan], [0, 0], [-1, -2]] as [[Double]])
    func shares(causes: [Double]) {
        var weights = Self.uniform
        weights.causes = causes
        let learnt = PriorLearner().learn([], from: weights).weights.causes
        #expect(learnt == [Double](repeating: 1 / 11.0, count: 11))
    }

    @Test("no more rounds are made than were asked for")
    func rounds() {
        let rows = [Self.row([.exact: 1, .two: 0.5])]
        let learnt = PriorLearner(rounds: 3, tolerance: 0).learn(rows, from: Self.uniform)
        #expect(learnt.rounds == 3)
        #expect(!learnt.hasConverged)
    }
}
