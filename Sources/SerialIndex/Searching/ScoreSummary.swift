/// What a list of scores comes to: their sum, and how many hold most of it.
struct ScoreSummary {
    /// The sum of the scores, absence left out.
    private(set) var sum = 0.0
    private let absent: Double

    /// Goes over scores.
    ///
    /// - Complexity: O(n).
    init(_ scores: borrowing GrowingBuffer<CountedScore>, absent: Double) {
        self.absent = absent
        for index in 0..<scores.count { sum += scores[index].sum }
    }

    /// How many of the likeliest, absence counted as one, it takes to hold a share of a total.
    ///
    /// The scores are counted by their exponent and first bits, and only those that share them with
    /// the last one needed are sorted.
    ///
    /// - Parameter top: the likeliest, which often suffice.
    func credible(
        _ share: Double, of total: Double, _ scores: borrowing GrowingBuffer<CountedScore>,
        top: borrowing TopRecords
    ) -> Int {
        let wanted = share * total
        if let first = quick(wanted, top) { return first }
        if scores.count <= 256 { return sorted(wanted, scores) }
        var counts = [Int](repeating: 0, count: ScoreSummary.bins)
        var sums = [Double](repeating: 0, count: ScoreSummary.bins)
        func note(_ score: CountedScore) {
            let bin = ScoreSummary.bin(score.score)
            counts[bin] += score.count
            sums[bin] += score.sum
        }
        for index in 0..<scores.count { note(scores[index]) }
        let absence = CountedScore(score: absent, count: 1)
        note(absence)
        var reached = 0.0
        var count = 0
        for bin in (0..<ScoreSummary.bins).reversed() where counts[bin] > 0 {
            if reached + sums[bin] < wanted {
                reached += sums[bin]
                count += counts[bin]
                continue
            }
            var last = ScoreSummary.bin(absent) == bin ? [absence] : []
            for index in 0..<scores.count where ScoreSummary.bin(scores[index].score) == bin {
                last.append(scores[index])
            }
            return count + ScoreSummary.count(&last, reaching: wanted - reached)
        }
        return count
    }

    private func sorted(_ wanted: Double, _ scores: borrowing GrowingBuffer<CountedScore>) -> Int {
        var all = [CountedScore(score: absent, count: 1)]
        all.reserveCapacity(scores.count + 1)
        for index in 0..<scores.count { all.append(scores[index]) }
        return ScoreSummary.count(&all, reaching: wanted)
    }

    /// How many of the highest scores it takes to come to a sum.
    private static func count(_ scores: inout [CountedScore], reaching wanted: Double) -> Int {
        scores.sort { $0.score > $1.score }
        var reached = 0.0
        var count = 0
        for one in scores {
            if reached + one.sum >= wanted {
                let needed = ((wanted - reached) / one.score).rounded(.up)
                return count + min(one.count, max(1, Int(needed)))
            }
            reached += one.sum
            count += one.count
        }
        return count
    }

    /// The answer when the very likeliest suffice.
    private func quick(_ wanted: Double, _ top: borrowing TopRecords) -> Int? {
        var reached = 0.0
        var isAbsentCounted = false
        for index in 0..<top.count {
            let score = top[index].score
            if !isAbsentCounted, absent >= score {
                isAbsentCounted = true
                reached += absent
                if reached >= wanted { return index + 1 }
            }
            reached += score
            if reached >= wanted { return index + (isAbsentCounted ? 2 : 1) }
        }
        return nil
    }

    private static let bins = 1 << 10

    /// The bin of a score: its exponent below 2^0, and the first two bits behind.
    @inline(__always)
    private static func bin(_ score: Double) -> Int {
        guard score > 0 else { return 0 }
        let bits = Int(truncatingIfNeeded: score.bitPattern &>> 50)
        return min(bins &- 1, max(0, bits &- (1023 &- 255) &* 4))
    }
}

/// A score that so many records have.
struct CountedScore: BitwiseCopyable {
    var score: Double
    var count: Int

    var sum: Double { score * Double(count) }
}
