/// What a list of scores comes to: their sum, the highest, and how many hold most of the sum.
struct ScoreSummary {
    /// The sum of the scores, absence left out.
    private(set) var sum = 0.0
    /// The highest scores in order.
    private(set) var top: [ScoredRecord] = []
    private let absent: Double

    /// Goes over scored records.
    ///
    /// - Complexity: O(n).
    init(_ scored: borrowing GrowingBuffer<ScoredRecord>, absent: Double, limit: Int) {
        self.absent = absent
        top.reserveCapacity(min(limit, scored.count) + 1)
        for index in 0..<scored.count {
            let one = scored[index]
            sum += one.score
            if top.count == limit {
                guard limit > 0, ScoreSummary.isBefore(one, top[limit - 1]) else { continue }
            }
            var place = top.count
            while place > 0, ScoreSummary.isBefore(one, top[place - 1]) { place -= 1 }
            top.insert(one, at: place)
            if top.count > limit { top.removeLast() }
        }
    }

    /// Orders by score, and like scores by where they stand, so that an answer is always the same.
    private static func isBefore(_ one: ScoredRecord, _ other: ScoredRecord) -> Bool {
        if one.score != other.score { return one.score > other.score }
        return (one.segment, one.record) < (other.segment, other.record)
    }

    /// How many of the likeliest, absence counted as one, it takes to hold a share of a total.
    ///
    /// The scores are counted by their exponent and first bits, and only those that share them with
    /// the last one needed are sorted.
    func credible(
        _ share: Double, of total: Double, _ scored: borrowing GrowingBuffer<ScoredRecord>
    ) -> Int {
        let wanted = share * total
        if let first = quick(wanted) { return first }
        if scored.count <= 256 { return sorted(wanted, scored) }
        var counts = [Int32](repeating: 0, count: ScoreSummary.bins)
        var sums = [Double](repeating: 0, count: ScoreSummary.bins)
        func note(_ score: Double) {
            let bin = ScoreSummary.bin(score)
            counts[bin] += 1
            sums[bin] += score
        }
        for index in 0..<scored.count { note(scored[index].score) }
        note(absent)
        var reached = 0.0
        var count = 0
        for bin in (0..<ScoreSummary.bins).reversed() where counts[bin] > 0 {
            if reached + sums[bin] < wanted {
                reached += sums[bin]
                count += Int(counts[bin])
                continue
            }
            var last: [Double] = ScoreSummary.bin(absent) == bin ? [absent] : []
            for index in 0..<scored.count where ScoreSummary.bin(scored[index].score) == bin {
                last.append(scored[index].score)
            }
            for score in last.sorted(by: >) {
                reached += score
                count += 1
                if reached >= wanted { return count }
            }
        }
        return count
    }

    private func sorted(
        _ wanted: Double, _ scored: borrowing GrowingBuffer<ScoredRecord>
    ) -> Int {
        var scores = [absent]
        scores.reserveCapacity(scored.count + 1)
        for index in 0..<scored.count { scores.append(scored[index].score) }
        scores.sort(by: >)
        var reached = 0.0
        for (index, score) in scores.enumerated() {
            reached += score
            if reached >= wanted { return index + 1 }
        }
        return scores.count
    }

    /// The answer when the very likeliest suffice.
    private func quick(_ wanted: Double) -> Int? {
        var reached = 0.0
        var isAbsentCounted = false
        for (index, one) in top.enumerated() {
            if !isAbsentCounted, absent >= one.score {
                isAbsentCounted = true
                reached += absent
                if reached >= wanted { return index + 1 }
            }
            reached += one.score
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
