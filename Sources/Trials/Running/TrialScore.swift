/// How good answers are: what `score.py` computes of the same table.
public struct TrialScore: Sendable, Equatable {
    /// The figures of one class, or of all of them.
    public struct Row: Sendable, Equatable {
        /// How many queries there are.
        public let count: Int
        /// The share whose record comes first.
        public let first: Double
        /// The share whose record is among the first five.
        public let amongFive: Double
        /// Microseconds: the half of the queries takes no longer.
        public let median: Double
        /// Microseconds: 99 in 100 take no longer.
        public let tail: Double
        /// Microseconds on average.
        public let mean: Double
        /// How far the first candidate's probability is from the truth: the mean square.
        public let brier: Double
        /// The calibration error over 15 equal parts of the probability.
        public let calibrationError: Double
        /// How many candidates there are, of the median and of 99 in 100 queries.
        public let candidates: Spread
        /// How many candidates hold 95 % of the probability, of the median and of 9 in 10 queries.
        public let credible: Spread
        /// The share that looked at records two mistakes away.
        public let pairs: Double
        /// What is named at each threshold of `TrialScore.thresholds`.
        public let named: [Named]
        /// The share to which no record is likelier than the likeliest one.
        public let absentFirst: Double
    }

    /// A middle and a high value of a count.
    public struct Spread: Sendable, Equatable {
        /// The middle one.
        public let median: Double
        /// The high one.
        public let high: Double
    }

    /// What a threshold names.
    public struct Named: Sendable, Equatable {
        /// The least probability that is named.
        public let threshold: Double
        /// The share of queries to which a record is named.
        public let share: Double
        /// The share of queries to which a wrong record is named.
        public let wrong: Double
        /// Of what is named, the share that is right; `nil` when nothing is.
        public let precision: Double?
    }

    /// The figures on the operational mix of classes.
    public struct Mix: Sendable, Equatable {
        /// The share whose record comes first.
        public let first: Double
        /// The mean square between probability and truth.
        public let brier: Double
        /// The calibration error over 15 equal parts of the probability.
        public let calibrationError: Double
        /// Microseconds on average.
        public let mean: Double
        /// What is named at each threshold of `TrialScore.thresholds`.
        public let named: [Named]
    }

    /// The figures of each class that has queries.
    public let classes: [TrialQuery.Class: Row]
    /// The figures of all queries together.
    public let all: Row?
    /// The figures on the operational mix; `nil` when none of its classes has queries.
    public let mix: Mix?

    /// The probabilities at which something may be named.
    public static let thresholds = [0.5, 0.9, 0.95, 0.99]
    /// The parts of the probability over which calibration is judged.
    static let parts = 15

    /// Scores answers.
    ///
    /// - Parameter shares: how often each class comes in the operational mix.
    public init(
        _ outcomes: [TrialOutcome],
        shares: [TrialQuery.Class: Double] = TrialWeights.carried.shares(.operational)
    ) {
        let groups = Dictionary(grouping: outcomes, by: \.kind)
        classes = groups.mapValues(Row.init)
        all = outcomes.isEmpty ? nil : Row(outcomes)
        mix = Mix(groups, shares: shares)
    }
}

extension TrialOutcome {
    /// Tells whether the record that was meant comes first.
    var isFirst: Bool { kind != .absent && candidates[0].record == truth }
    /// Tells whether it is listed at all.
    var isListed: Bool { kind != .absent && candidates.contains { $0.record == truth } }
    /// The probability of the first candidate.
    var probability: Double { candidates[0].probability.isNaN ? 0 : candidates[0].probability }
}
