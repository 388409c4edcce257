extension SearchState {
    /// Looks for the serials that agree with what was read, and scores their records at once.
    ///
    /// For readings with marks and at most one run, each serial is found in one way: there is nothing to
    /// add up, so thousands of records cost little more than the reading of their descriptions.
    mutating func scoreDirectly() {
        isDirect = true
        enumerate(mistakes: 0)
        isDirect = false
        find()
        for index in 0..<patterns.count {
            let pattern = patterns[index]
            let cells = unsafe pattern.group.pointee.cells(of: pattern)
            for place in blocks(of: pattern) { collect(found[place], cells) }
        }
        scoreStretches()
        forgetPatterns()
        let weight = startingWeight
        described.takeCounts { factor, count in
            scores.append(CountedScore(score: weight * factor, count: count))
            scoredCount += count
        }
    }

    /// Finds the records of a block that are at some of its cells, and has their descriptions at hand soon.
    mutating func collect(_ one: FoundBlock, _ cells: (low: UInt64, high: UInt64)) {
        let number = one.block
        let block = view.block(number)
        var cells = (low: cells.low & block.lowCells, high: cells.high & block.highCells)
        let isWhole = cells.low == block.lowCells && cells.high == block.highCells
        if one.mean >= 0 {
            let count =
                isWhole
                ? view.end(ofBlock: number) &- Int(block.base)
                : view.count(ofCells: cells, block: number, block)
            return sumUp(count, one.mean)
        }
        let common = view.hasWithdrawn ? nil : lines.common(Int(block.line))
        if isWhole {
            return collect(Int(block.base)..<view.end(ofBlock: number), common, number)
        }
        while let cell = SearchState.nextCell(&cells) {
            collect(view.records(ofCell: cell, block: number, block), common, number)
        }
    }

    /// Scores records, at once or when their descriptions are at hand.
    @inline(__always)
    private mutating func collect(_ records: Range<Int>, _ common: Double?, _ block: Int) {
        if let common { return score(records, alike: common, block) }
        // The rest comes of itself, being read in order.
        view.foreseeDescriptor(records.lowerBound)
        stretches.append(
            RecordStretch(first: records.lowerBound, count: records.count, block: block))
        // What is foreseen must not be forgotten before it is used.
        if stretches.count == SearchState.mostStretches { scoreStretches() }
    }

    private static let mostStretches = 512

    private mutating func scoreStretches() {
        for index in 0..<stretches.count { score(stretches[index]) }
        stretches.removeAll()
    }

    /// Scores records of which the descriptions come to the same.
    private mutating func score(_ records: Range<Int>, alike factor: Double, _ block: Int) {
        let score = startingWeight * factor
        scoredCount += records.count
        let last = scores.count - 1
        if last >= 0, scores[last].score == score {
            scores[last].count += records.count
        } else {
            scores.append(CountedScore(score: score, count: records.count))
        }
        guard score >= top.least else { return }
        for record in records {
            top.consider(
                ScoredRecord(
                    score: score, segment: Int32(truncatingIfNeeded: segment),
                    record: UInt32(truncatingIfNeeded: record),
                    block: UInt32(truncatingIfNeeded: block)))
        }
    }

    /// Counts records of an unlike make and model, without reading them.
    private mutating func sumUp(_ count: Int, _ mean: Double) {
        lowMass += startingWeight * mean * Double(count)
        lowCount += count
    }

    @inline(__always)
    private mutating func score(_ stretch: RecordStretch) {
        let records = stretch.first..<stretch.first &+ stretch.count
        guard view.mayRead(records) else { return }
        for record in records where !view.isWithdrawn(record) {
            let factor = unsafe described.count(
                view.descriptor(record), view.descriptors, factors)
            guard startingWeight * factor >= top.least else { continue }
            top.consider(
                ScoredRecord(
                    score: startingWeight * factor,
                    segment: Int32(truncatingIfNeeded: segment),
                    record: UInt32(truncatingIfNeeded: record),
                    block: UInt32(truncatingIfNeeded: stretch.block)))
        }
    }

    /// Scores the records of the serials that were found by mistakes.
    mutating func scoreCandidates(_ views: [SegmentView]) {
        for index in 0..<candidates.count {
            let entry = candidates.entry(index)
            var one = ScoredRecord(
                score: entry.weight * entry.evidence,
                segment: Int32(truncatingIfNeeded: CandidateTable.segment(entry.key)),
                record: entry.record,
                block: UInt32(truncatingIfNeeded: CandidateTable.block(entry.key)))
            if entry.count == 1 {
                // Only a withdrawn record, or a description ruled out, has no evidence at all.
                if entry.evidence == 0, views[Int(one.segment)].isWithdrawn(Int(entry.record)) {
                    continue
                }
                score(one)
                continue
            }
            let records = Int(entry.record)..<Int(entry.record &+ entry.count)
            guard views[Int(one.segment)].mayRead(records) else { continue }
            for record in records where !views[Int(one.segment)].isWithdrawn(record) {
                one.score = entry.weight * factors.factor(views[Int(one.segment)].row(record))
                one.record = UInt32(truncatingIfNeeded: record)
                score(one)
            }
        }
    }

    @inline(__always)
    private mutating func score(_ one: ScoredRecord) {
        scores.append(CountedScore(score: one.score, count: 1))
        scoredCount &+= 1
        top.consider(one)
    }
}

/// Records of a block that stand one behind another.
struct RecordStretch: BitwiseCopyable {
    var first: Int
    var count: Int
    var block: Int
}
