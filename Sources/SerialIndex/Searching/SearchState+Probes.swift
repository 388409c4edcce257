/// The key that was tried last, and what was found: patterns that differ in the fast places alone share it.
struct ProbedKey {
    var hash: UInt64 = 0
    var openKeys: UInt32 = 0
    var firstHit: Int32 = 0
    var hitCount: Int32 = -1
}

extension SearchState {
    /// Looks for the blocks of a pattern of which the sums over the known places are at hand.
    @inline(__always)
    mutating func probe(
        _ plan: UnsafePointer<GroupPlan>, _ first: PatternSlip, _ second: PatternSlip,
        _ sums: PlaceSums
    ) {
        var pattern = unsafe SearchPattern(group: plan)
        pattern.first = first
        pattern.second = second
        guard reading.open == 0 else { return probe(&pattern) }
        let open = first.open | second.open
        pattern.cell = UInt8(truncatingIfNeeded: sums.cell)
        pattern.slowerIsOpen = unsafe open & plan.pointee.slowerPlace != 0
        pattern.fasterIsOpen = unsafe open & plan.pointee.fasterPlace != 0
        pattern.openKeys = unsafe open & plan.pointee.keyPlaces
        probe(&pattern, sums)
    }

    /// Looks for the blocks of a pattern with marks: its characters are gone over one by one.
    mutating func probe(_ pattern: inout SearchPattern) {
        fill(pattern)
        let plan = unsafe pattern.group
        var sums = PlaceSums()
        var open: UInt32 = 0
        for place in unsafe 0..<plan.pointee.length {
            if codes[place] == SearchPattern.open { open |= 1 << UInt32(place) }
            sums = unsafe sums &+ plan.pointee.sums(codes[place], at: place, view.multipliers)
        }
        pattern.cell = UInt8(truncatingIfNeeded: sums.cell)
        pattern.slowerIsOpen = unsafe open & plan.pointee.slowerPlace != 0
        pattern.fasterIsOpen = unsafe open & plan.pointee.fasterPlace != 0
        pattern.openKeys = unsafe open & plan.pointee.keyPlaces
        probe(&pattern, sums)
    }

    /// Tries the fillings of the open places, or walks over the blocks when there are too many.
    @inline(__always)
    private mutating func probe(_ pattern: inout SearchPattern, _ sums: PlaceSums) {
        let plan = unsafe pattern.group
        let hash = unsafe plan.pointee.salt &+ sums.hash
        if probed.hitCount < 0 || probed.hash != hash || probed.openKeys != pattern.openKeys {
            probed.hash = hash
            probed.openKeys = pattern.openKeys
            probed.firstHit = Int32(truncatingIfNeeded: hits.count)
            look(pattern, hash, sums)
            probed.hitCount = Int32(truncatingIfNeeded: hits.count) &- probed.firstHit
        }
        // Most patterns lead to no block, and are forgotten.
        guard probed.hitCount > 0 else { return }
        pattern.firstHit = probed.firstHit
        pattern.hitCount = probed.hitCount
        patterns.append(pattern)
    }

    /// Looks for the blocks of a key with open places: of each make in question, or of all.
    private mutating func look(_ pattern: SearchPattern, _ hash: UInt64, _ sums: PlaceSums) {
        let plan = unsafe pattern.group
        let open = pattern.openKeys
        guard unsafe isAffordable(open, plan) else {
            fill(pattern)
            if isDirect { walkedCells = unsafe plan.pointee.cells(of: pattern) }
            unsafe walk(plan)
            return
        }
        guard isByMake else {
            unsafe tryFillings(open, hash, sums, plan, 0)
            return
        }
        var makes = presentMakes
        while makes != 0 {
            let index = makes.trailingZeroBitCount
            makes &= makes &- 1
            unsafe tryFillings(
                open, hash &+ makeSalts[index], sums, plan, meantMakes[index])
        }
    }

    /// Tells whether trying all fillings costs less than going over the blocks.
    @inline(__always)
    private func isAffordable(_ open: UInt32, _ plan: UnsafePointer<GroupPlan>) -> Bool {
        let others = open & (open &- 1)
        // One place has never more fillings than what a walk over few blocks costs.
        guard others != 0 else { return true }
        guard others & (others &- 1) == 0 else { return false }
        let fillings =
            unsafe plan.pointee.radix(open.trailingZeroBitCount)
            &* plan.pointee.radix(others.trailingZeroBitCount)
        return unsafe fillings <= max(32, Int(plan.pointee.blockCount) / 4)
    }

    @inline(__always)
    private mutating func tryFillings(
        _ open: UInt32, _ hash: UInt64, _ sums: PlaceSums, _ plan: UnsafePointer<GroupPlan>,
        _ make: UInt32
    ) {
        if open == 0 {
            if directory.mayHave(hash) { unsafe push(hash, sums.key, sums.highKey, plan, make) }
            return
        }
        let first = open.trailingZeroBitCount
        let others = open & (open &- 1)
        if others == 0 {
            guard directory.mayHavePartial(hash, open: first) else { return }
            unsafe tryFillings(at: first, hash, sums.key, sums.highKey, plan, make)
            return
        }
        let second = others.trailingZeroBitCount
        let isFirstLarger = unsafe plan.pointee.radix(first) > plan.pointee.radix(second)
        let (outer, inner) = isFirstLarger ? (second, first) : (first, second)
        // All are asked of the filter before any is gone into: their loads overlap, and nothing is guessed.
        let step = unsafe view.multipliers[outer]
        var trial = hash
        var passing: UInt32 = 0
        for value in unsafe 0..<UInt32(truncatingIfNeeded: plan.pointee.radix(outer)) {
            passing |= (directory.mayHavePartial(trial, open: inner) ? 1 : 0) &<< value
            trial = trial &+ step
        }
        while passing != 0 {
            let value = UInt64(truncatingIfNeeded: passing.trailingZeroBitCount)
            passing &= passing &- 1
            let more = unsafe sums &+ plan.pointee.sums(value: value, at: outer, view.multipliers)
            unsafe tryFillings(
                at: inner, hash &+ value &* step, more.key, more.highKey, plan, make)
        }
    }

    @inline(__always)
    private mutating func tryFillings(
        at place: Int, _ start: UInt64, _ key: UInt64, _ highKey: UInt64,
        _ plan: UnsafePointer<GroupPlan>, _ make: UInt32
    ) {
        let step = unsafe view.multipliers[place]
        var hash = start
        var passing: UInt32 = 0
        for value in unsafe 0..<UInt32(truncatingIfNeeded: plan.pointee.radix(place)) {
            passing |= (directory.mayHave(hash) ? 1 : 0) &<< value
            hash = hash &+ step
        }
        while passing != 0 {
            let value = UInt64(truncatingIfNeeded: passing.trailingZeroBitCount)
            passing &= passing &- 1
            let more = unsafe plan.pointee.sums(value: value, at: place, view.multipliers)
            unsafe push(
                start &+ value &* step, key &+ more.key, highKey &+ more.highKey, plan, make)
        }
    }

    @inline(__always)
    private mutating func push(
        _ hash: UInt64, _ key: UInt64, _ highKey: UInt64, _ plan: UnsafePointer<GroupPlan>,
        _ make: UInt32
    ) {
        directory.foresee(hash)
        unsafe hits.append(
            SearchHit(
                hash: hash, key: key, highKey: highKey, group: plan, make: make, block: -1))
    }

    /// Keeps a block that was found by walking.
    @inline(__always)
    mutating func push(block: Int, _ plan: UnsafePointer<GroupPlan>) {
        var mean = -1.0
        switch standing(of: view.block(block)) {
        case .out: return
        case .low(let factor): mean = factor
        case .open: break
        }
        if isDirect {
            // While the block is at hand: there may be very many.
            collect(FoundBlock(key: 0, highKey: 0, block: block, mean: mean), walkedCells)
            return
        }
        unsafe hits.append(
            SearchHit(
                hash: 0, key: view.block(block).key, highKey: view.high(block), group: plan,
                make: 0, block: block))
    }

    /// Writes down the characters of a pattern's serials, `SearchPattern.open` for those not known.
    mutating func fill(_ pattern: SearchPattern) {
        for place in unsafe 0..<pattern.group.pointee.length {
            codes[place] = SearchPattern.open
        }
        var read = 0
        var place = Int(pattern.start)
        if pattern.first.sort != .none { undo(pattern.first, &read, &place) }
        if pattern.second.sort != .none { undo(pattern.second, &read, &place) }
        copy(upTo: reading.count, &read, &place)
    }

    @inline(__always)
    private mutating func copy(upTo end: Int, _ read: inout Int, _ place: inout Int) {
        while read < end {
            codes[place] = reading[read]
            read &+= 1
            place &+= 1
        }
    }

    @inline(__always)
    private mutating func undo(_ slip: PatternSlip, _ read: inout Int, _ place: inout Int) {
        copy(upTo: Int(slip.read), &read, &place)
        switch slip.sort {
        case .none: break
        case .changed:
            read &+= 1
            place &+= 1
        case .missing: place &+= 1
        case .extra: read &+= 1
        case .exchanged:
            codes[place] = reading[read &+ 1]
            codes[place &+ 1] = reading[read]
            read &+= 2
            place &+= 2
        }
    }
}
