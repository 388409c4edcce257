extension SearchState {
    /// Looks for serials of which the reading leaves off an end.
    mutating func enumerateCuts(_ weights: ChannelWeights) {
        let length = reading.count
        for cut in 1...3 where length + cut <= SerialCodes.longest {
            for index in 0..<chosen.count where Int(chosen[index].length) == length + cut {
                let plan = unsafe view.plans + Int(chosen[index].number)
                presentMakes = chosen[index].makes
                if unsafe plan.pointee.letters >> UInt32(cut) == reading.letters,
                    unsafe plan.pointee.leadingCut == cut
                {
                    startingWeight = weights[.cutStart]
                    unsafe probe(plan, readingAt: cut)
                    settle()
                }
                let mask: UInt32 = (1 << UInt32(length)) - 1
                if cut < 3, unsafe plan.pointee.letters & mask == reading.letters {
                    startingWeight = weights[.cutEnd] / 2
                    unsafe probe(plan, readingAt: 0)
                    settle()
                }
            }
        }
    }

    private mutating func probe(_ plan: UnsafePointer<GroupPlan>, readingAt start: Int) {
        var pattern = unsafe SearchPattern(group: plan)
        pattern.start = Int8(start)
        probe(&pattern)
    }

    /// The block and cell of the reading as it stands, in a group; block -1 when there is none.
    func place(in plan: UnsafePointer<GroupPlan>) -> (block: Int, cell: Int) {
        var hash = unsafe plan.pointee.salt
        var key: UInt128 = 0
        var cell = 0
        for place in unsafe 0..<plan.pointee.length {
            let value = UInt64(SerialCodes.value(of: reading[place]))
            if unsafe plan.pointee.isFast(place) {
                cell +=
                    unsafe place == plan.pointee.slower
                    ? Int(value) * plan.pointee.stride : Int(value)
            } else {
                hash = unsafe hash &+ value &* view.multipliers[place]
                key |= unsafe UInt128(value) << UInt128(plan.pointee.shift(place))
            }
        }
        guard view.byKey.mayHave(hash) else { return (-1, cell) }
        return unsafe (
            view.find(
                view.byKey, hash: hash, key: UInt64(truncatingIfNeeded: key),
                highKey: UInt64(truncatingIfNeeded: key >> 64), in: plan, make: nil), cell
        )
    }
}

extension GroupPlan {
    /// How many characters go when somebody leaves off the beginning: letters up to three, or a digit.
    var leadingCut: Int {
        guard isLetter(0) else { return 1 }
        var cut = 1
        while cut < 3, cut < length, isLetter(cut) { cut += 1 }
        return cut
    }
}
