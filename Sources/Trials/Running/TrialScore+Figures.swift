extension TrialScore.Row {
    /// The figures of one outcome or more.
    init(_ outcomes: [TrialOutcome]) {
        let times = outcomes.map(\.microseconds).sorted()
        let found = outcomes.map { Double($0.candidateCount) }.sorted()
        let needed = outcomes.map { Double($0.credible) }.sorted()
        let judged = outcomes.map { Judged($0, weight: 1) }
        func share(_ holds: (TrialOutcome) -> Bool) -> Double {
            Double(outcomes.count(where: holds)) / Double(outcomes.count)
        }
        count = outcomes.count
        first = share(\.isFirst)
        amongFive = share(\.isListed)
        median = Quantile.of(times, at: 0.5)
        tail = Quantile.of(times, at: 0.99)
        mean = times.reduce(0, +) / Double(times.count)
        brier = judged.reduce(0) { $0 + $1.squaredError } / Double(outcomes.count)
        calibrationError =
            Judged.calibrationError(judged, isOverlapping: false) / Double(outcomes.count)
        candidates = .init(median: Quantile.of(found, at: 0.5), high: Quantile.of(found, at: 0.99))
        credible = .init(median: Quantile.of(needed, at: 0.5), high: Quantile.of(needed, at: 0.9))
        pairs = share(\.lookedAtPairs)
        named = TrialScore.thresholds.map {
            Judged.named(judged, at: $0, total: Double(outcomes.count))
        }
        absentFirst = share { $0.absent > $0.probability }
    }
}

extension TrialScore.Mix {
    /// The figures of classes that come as often as the shares say; `nil` when none of them is there.
    init?(
        _ groups: [TrialQuery.Class: [TrialOutcome]], shares: [TrialQuery.Class: Double]
    ) {
        let known = groups.sorted { $0.key < $1.key }.filter { shares[$0.key, default: 0] > 0 }
        let sum = known.reduce(0) { $0 + shares[$1.key, default: 0] }
        guard sum > 0 else { return nil }
        var judged: [Judged] = []
        var mean = 0.0
        for (kind, outcomes) in known {
            let weight = shares[kind, default: 0] / sum / Double(outcomes.count)
            judged += outcomes.map { Judged($0, weight: weight) }
            mean += outcomes.reduce(0) { $0 + weight * $1.microseconds }
        }
        self.mean = mean
        first = judged.reduce(0) { $0 + ($1.isRight ? $1.weight : 0) }
        brier = judged.reduce(0) { $0 + $1.weight * $1.squaredError }
        calibrationError = Judged.calibrationError(judged, isOverlapping: true)
        named = TrialScore.thresholds.map { Judged.named(judged, at: $0, total: 1) }
    }
}

/// A first candidate beside the truth, and how much it counts.
private struct Judged {
    let weight: Double
    let probability: Double
    let isRight: Bool

    init(_ outcome: TrialOutcome, weight: Double) {
        self.weight = weight
        probability = outcome.probability
        isRight = outcome.isFirst
    }

    var squaredError: Double {
        let error = probability - (isRight ? 1 : 0)
        return error * error
    }

    /// How far the probabilities of each part are from the share that is right, on average.
    ///
    /// `score.py` lets the parts of the mix overlap by 1e-9, and those of a class only at the very end.
    static func calibrationError(_ judged: [Judged], isOverlapping: Bool) -> Double {
        let width = 1 / Double(TrialScore.parts)
        return (0..<TrialScore.parts).reduce(0) { error, part in
            let start = Double(part) * width
            let isLast = start + width >= 1
            let end = start + width + (isOverlapping || isLast ? 1e-9 : 0)
            var difference = 0.0
            for one in judged where one.probability >= start && one.probability < end {
                difference += one.weight * (one.probability - (one.isRight ? 1 : 0))
            }
            return error + abs(difference)
        }
    }

    /// What a threshold names; `total` is what all weights add up to.
    static func named(
        _ judged: [Judged], at threshold: Double, total: Double
    ) -> TrialScore.Named {
        var right = 0.0
        var wrong = 0.0
        for one in judged where one.probability >= threshold {
            if one.isRight { right += one.weight } else { wrong += one.weight }
        }
        let all = right + wrong
        return TrialScore.Named(
            threshold: threshold, share: all / total, wrong: wrong / total,
            precision: all > 0 ? right / all : nil)
    }
}

/// Quantiles between the two nearest values, as NumPy takes them.
enum Quantile {
    /// The value below which so large a share of sorted values lies; 0 when there are none.
    static func of(_ sorted: [Double], at share: Double) -> Double {
        guard let last = sorted.last else { return 0 }
        let place = share * Double(sorted.count - 1)
        let lower = Int(place)
        guard lower + 1 < sorted.count else { return last }
        return sorted[lower] + (sorted[lower + 1] - sorted[lower]) * (place - Double(lower))
    }
}
