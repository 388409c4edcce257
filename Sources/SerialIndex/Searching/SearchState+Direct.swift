extension SearchState {
    /// Looks for the serials that agree with what was read, and scores their records at once.
    ///
    /// For readings with marks and at most one run, each serial is found in one way: there is nothing to
    /// add up, so thousands of records cost little more than the reading of their descriptions.
    mutating func scoreDirectly() {
        enumerate(mistakes: 0)
        find()
        for index in 0..<hits.count where hits[index].block >= 0 {
            scoreDirectly(hits[index])
        }
        hits.removeAll()
        patterns.removeAll()
    }

    private mutating func scoreDirectly(_ hit: SearchHit) {
        let block = view.block(Int(hit.block))
        var mean: Double?
        switch standing(of: block) {
        case .out: return
        case .low(let factor): mean = factor
        case .open: break
        }
        let pattern = patterns[Int(hit.pattern)]
        var (low, high) = unsafe pattern.group.pointee.cells(of: pattern)
        low &= block.lowCells
        high &= block.highCells
        if low == block.lowCells, high == block.highCells {
            let all = Int(block.base)..<view.end(ofBlock: Int(hit.block))
            if let mean { sumUp(all.count, mean) } else { score(all) }
            return
        }
        if let mean, !block.repeats {
            sumUp(low.nonzeroBitCount &+ high.nonzeroBitCount, mean)
            return
        }
        while low | high != 0 {
            let cell: Int
            if low != 0 {
                cell = low.trailingZeroBitCount
                low &= low &- 1
            } else {
                cell = 64 &+ high.trailingZeroBitCount
                high &= high &- 1
            }
            score(view.records(ofCell: cell, block: Int(hit.block), block))
        }
    }

    /// Counts records of an unlike make and model, without reading them.
    private mutating func sumUp(_ count: Int, _ mean: Double) {
        lowMass += startingWeight * mean * Double(count)
        lowCount += count
    }

    @inline(__always)
    private mutating func score(_ records: Range<Int>) {
        guard view.mayRead(records) else { return }
        for record in records where !view.isWithdrawn(record) {
            scored.append(
                ScoredRecord(
                    score: startingWeight * described.factor(of: record, view, factors),
                    segment: Int32(truncatingIfNeeded: segment),
                    record: UInt32(truncatingIfNeeded: record)))
        }
    }

    /// Scores the records of the serials that were found by mistakes.
    mutating func scoreCandidates(_ views: [SegmentView]) {
        for index in 0..<candidates.count {
            let entry = candidates.entry(index)
            let number = Int32(truncatingIfNeeded: CandidateTable.segment(entry.key))
            if entry.count == 1 {
                // Only a withdrawn record, or a description ruled out, has no evidence at all.
                if entry.evidence == 0, views[Int(number)].isWithdrawn(Int(entry.record)) {
                    continue
                }
                scored.append(
                    ScoredRecord(
                        score: entry.weight * entry.evidence, segment: number,
                        record: entry.record))
                continue
            }
            let view = views[Int(number)]
            let records = Int(entry.record)..<Int(entry.record &+ entry.count)
            for record in records where view.mayRead(records) && !view.isWithdrawn(record) {
                scored.append(
                    ScoredRecord(
                        score: entry.weight * factors.factor(view.row(record)),
                        segment: number, record: UInt32(truncatingIfNeeded: record)))
            }
        }
    }
}
