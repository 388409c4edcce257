import Glibc

/// Learns the shares of the causes from questions, whether their outcomes were confirmed or not.
///
/// Expectation and maximisation (Dempster, Laird, Rubin 1977) over a mixture whose parts are known: each
/// question is shared out among the causes as the present shares make them likely, and what falls to each
/// cause becomes its share. A confirmed question is shared out among the causes of its outcome alone. That
/// is sound when whether a question was confirmed depends on what was asked and not on how it went.
public struct PriorLearner: Hashable, Sendable {
    /// How many questions the shares believed beforehand count for.
    public let strength: Double
    /// The most rounds that are made.
    public let rounds: Int
    /// The learner stops when no share changes by more in a round.
    public let tolerance: Double

    /// Questions beyond these are left out.
    public static let mostQuestions = 1_000_000
    /// Rounds beyond these are not made, whatever was asked for.
    public static let mostRounds = 10_000

    /// Makes a learner; a strength that is negative or not finite counts as 0.
    public init(strength: Double = 10, rounds: Int = 1000, tolerance: Double = 1e-6) {
        self.strength = strength.isFinite ? max(0, strength) : 0
        self.rounds = min(max(0, rounds), PriorLearner.mostRounds)
        self.tolerance = tolerance
    }

    /// Learns from questions.
    ///
    /// Rows of which nothing can be learnt are left out and counted. A cause whose share is 0 keeps it.
    ///
    /// - Parameter weights: what is believed beforehand; all but its causes is in the result as it was.
    /// - Complexity: O(questions x rounds); a few hundred rounds are usual.
    public func learn(
        _ rows: some Sequence<CauseLikelihoods>, from weights: ChannelWeights
    ) -> LearntPrior {
        let start = PriorLearner.shares(weights)
        var usable: [CauseLikelihoods] = []
        var learnt = LearntPrior(weights: weights)
        for row in rows {
            // Where the shares exclude all that could explain a question, nothing is learnt of it.
            let isUsable = row.isUsable && (row.values * start).max() > 0
            guard isUsable, usable.count < PriorLearner.mostQuestions else {
                learnt.leftOut += 1
                continue
            }
            usable.append(row)
            learnt.confirmed += row.isConfirmed ? 1 : 0
        }
        learnt.questions = usable.count
        // Only ratios matter: rows that are scaled to 1 can not vanish when they are weighed.
        let scales = usable.map { $0.values.max() }
        let scaled = zip(usable, scales).map { $0.values / $1 }
        let logScale = scales.reduce(0) { $0 + log($1) }
        learnt.before = logScale + PriorLearner.logChance(scaled, start)
        let shares = maximised(scaled, start, &learnt)
        learnt.after = logScale + PriorLearner.logChance(scaled, shares)
        learnt.weights.causes = ChannelWeights.Cause.allCases.map { shares[$0.rawValue] }
        return learnt
    }

    private func maximised(
        _ rows: [SIMD16<Double>], _ start: SIMD16<Double>, _ learnt: inout LearntPrior
    ) -> SIMD16<Double> {
        var shares = start
        guard !rows.isEmpty else { return shares }
        while learnt.rounds < rounds {
            var counts = start * strength
            for row in rows {
                let parts = row * shares
                let sum = parts.sum()
                if sum > 0 { counts += parts / sum }
            }
            let total = counts.sum()
            guard total > 0 else { break }
            let next = counts / total
            let change = next - shares
            let greatest = max(change.max(), -change.min())
            shares = next
            learnt.rounds += 1
            if greatest <= tolerance {
                learnt.hasConverged = true
                break
            }
        }
        return shares
    }

    private static func logChance(_ rows: [SIMD16<Double>], _ shares: SIMD16<Double>) -> Double {
        rows.reduce(0) { $0 + log(max(($1 * shares).sum(), .leastNormalMagnitude)) }
    }

    /// The shares of weights, adding up to 1; all alike where the weights make no sense.
    private static func shares(_ weights: ChannelWeights) -> SIMD16<Double> {
        let count = ChannelWeights.Cause.allCases.count
        var shares = SIMD16<Double>.zero
        for (index, share) in weights.causes.prefix(count).enumerated() {
            shares[index] = share.isFinite ? max(0, share) : 0
        }
        let sum = shares.sum()
        if sum > 0, sum.isFinite { return shares / sum }
        for index in 0..<count { shares[index] = 1 / Double(count) }
        return shares
    }
}

/// What was learnt of the shares of the causes, and from what.
public struct LearntPrior: Hashable, Sendable {
    /// The weights with the causes that were learnt.
    public internal(set) var weights: ChannelWeights
    /// How many questions it was learnt from.
    public internal(set) var questions = 0
    /// How many of them had a confirmed outcome.
    public internal(set) var confirmed = 0
    /// How many questions nothing could be learnt of.
    public internal(set) var leftOut = 0
    /// How many rounds were made.
    public internal(set) var rounds = 0
    /// Tells whether the shares had settled when the learner stopped.
    public internal(set) var hasConverged = false
    /// The natural logarithm of the chance of all questions under the shares believed beforehand.
    public internal(set) var before = 0.0
    /// The same under the shares that were learnt.
    public internal(set) var after = 0.0
}
