extension SearchState {
    /// Looks up the blocks that passed the filter, and adds up the chances of their serials.
    ///
    /// In passes, so that the memory accesses of one pass overlap.
    mutating func settle() {
        find()
        for index in 0..<patterns.count { add(patterns[index]) }
        forgetPatterns()
    }

    /// Makes ready for other patterns.
    mutating func forgetPatterns() {
        hits.removeAll()
        found.removeAll()
        patterns.removeAll()
        probed = ProbedKey()
    }

    /// Looks up the blocks that passed the filter.
    ///
    /// First where each should be, then whether it is there: the loads of many are under way at once.
    mutating func find() {
        for index in 0..<hits.count where hits[index].block < 0 {
            let block = directory.block(at: directory.slot(hits[index].hash))
            view.foresee(block: block)
            hits[index].block = SearchState.unproven - block
        }
        for index in 0..<hits.count {
            let hit = hits[index]
            hits[index].block = found.count
            if hit.block >= 0 {
                keep(view.block(hit.block), hit.block, hit)
                continue
            }
            let first = unsafe view.find(
                directory, directory.slot(hit.hash), SearchState.unproven - hit.block,
                key: hit.key, highKey: hit.highKey, in: hit.group,
                make: isByMake ? hit.make : nil)
            guard first >= 0 else { continue }
            if isByMake {
                keep(view.block(first), first, hit)
                continue
            }
            for number in view.blocks(from: first) { keep(view.block(number), number, hit) }
        }
    }

    /// Blocks to be held against their keys are kept as this less their number.
    private static let unproven = -1

    @inline(__always)
    private mutating func keep(_ block: Block, _ number: Int, _ hit: SearchHit) {
        var mean = -1.0
        switch standing(of: block) {
        case .out: return
        case .low(let factor): mean = factor
        case .open: break
        }
        found.append(
            FoundBlock(key: hit.key, highKey: hit.highKey, block: number, mean: mean))
    }

    /// The blocks that were found for a pattern.
    @inline(__always)
    func blocks(of pattern: SearchPattern) -> Range<Int> {
        let end = Int(pattern.firstHit &+ pattern.hitCount)
        return hits[Int(pattern.firstHit)]
            .block..<(end < hits.count ? hits[end].block : found.count)
    }

    /// What the records of a block can come to: nothing where their make is out of the question.
    @inline(__always)
    mutating func standing(of block: Block) -> BlockStanding {
        let factors = lines.factors(Int(block.line), view.tables, factors)
        if factors.most < negligible { return .out }
        // Where records were withdrawn each is looked at: a count of bits would count them too.
        return factors.most < lowLine * greatest && !view.hasWithdrawn
            ? .low(mean: factors.mean) : .open
    }

    /// Adds the serials that fit a pattern.
    private mutating func add(_ pattern: SearchPattern) {
        let blocks = blocks(of: pattern)
        guard !blocks.isEmpty else { return }
        fill(pattern)
        let plan = unsafe pattern.group
        let isWeighedByCharacters =
            pattern.first.sort == .changed || pattern.second.sort == .changed
        var confusable = 0.0
        if isWeighedByCharacters {
            for place in unsafe 0..<plan.pointee.length {
                unsafe confusable += tables.confusable[Int(codes[place])]
            }
        }
        let cells = unsafe plan.pointee.cells(of: pattern)
        for index in blocks { add(found[index], pattern, cells, confusable) }
    }

    /// Adds the serials of a block that fit a pattern.
    @inline(__always)
    private mutating func add(
        _ one: FoundBlock, _ pattern: SearchPattern, _ cells: (low: UInt64, high: UInt64),
        _ known: Double
    ) {
        let block = view.block(one.block)
        let low = cells.low & block.lowCells
        let high = cells.high & block.highCells
        guard isNear || low | high != 0 else { return }
        let plan = unsafe pattern.group
        var confusable = known
        var open = pattern.openKeys
        while open != 0 {
            let place = open.trailingZeroBitCount
            open &= open &- 1
            codes[place] = unsafe plan.pointee.code(place, key: one.key, highKey: one.highKey)
            unsafe confusable += tables.confusable[Int(codes[place])]
        }
        if isNear { noteNear(pattern, confusable, block) }
        if !pattern.slowerIsOpen, !pattern.fasterIsOpen {
            guard low | high != 0 else { return }
            let weight = unsafe weight(pattern, confusable, plan.pointee.length)
            if weight > 0 { add(block, one, cell: Int(pattern.cell), weight) }
            return
        }
        addOpenCells(block, one, (low, high), pattern, confusable)
    }

    /// Adds the serials of a block at those of the cells that a pattern leaves open.
    private mutating func addOpenCells(
        _ block: Block, _ one: FoundBlock, _ cells: (low: UInt64, high: UInt64),
        _ pattern: SearchPattern, _ known: Double
    ) {
        let plan = unsafe pattern.group
        let length = unsafe plan.pointee.length
        let fast = unsafe FastPlaces(plan)
        var cells = cells
        while let cell = SearchState.nextCell(&cells) {
            var confusable = known
            let slower = cell / fast.stride
            if pattern.slowerIsOpen {
                codes[fast.slower] = UInt8(truncatingIfNeeded: slower) &+ fast.slowerOffset
                unsafe confusable += tables.confusable[Int(codes[fast.slower])]
            }
            if pattern.fasterIsOpen {
                let faster = cell &- slower &* fast.stride
                codes[fast.faster] = UInt8(truncatingIfNeeded: faster) &+ fast.fasterOffset
                unsafe confusable += tables.confusable[Int(codes[fast.faster])]
            }
            let weight = weight(pattern, confusable, length)
            if weight > 0 { add(block, one, cell: cell, weight) }
        }
    }

    /// Takes the first cell out of a set.
    @inline(__always)
    static func nextCell(_ cells: inout (low: UInt64, high: UInt64)) -> Int? {
        if cells.low != 0 {
            let cell = cells.low.trailingZeroBitCount
            cells.low &= cells.low &- 1
            return cell
        }
        guard cells.high != 0 else { return nil }
        let cell = 64 &+ cells.high.trailingZeroBitCount
        cells.high &= cells.high &- 1
        return cell
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
    private mutating func add(_ block: Block, _ one: FoundBlock, cell: Int, _ weight: Double) {
        if one.mean >= 0 {
            // Every way to a serial adds to the sum, so that nothing need be remembered.
            let records =
                block.repeats ? view.records(ofCell: cell, block: one.block, block).count : 1
            lowMass += weight * one.mean * Double(records)
            lowCount += records
            return
        }
        let key = CandidateTable.key(segment: segment, block: one.block, cell: cell)
        let slot = candidates.slot(key)
        if candidates.add(weight, slot: slot) { return }
        let records = view.records(ofCell: cell, block: one.block, block)
        view.foreseeDescriptor(records.lowerBound)
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
                evidence += unsafe described.factor(
                    view.descriptor(record), view.descriptors, factors)
            }
            candidates.setEvidence(evidence, index)
        }
        evidenced = candidates.count
    }

    /// The chance of making the reading of the serial at hand by a pattern's mistakes.
    @inline(__always)
    private func weight(_ pattern: SearchPattern, _ confusable: Double, _ length: Int) -> Double {
        var weight = startingWeight
        if pattern.first.sort != .none {
            weight *= chance(pattern.first, confusable, length, shares)
        }
        if pattern.second.sort != .none {
            weight *= chance(pattern.second, confusable, length, shares)
        }
        return weight
    }

    @inline(__always)
    func chance(
        _ slip: PatternSlip, _ confusable: Double, _ length: Int, _ shares: SlipShares
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
