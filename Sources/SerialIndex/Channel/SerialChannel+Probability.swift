extension SerialChannel {
    /// The chance of a pattern, given what stands at the places of the serial.
    ///
    /// The plain computation, over a table of (place, element): what the index finds by enumeration must
    /// equal it.
    ///
    /// - Complexity: O(serial x pattern).
    public func probability(of pattern: SerialPattern, given serial: [Place]) -> Double {
        let elements = Array(pattern.elements.prefix(SerialCodes.longest))
        let serial = Array(serial.prefix(SerialCodes.longest))
        guard !serial.isEmpty, !elements.isEmpty else { return 0 }
        let table = ReadingTable(elements: elements, serial: serial, channel: self)
        if !pattern.isWhole {
            let ways = table.ways(weights.markedSlips)
            return ways[0] * weights.marked[0] + ways[1] * weights.marked[1]
                + ways[2] * weights.marked[2] * 2
        }
        let single = table.ways(
            ChannelWeights.Slip.allCases.map { weights.causes[$0.rawValue + 1] })
        // Two mistakes may come in either order, and each order was counted once.
        let double = table.ways(weights.pair)
        return single[0] * weights[.exact] + single[1] + double[2] * weights[.two] * 2
            + cutChance(elements, serial)
    }

    /// The chance that an end was left off: leading letters up to three, or a digit; one or two last.
    private func cutChance(_ elements: [SerialPattern.Element], _ serial: [Place]) -> Double {
        var chance = 0.0
        for cut in 1...3 where serial.count - cut == elements.count {
            chance +=
                weights[.cutStart] * startCut(serial, cut)
                * matchChance(elements, serial.dropFirst(cut))
            if cut < 3 {
                chance += weights[.cutEnd] / 2 * matchChance(elements, serial.dropLast(cut))
            }
        }
        return chance
    }

    /// The chance that just so many characters are left off at the start.
    private func startCut(_ serial: [Place], _ cut: Int) -> Double {
        func letter(_ place: Place) -> Double {
            switch place {
            case SerialChannel.anyDigit: 0
            case SerialChannel.anyLetter: 1
            case SerialChannel.anyCharacter: 26.0 / 36
            default: place < 10 ? 0 : 1
            }
        }
        let lettered = serial.prefix(cut).reduce(1) { $0 * letter($1) }
        let ends = cut == 3 || cut >= serial.count ? 1 : 1 - letter(serial[cut])
        return lettered * ends + (cut == 1 ? 1 - letter(serial[0]) : 0)
    }

    private func matchChance(
        _ elements: [SerialPattern.Element], _ serial: ArraySlice<Place>
    ) -> Double {
        zip(elements, serial).reduce(1) { chance, pair in
            guard case .character(let byte) = pair.0, let code = SerialCodes.code(of: byte)
            else { return chance }
            return chance * holds[SerialChannel.index(pair.1, Int(code))]
        }
    }
}

/// The ways of reading a serial, counted place by place.
private struct ReadingTable {
    let elements: [SerialPattern.Element]
    let serial: [SerialChannel.Place]
    let channel: SerialChannel
    private let confusable: Double

    init(
        elements: [SerialPattern.Element], serial: [SerialChannel.Place], channel: SerialChannel
    ) {
        self.elements = elements
        self.serial = serial
        self.channel = channel
        confusable = serial.reduce(0) { $0 + channel.confusable[$1] }
    }

    /// The sum of all ways with 0, 1 and 2 mistakes that account for everything.
    func ways(_ shares: [Double]) -> SIMD4<Double> {
        let width = elements.count + 1
        var cells = [SIMD4<Double>](repeating: .zero, count: (serial.count + 1) * width)
        cells[0][0] = 1
        for at in 0...serial.count {
            for read in 0...elements.count where cells[at * width + read] != .zero {
                advance(at, read, shares, &cells)
            }
        }
        return cells[serial.count * width + elements.count]
    }

    /// Carries what has been accounted for at one cell on to the cells after it.
    private func advance(
        _ at: Int, _ read: Int, _ shares: [Double], _ cells: inout [SIMD4<Double>]
    ) {
        let width = elements.count + 1
        let here = cells[at * width + read]
        let oneMore = SIMD4<Double>(0, here[0], here[1], 0)
        let length = Double(serial.count)
        if at < serial.count {
            cells[(at + 1) * width + read] +=
                oneMore * (shares[ChannelWeights.Slip.missing.rawValue] / length)
        }
        guard read < elements.count else { return }
        switch elements[read] {
        case .unknown:
            if at < serial.count { cells[(at + 1) * width + read + 1] += here }
        case .unknownRun:
            for (hidden, chance) in channel.weights.runs.enumerated()
            where at + hidden <= serial.count {
                cells[(at + hidden) * width + read + 1] += here * chance
            }
        case .character(let byte):
            guard let code = SerialCodes.code(of: byte).map(Int.init) else { return }
            let next = serial[min(at, serial.count - 1)]
            cells[at * width + read + 1] +=
                oneMore
                * (shares[ChannelWeights.Slip.extra.rawValue] / (length + 1)
                    * channel.extra[SerialChannel.index(next, code)])
            guard at < serial.count else { return }
            let index = SerialChannel.index(serial[at], code)
            cells[(at + 1) * width + read + 1] +=
                here * channel.holds[index] + oneMore * mistaken(index, shares)
            exchange(at, read, code, oneMore, shares, &cells)
        }
    }

    /// The chance that a place's character is read as another.
    private func mistaken(_ index: Int, _ shares: [Double]) -> Double {
        let confused =
            confusable > 0
            ? shares[ChannelWeights.Slip.confused.rawValue] * channel.confused[index] / confusable
            : 0
        return confused + shares[ChannelWeights.Slip.changed.rawValue] * channel.changed[index]
            / Double(serial.count)
    }

    private func exchange(
        _ at: Int, _ read: Int, _ code: Int, _ oneMore: SIMD4<Double>, _ shares: [Double],
        _ cells: inout [SIMD4<Double>]
    ) {
        guard at + 1 < serial.count, read + 1 < elements.count,
            case .character(let byte) = elements[read + 1],
            let second = SerialCodes.code(of: byte).map(Int.init), second != code
        else { return }
        let crossed =
            channel.holds[SerialChannel.index(serial[at], second)]
            * channel.holds[SerialChannel.index(serial[at + 1], code)]
            * shares[ChannelWeights.Slip.exchanged.rawValue] / Double(serial.count - 1)
        let width = elements.count + 1
        cells[(at + 2) * width + read + 2] += oneMore * crossed
    }
}
