extension SearchState {
    @inline(__always)
    private func bit(_ index: Int) -> UInt32 {
        letters &>> UInt32(truncatingIfNeeded: index) & 1
    }

    @inline(__always)
    private func isOpen(_ index: Int) -> Bool {
        openPlaces &>> UInt32(truncatingIfNeeded: index) & 1 == 1
    }

    @inline(__always)
    private func hasLength(_ length: Int) -> Bool {
        length > 0 && length <= SerialCodes.longest
            && lengths &>> UInt32(truncatingIfNeeded: length) & 1 == 1
    }

    /// Goes through all serials that lead to the reading by just so many mistakes.
    ///
    /// The mistakes are put in the order of the reading; of each sort at each place both sorts of
    /// character are tried, and only what has the shape of a group goes further.
    mutating func enumerate(mistakes: Int) {
        let start = Beginning()
        switch mistakes {
        case 0: finish(start, PatternSlip(), PatternSlip())
        case 1: slip(start, PatternSlip(), isLast: true)
        default: slip(start, PatternSlip(), isLast: false)
        }
    }

    /// How much of the reading and of the serial is accounted for.
    struct Beginning {
        /// Characters of the reading.
        var read = 0
        /// Places of the serial.
        var place = 0
        /// Which of those places are letters, and which are open.
        var letters: UInt32 = 0
        var open: UInt32 = 0

        @inline(__always)
        func adding(read more: Int, places: Int, letters added: UInt32 = 0) -> Beginning {
            var next = self
            next.read &+= more
            next.letters |= added &<< UInt32(truncatingIfNeeded: place)
            next.place &+= places
            return next
        }
    }

    /// Undoes one mistake at each place of the reading from the beginning on, then what follows.
    private mutating func slip(_ beginning: Beginning, _ first: PatternSlip, isLast: Bool) {
        let final = beginning.place &+ length &- beginning.read
        let same = !isLast || hasLength(final)
        let longer = !isLast || hasLength(final &+ 1)
        let shorter = !isLast || hasLength(final &- 1)
        guard same || longer || shorter else { return }
        for index in beginning.read...length {
            var here = beginning
            let copied = UInt32(truncatingIfNeeded: index &- beginning.read)
            let run: UInt32 = (1 &<< copied) &- 1
            let from = UInt32(truncatingIfNeeded: beginning.read)
            let to = UInt32(truncatingIfNeeded: beginning.place)
            here.letters |= ((letters &>> from) & run) &<< to
            here.open |= ((openPlaces &>> from) & run) &<< to
            here.read = index
            here.place &+= index &- beginning.read
            var slip = PatternSlip(
                sort: .missing, read: Int8(truncatingIfNeeded: index),
                place: Int8(truncatingIfNeeded: here.place))
            if longer {
                go(here.adding(read: 0, places: 1), first, slip, isLast)
                go(here.adding(read: 0, places: 1, letters: 1), first, slip, isLast)
            }
            guard index < length, !isOpen(index) else { continue }
            if same {
                slip.sort = .changed
                go(here.adding(read: 1, places: 1), first, slip, isLast)
                go(here.adding(read: 1, places: 1, letters: 1), first, slip, isLast)
            }
            if shorter {
                slip.sort = .extra
                go(here.adding(read: 1, places: 0), first, slip, isLast)
            }
            guard same, index &+ 1 < length, !isOpen(index &+ 1),
                reading[index] != reading[index &+ 1]
            else { continue }
            slip.sort = .exchanged
            go(
                here.adding(read: 2, places: 2, letters: bit(index &+ 1) | bit(index) &<< 1),
                first, slip, isLast)
        }
    }

    @inline(__always)
    private mutating func go(
        _ beginning: Beginning, _ first: PatternSlip, _ slip: PatternSlip, _ isLast: Bool
    ) {
        if !isLast {
            self.slip(beginning, slip, isLast: true)
        } else if first.sort == .none {
            finish(beginning, slip, PatternSlip())
        } else {
            finish(beginning, first, slip)
        }
    }

    /// The rest of the reading stands in the serial as it is: looks whether there is such a shape.
    @inline(__always)
    private mutating func finish(
        _ beginning: Beginning, _ first: PatternSlip, _ second: PatternSlip
    ) {
        let serialLength = beginning.place &+ length &- beginning.read
        guard hasLength(serialLength) else { return }
        let rest = UInt32(truncatingIfNeeded: beginning.read)
        let shift = UInt32(truncatingIfNeeded: beginning.place)
        let isRead = beginning.read >= length
        let shape = beginning.letters | (isRead ? 0 : (letters &>> rest) &<< shift)
        let open = beginning.open | (isRead ? 0 : (openPlaces &>> rest) &<< shift)
        if open == 0 {
            let group = view.group(length: serialLength, letters: shape)
            if group >= 0, allowed[group] != 0 { unsafe probe(view.plans + group, first, second) }
        } else {
            for group in view.groups(length: serialLength)
            where allowed[group] != 0 {
                let plan = unsafe view.plans + group
                if unsafe (plan.pointee.letters ^ shape) & ~open == 0 {
                    unsafe probe(plan, first, second)
                }
            }
        }
    }
}
