extension SearchState {
    /// Goes through all serials that lead to the reading by just so many mistakes.
    ///
    /// The mistakes are put in the order of the reading. Group by group, so that a mistake is tried only
    /// where the characters before, between and behind fit the group's shape.
    ///
    /// - Complexity: O(groups of like length, and n² for each at two mistakes) additions, apart from what
    ///   is found.
    mutating func enumerate(mistakes: Int) {
        for index in 0..<chosen.count {
            let group = chosen[index]
            let change = Int(group.length) &- reading.count
            guard change <= mistakes, change >= -mistakes else { continue }
            let plan = unsafe view.plans + Int(group.number)
            unsafe alignments.begin(
                plan, length: reading.count, letters: reading.letters, open: reading.open)
            probed = ProbedKey()
            presentMakes = group.makes
            switch mistakes {
            case 0: unsafe asItStands(plan)
            case 1: unsafe lastSlip(plan, Beginning(), change)
            default: unsafe slips(plan, change)
            }
        }
    }

    /// How much of the reading is accounted for, and by what.
    struct Beginning {
        var first = PatternSlip()
        /// Characters of the reading.
        var read = 0
        /// How many places of the serial are before those characters' own.
        var shift = 0
        /// What the places so far add.
        var sums = PlaceSums()
    }

    private mutating func asItStands(_ plan: UnsafePointer<GroupPlan>) {
        guard alignments.misfits(0) == 0 else { return }
        let row = unsafe alignments.row(0, plan, reading, view.multipliers)
        unsafe probe(plan, PatternSlip(), PatternSlip(), row[reading.count])
    }

    /// Undoes a first mistake at each place that what is before allows, then the last.
    private mutating func slips(_ plan: UnsafePointer<GroupPlan>, _ change: Int) {
        let fitting = min(reading.count, alignments.misfits(0).trailingZeroBitCount)
        let row = unsafe alignments.row(0, plan, reading, view.multipliers)
        for index in 0...fitting {
            let place = Int8(truncatingIfNeeded: index)
            var next = unsafe Beginning(sums: row[index])
            func slip(_ sort: PatternSlip.Sort) -> PatternSlip {
                PatternSlip(sort: sort, read: place, place: place)
            }
            if change >= 0 {
                next.first = slip(.missing)
                next.read = index
                next.shift = 1
                unsafe lastSlip(plan, next, change)
            }
            guard index < reading.count, !reading.isOpen(index) else { continue }
            next.read = index &+ 1
            if change <= 0 {
                next.first = slip(.extra)
                next.shift = -1
                unsafe lastSlip(plan, next, change)
            }
            next.shift = 0
            if change <= 1, change >= -1 {
                next.first = slip(.changed)
                unsafe lastSlip(plan, next, change)
                if unsafe canExchange(index, shift: 0, plan) {
                    next.first = slip(.exchanged)
                    next.read = index &+ 2
                    unsafe next.sums =
                        next.sums &+ exchangedSums(index, shift: 0, plan)
                    unsafe lastSlip(plan, next, change)
                }
            }
        }
    }

    /// Undoes one more mistake at each place that leaves the rest of the reading where it fits.
    private mutating func lastSlip(
        _ plan: UnsafePointer<GroupPlan>, _ before: Beginning, _ change: Int
    ) {
        let need = change &- before.shift
        guard need <= 1, need >= -1 else { return }
        let misfits =
            alignments.misfits(before.shift) &>> UInt32(truncatingIfNeeded: before.read)
        // Up to here the characters fit where the first mistake has put them, and since there where the
        // last one does.
        let until = min(reading.count, before.read &+ misfits.trailingZeroBitCount)
        let since = 32 &- alignments.misfits(change).leadingZeroBitCount
        let width = need == 1 ? 0 : need == 0 ? 2 : 1
        let lowest = max(before.read, since &- width)
        guard lowest <= until else { return }
        let here = unsafe alignments.row(before.shift, plan, reading, view.multipliers)
        let end = unsafe alignments.row(change, plan, reading, view.multipliers)
        let known = unsafe before.sums &- here[before.read] &+ end[reading.count]
        for index in lowest...until {
            let sums = unsafe known &+ here[index]
            if need == 1 {
                let slip = PatternSlip(.missing, index, before.shift)
                unsafe finish(plan, before.first, slip, sums &- end[index])
                continue
            }
            guard index < reading.count, !reading.isOpen(index) else { continue }
            if since <= index &+ 1 {
                let slip = PatternSlip(need == 0 ? .changed : .extra, index, before.shift)
                unsafe finish(plan, before.first, slip, sums &- end[index &+ 1])
            }
            guard need == 0, unsafe canExchange(index, shift: before.shift, plan)
            else { continue }
            let slip = PatternSlip(.exchanged, index, before.shift)
            unsafe finish(
                plan, before.first, slip,
                sums &+ exchangedSums(index, shift: before.shift, plan)
                    &- end[index &+ 2])
        }
    }

    @inline(__always)
    private mutating func finish(
        _ plan: UnsafePointer<GroupPlan>, _ first: PatternSlip, _ last: PatternSlip,
        _ sums: PlaceSums
    ) {
        if first.sort == .none {
            unsafe probe(plan, last, PatternSlip(), sums)
        } else {
            unsafe probe(plan, first, last, sums)
        }
    }

    /// Tells whether two neighbours of the reading differ and fit the shape the other way round.
    @inline(__always)
    private func canExchange(_ index: Int, shift: Int, _ plan: UnsafePointer<GroupPlan>) -> Bool {
        guard index &+ 1 < reading.count, !reading.isOpen(index &+ 1),
            reading[index] != reading[index &+ 1]
        else { return false }
        let read = reading.letters &>> UInt32(truncatingIfNeeded: index)
        let places =
            unsafe plan.pointee.letters &>> UInt32(truncatingIfNeeded: index &+ shift)
        return read & 1 == places &>> 1 & 1 && read &>> 1 & 1 == places & 1
    }

    @inline(__always)
    private func exchangedSums(
        _ index: Int, shift: Int, _ plan: UnsafePointer<GroupPlan>
    ) -> PlaceSums {
        let place = index &+ shift
        return unsafe plan.pointee.sums(reading[index &+ 1], at: place, view.multipliers)
            &+ plan.pointee.sums(reading[index], at: place &+ 1, view.multipliers)
    }
}

extension PatternSlip {
    /// A mistake at a character of the reading, that is shifted in the serial.
    @inline(__always)
    fileprivate init(_ sort: Sort, _ index: Int, _ shift: Int) {
        self.init(
            sort: sort, read: Int8(truncatingIfNeeded: index),
            place: Int8(truncatingIfNeeded: index &+ shift))
    }
}
