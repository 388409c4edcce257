extension SearchState {
    /// Ranges of fewer blocks are looked through one by one: before a known place, and before an open
    /// one, whose fillings would each cost a search.
    private static let fewBlocks = (known: 48, open: 4096)

    /// Goes over the blocks of a group that agree with the codes written down, in all places known.
    ///
    /// - Complexity: O(blocks that agree in the known places before the last open one), and a search
    ///   by halves for each beginning.
    mutating func walk(_ plan: UnsafePointer<GroupPlan>) {
        var walk = unsafe BlockWalk(plan: plan)
        for place in unsafe 0..<plan.pointee.length where unsafe !plan.pointee.isFast(place) {
            walk.places[walk.count] = Int8(truncatingIfNeeded: place)
            walk.codes[walk.count] = codes[place]
            walk.count += 1
            guard codes[place] != SearchPattern.open else { continue }
            let shift = unsafe UInt128(plan.pointee.shift(place))
            walk.want |= UInt128(SerialCodes.value(of: codes[place])) << shift
            walk.mask |= unsafe UInt128(plan.pointee.isLetter(place) ? 31 : 15) << shift
            walk.known = walk.count
        }
        guard isByMake else {
            unsafe step(walk, view.blockList(of: plan))
            return
        }
        var makes = presentMakes
        while makes != 0 {
            let make = meantMakes[makes.trailingZeroBitCount]
            makes &= makes &- 1
            unsafe step(walk, view.blockList(of: plan, make: make))
        }
    }

    private mutating func step(_ walk: borrowing BlockWalk, _ list: BlockList) {
        step(walk, list, 0, list.range, prefix: 0)
    }

    /// What a walk looks for.
    @safe
    fileprivate struct BlockWalk {
        let plan: UnsafePointer<GroupPlan>
        var want: UInt128 = 0
        var mask: UInt128 = 0
        var places = InlineArray<24, Int8>(repeating: 0)
        var codes = InlineArray<24, UInt8>(repeating: 0)
        var count = 0
        /// The places up to the last that is known.
        var known = 0
    }

    private mutating func step(
        _ walk: borrowing BlockWalk, _ list: BlockList, _ depth: Int, _ range: Range<Int>,
        prefix: UInt128
    ) {
        if depth >= walk.known {
            for place in range { unsafe push(block: list.number(place), walk.plan) }
            return
        }
        let code = walk.codes[depth]
        let few = SearchState.fewBlocks
        if range.count <= (code == SearchPattern.open ? few.open : few.known) {
            look(walk, list, range)
            return
        }
        let shift = unsafe UInt128(walk.plan.pointee.shift(Int(walk.places[depth])))
        let isWide = unsafe walk.plan.pointee.isWide
        var start = range.lowerBound
        if code != SearchPattern.open {
            let low = prefix | UInt128(SerialCodes.value(of: code)) << shift
            start = list.first(in: range, notBefore: low, isWide: isWide)
            let end = list.first(
                in: start..<range.upperBound, notBefore: low &+ (1 << shift), isWide: isWide)
            step(walk, list, depth + 1, start..<end, prefix: low)
            return
        }
        // The beginnings that there are, one after another.
        while start < range.upperBound {
            let low = (list.key(start) >> shift) << shift
            // Past the first at least: keys that this code has not written may be any.
            let end = max(
                start + 1,
                list.first(
                    in: start..<range.upperBound, notBefore: low &+ (1 << shift),
                    isWide: isWide))
            step(walk, list, depth + 1, start..<end, prefix: low)
            start = end
        }
    }

    /// Looks through blocks one by one.
    private mutating func look(
        _ walk: borrowing BlockWalk, _ list: BlockList, _ range: Range<Int>
    ) {
        if unsafe walk.plan.pointee.isWide {
            for place in range where list.key(place) & walk.mask == walk.want {
                unsafe push(block: list.number(place), walk.plan)
            }
            return
        }
        let mask = UInt64(truncatingIfNeeded: walk.mask)
        let want = UInt64(truncatingIfNeeded: walk.want)
        for place in range where list.lowKey(place) & mask == want {
            unsafe push(block: list.number(place), walk.plan)
        }
    }
}
