extension SearchState {
    /// Looks for the serials of a group from which the mistakes lead to the reading.
    private mutating func fill(_ pattern: inout SearchPattern) {
        var read = 0
        var place = 0
        if pattern.first.sort != .none { undo(pattern.first, &pattern, &read, &place) }
        if pattern.second.sort != .none { undo(pattern.second, &pattern, &read, &place) }
        copy(upTo: length, &pattern, &read, &place)
    }

    @inline(__always)
    private func copy(
        upTo end: Int, _ pattern: inout SearchPattern, _ read: inout Int, _ place: inout Int
    ) {
        while read < end {
            pattern.codes[place] = reading[read]
            read &+= 1
            place &+= 1
        }
    }

    @inline(__always)
    private func undo(
        _ slip: PatternSlip, _ pattern: inout SearchPattern, _ read: inout Int,
        _ place: inout Int
    ) {
        copy(upTo: Int(slip.read), &pattern, &read, &place)
        switch slip.sort {
        case .none: break
        case .changed:
            read &+= 1
            place &+= 1
        case .missing: place &+= 1
        case .extra: read &+= 1
        case .exchanged:
            pattern.codes[place] = reading[read &+ 1]
            pattern.codes[place &+ 1] = reading[read]
            read &+= 2
            place &+= 2
        }
    }

    /// Looks for the serials of a group from which the mistakes lead to the reading.
    mutating func probe(
        _ plan: UnsafePointer<GroupPlan>, _ first: PatternSlip, _ second: PatternSlip
    ) {
        var pattern = unsafe SearchPattern(group: plan)
        pattern.first = first
        pattern.second = second
        fill(&pattern)
        probe(&pattern)
    }

    /// Tries the fillings of the open places, or walks over the blocks when there are too many.
    mutating func probe(_ pattern: inout SearchPattern) {
        let plan = unsafe pattern.group
        var hash = unsafe plan.pointee.salt
        var key: UInt128 = 0
        var openCount = 0
        var fillings = 1
        for place in unsafe 0..<plan.pointee.length {
            let code = pattern.codes[place]
            unsafe pattern.confusable += tables.confusable[Int(code)]
            if unsafe plan.pointee.isFast(place) {
                unsafe noteFast(place, code, &pattern, plan)
            } else if code == SearchPattern.open {
                openCount &+= 1
                fillings = unsafe fillings &* plan.pointee.radix(place)
                if openCount == 1 {
                    pattern.openA = Int8(truncatingIfNeeded: place)
                } else {
                    pattern.openB = Int8(truncatingIfNeeded: place)
                }
            } else {
                let value = UInt64(code < 10 ? code : code &- 10)
                hash = unsafe hash &+ value &* view.multipliers[place]
                key |= unsafe UInt128(value) &<< UInt128(plan.pointee.shift(place))
            }
        }
        let number = Int32(truncatingIfNeeded: patterns.count)
        let known = hits.count
        if openCount == 0 {
            test(hash, key, number)
        } else if unsafe openCount > 2 || fillings > max(32, Int(plan.pointee.blockCount) / 4) {
            walk(pattern, number)
        } else if openCount == 1 {
            unsafe tryFillings(Int(pattern.openA), hash, key, number, plan)
        } else {
            unsafe tryFillings(
                ofTwo: (Int(pattern.openA), Int(pattern.openB)), hash, key, number, plan)
        }
        // Most patterns lead to no block, and are forgotten.
        if hits.count > known { patterns.append(pattern) }
    }

    /// Tries the fillings of two open places: those of one that leave any of the other.
    private mutating func tryFillings(
        ofTwo places: (Int, Int), _ hash: UInt64, _ key: UInt128, _ number: Int32,
        _ plan: UnsafePointer<GroupPlan>
    ) {
        let isFirstLarger = unsafe plan.pointee.radix(places.0) > plan.pointee.radix(places.1)
        let (outer, inner) = isFirstLarger ? (places.1, places.0) : places
        let step = unsafe view.multipliers[outer]
        let shift = unsafe UInt128(plan.pointee.shift(outer))
        var hash = hash
        for value in unsafe 0..<UInt64(plan.pointee.radix(outer)) {
            unsafe tryFillings(inner, hash, key | UInt128(value) &<< shift, number, plan)
            hash = hash &+ step
        }
    }

    @inline(__always)
    private func noteFast(
        _ place: Int, _ code: UInt8, _ pattern: inout SearchPattern,
        _ plan: UnsafePointer<GroupPlan>
    ) {
        if code == SearchPattern.open {
            if unsafe place == plan.pointee.slower {
                pattern.slowerIsOpen = true
            } else {
                pattern.fasterIsOpen = true
            }
        } else {
            let value = Int(code < 10 ? code : code &- 10)
            pattern.cell &+=
                unsafe place == plan.pointee.slower
                ? value &* plan.pointee.stride : value
        }
    }

    @inline(__always)
    private mutating func tryFillings(
        _ place: Int, _ start: UInt64, _ key: UInt128, _ pattern: Int32,
        _ plan: UnsafePointer<GroupPlan>
    ) {
        guard view.mayHavePartial(start, open: place) else { return }
        let step = unsafe view.multipliers[place]
        var hash = start
        for value in unsafe 0..<plan.pointee.radix(place) {
            if view.mayHave(hash) {
                let shift = unsafe UInt128(plan.pointee.shift(place))
                push(hash, key | UInt128(truncatingIfNeeded: value) &<< shift, pattern)
            }
            hash = hash &+ step
        }
    }

    @inline(__always)
    private mutating func test(_ hash: UInt64, _ key: UInt128, _ pattern: Int32) {
        if view.mayHave(hash) { push(hash, key, pattern) }
    }

    @inline(__always)
    private mutating func push(_ hash: UInt64, _ key: UInt128, _ pattern: Int32) {
        hits.append(
            SearchHit(
                hash: hash, key: UInt64(truncatingIfNeeded: key),
                highKey: UInt64(truncatingIfNeeded: key &>> 64), pattern: pattern, block: -1))
    }

    /// Keeps a block that was found by walking.
    @inline(__always)
    mutating func push(block: Int, _ pattern: Int32) {
        if case .out = standing(of: view.block(block)) { return }
        hits.append(
            SearchHit(
                hash: 0, key: view.block(block).key, highKey: view.high(block),
                pattern: pattern, block: Int32(truncatingIfNeeded: block)))
    }
}
