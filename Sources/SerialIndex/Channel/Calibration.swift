/// How far stated probabilities were from what came true.
public struct Calibration: Hashable, Sendable {
    /// The expected calibration error: over bins of stated probability, the mean distance between what
    /// was stated and what came true, by how many there are in each.
    public let error: Double
    /// The mean squared distance between each stated probability and 1 or 0, by whether it came true.
    public let brier: Double
    /// How many statements were held against what came true.
    public let questions: Int

    /// How many bins there are, all of one width.
    public static let bins = 15

    /// A probability that was stated, and what came of it.
    public struct Statement: Hashable, Sendable {
        /// The probability, 0...1.
        public let probability: Double
        /// Whether it came true: 1 or 0, or a chance between where it is not known.
        public let outcome: Double

        /// Makes a statement with what came of it.
        public init(probability: Double, outcome: Double) {
            self.probability = probability
            self.outcome = outcome
        }

        /// Makes a statement that came true or did not.
        public init(probability: Double, isTrue: Bool) {
            self.init(probability: probability, outcome: isTrue ? 1 : 0)
        }
    }

    /// Makes the record of a calibration that was measured elsewhere.
    public init(error: Double, brier: Double, questions: Int) {
        self.error = error
        self.brier = brier
        self.questions = questions
    }

    /// Measures statements, leaving out those that are no probabilities; `nil` when none are left.
    public init?(_ statements: some Sequence<Statement>) {
        var stated = [Double](repeating: 0, count: Calibration.bins)
        var came = stated
        var squares = 0.0
        var count = 0
        for one in statements {
            guard (0...1).contains(one.probability), (0...1).contains(one.outcome) else { continue }
            let bin = min(Calibration.bins - 1, Int(one.probability * Double(Calibration.bins)))
            stated[bin] += one.probability
            came[bin] += one.outcome
            // Of an outcome that is a chance, the mean over it.
            let miss = one.probability - 1
            squares +=
                one.outcome * miss * miss
                + (1 - one.outcome) * one.probability * one.probability
            count += 1
        }
        guard count > 0 else { return nil }
        error = zip(stated, came).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(count)
        brier = squares / Double(count)
        questions = count
    }
}
