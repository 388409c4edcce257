extension SearchState {
    /// Looks up the blocks that passed the filter, and adds up the chances of their serials.
    ///
    /// In passes, so that the memory accesses of one pass overlap.
    mutating func settle() {
        find()
        for index in 0..<hits.count where hits[index].block >= 0 {
            add(hits[index])
        }
        hits.removeAll()
        patterns.removeAll()
    }

    /// Looks up the blocks that passed the filter; -1 for one that there is not.
    mutating func find() {
        for index in 0..<hits.count where hits[index].block < 0 {
            let hit = hits[index]
            let group = unsafe patterns[Int(hit.pattern)].group
            hits[index].block = unsafe Int32(
                truncatingIfNeeded: view.find(
                    hash: hit.hash, key: hit.key, highKey: hit.highKey, in: group))
        }
    }

    /// What the records of a block can come to: nothing where their make is out of the question.
    @inline(__always)
    mutating func standing(of block: Block) -> BlockStanding {
        guard block.line != Block.mixedLines else { return .open }
        let factors = lines.factors(Int(block.line), view.tables, factors)
        if factors.most < SearchState.negligibleMake * greatest { return .out }
        // Where records were withdrawn each is looked at: a count of bits would count them too.
        return factors.most < lowLine * greatest && !view.hasWithdrawn
            ? .low(mean: factors.mean) : .open
    }

    /// Adds the serials of a block that fit a pattern.
    private mutating func add(_ hit: SearchHit) {
        let block = view.block(Int(hit.block))
        var low: Double?
        switch standing(of: block) {
        case .out: return
        case .low(let mean): low = mean
        case .open: break
        }
        let pattern = patterns[Int(hit.pattern)]
        let plan = unsafe pattern.group
        var codes = pattern.codes
        var confusable = pattern.confusable
        if pattern.openA >= 0 {
            for place in Int(pattern.openA)..<(unsafe plan.pointee.length)
            where unsafe codes[place] == SearchPattern.open && !plan.pointee.isFast(place) {
                codes[place] = unsafe plan.pointee.code(
                    place, key: hit.key, highKey: hit.highKey)
                unsafe confusable += tables.confusable[Int(codes[place])]
            }
        }
        let length = unsafe plan.pointee.length
        var (lower, high) = unsafe plan.pointee.cells(of: pattern)
        if isNear { noteNear(pattern, codes, confusable, block) }
        lower &= block.lowCells
        high &= block.highCells
        if !pattern.slowerIsOpen, !pattern.fasterIsOpen {
            guard lower | high != 0 else { return }
            let weight = weight(pattern, codes, confusable, length)
            if weight > 0 { add(block, Int(hit.block), cell: pattern.cell, weight, low) }
            return
        }
        let fast = unsafe FastPlaces(plan)
        while lower | high != 0 {
            let cell: Int
            if lower != 0 {
                cell = lower.trailingZeroBitCount
                lower &= lower &- 1
            } else {
                cell = 64 &+ high.trailingZeroBitCount
                high &= high &- 1
            }
            var all = confusable
            let one = cell / fast.stride
            if pattern.slowerIsOpen {
                codes[fast.slower] = UInt8(truncatingIfNeeded: one) &+ fast.slowerOffset
                unsafe all += tables.confusable[Int(codes[fast.slower])]
            }
            if pattern.fasterIsOpen {
                let other = cell &- one &* fast.stride
                codes[fast.faster] = UInt8(truncatingIfNeeded: other) &+ fast.fasterOffset
                unsafe all += tables.confusable[Int(codes[fast.faster])]
            }
            let weight = weight(pattern, codes, all, length)
            if weight > 0 { add(block, Int(hit.block), cell: cell, weight, low) }
        }
    }

    /// The fast places of a group, at hand for a loop over cells.
    private struct FastPlaces {
        let slower: Int
        let faster: Int
        let stride: Int
        let slowerOffset: UInt8
        let fasterOffset: UInt8

        init(_ plan: UnsafePointer<GroupPlan>) {
            unsafe slower = plan.pointee.slower
            unsafe faster = plan.pointee.faster
            unsafe stride = plan.pointee.stride
            slowerOffset = unsafe slower >= 0 ? plan.pointee.offset(slower) : 0
            fasterOffset = unsafe faster >= 0 ? plan.pointee.offset(faster) : 0
        }
    }

    /// Adds to the chance of a serial.
    @inline(__always)
    private mutating func add(
        _ block: Block, _ index: Int, cell: Int, _ weight: Double, _ low: Double?
    ) {
        if let low {
            // Every way to a serial adds to the sum, so that nothing need be remembered.
            let records = block.repeats ? view.records(ofCell: cell, block: index, block).count : 1
            lowMass += weight * low * Double(records)
            lowCount += records
            return
        }
        let key = CandidateTable.key(segment: segment, block: index, cell: cell)
        let slot = candidates.slot(key)
        if candidates.add(weight, slot: slot) { return }
        let records = view.records(ofCell: cell, block: index, block)
        candidates.insert(
            key, slot: slot, weight, record: records.lowerBound, count: records.count)
    }

    /// Works out the evidence of the serials that were found since the last time.
    ///
    /// Apart from finding them, so that the descriptions of many are fetched at once.
    mutating func weighEvidence() {
        for index in evidenced..<candidates.count {
            let entry = candidates.entry(index)
            var evidence = 0.0
            let records = Int(entry.record)..<Int(entry.record &+ entry.count)
            for record in records where view.mayRead(records) && !view.isWithdrawn(record) {
                evidence += described.factor(of: record, view, factors)
            }
            candidates.setEvidence(evidence, index)
        }
        evidenced = candidates.count
    }

    /// The chance of making the reading of a serial by a pattern's mistakes.
    @inline(__always)
    private func weight(
        _ pattern: SearchPattern, _ codes: InlineArray<24, UInt8>, _ confusable: Double,
        _ length: Int
    ) -> Double {
        var weight = startingWeight
        if pattern.first.sort != .none {
            weight *= chance(pattern.first, codes, confusable, length, shares)
        }
        if pattern.second.sort != .none {
            weight *= chance(pattern.second, codes, confusable, length, shares)
        }
        return weight
    }

    @inline(__always)
    func chance(
        _ slip: PatternSlip, _ codes: InlineArray<24, UInt8>, _ confusable: Double, _ length: Int,
        _ shares: SlipShares
    ) -> Double {
        let place = Int(slip.place)
        switch slip.sort {
        case .none: return 1
        case .changed:
            let index =
                Int(codes[place]) &* SerialChannel.characters &+ Int(reading[Int(slip.read)])
            let confused =
                confusable > 0
                ? unsafe shares.confused * tables.confused[index] / confusable : 0
            return unsafe confused + shares.changed * tables.changed[index] / Double(length)
        case .missing: return shares.missing / Double(length)
        case .extra:
            let next = codes[min(place, length &- 1)]
            let index = Int(next) &* SerialChannel.characters &+ Int(reading[Int(slip.read)])
            return unsafe shares.extra * tables.extra[index] / Double(length &+ 1)
        case .exchanged:
            var unlike = 0
            for index in 1..<length where codes[index] != codes[index &- 1] { unlike &+= 1 }
            return shares.exchanged / Double(unlike)
        }
    }
}

/// What the records of a block can come to for a question.
enum BlockStanding {
    /// Their make is out of the question.
    case out
    /// Their make and model are so unlike what was written that they are summed up by their mean.
    case low(mean: Double)
    /// Each is to be looked at.
    case open
}
