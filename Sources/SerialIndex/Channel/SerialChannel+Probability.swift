extension SerialChannel {
    /// The chance of a pattern, given what stands at the places of the serial.
    ///
    /// The plain computation, over a table of (place, element): what the index finds by enumeration must
    /// equal it. A run that hides some characters is as many unknown ones, so that a mistake may be made
    /// amid them too.
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
    /// What a column of the table stands before.
    private enum Column {
        case code(UInt8)
        case open
        /// A run, of which some characters are hidden already.
        case run(hidden: UInt8)
        /// What no serial has.
        case nothing
    }

    private let columns: [Column]
    private let serial: [SerialChannel.Place]
    private let channel: SerialChannel
    /// The chance of each length of a run.
    private let runs: [Double]
    private let confusable: Double
    /// How many neighbours are unlike, of which any two may be exchanged.
    private let unlikePairs: Double

    init(
        elements: [SerialPattern.Element], serial: [SerialChannel.Place], channel: SerialChannel
    ) {
        var runs = Array(channel.weights.runs.prefix(SerialCodes.longest + 1))
        if runs.isEmpty { runs = [0] }
        // A reading has a character: a run that stands alone hides something.
        if elements == [.unknownRun] { runs[0] = 0 }
        var columns: [Column] = []
        columns.reserveCapacity(elements.count + runs.count)
        for element in elements {
            switch element {
            case .character(let byte):
                columns.append(SerialCodes.code(of: byte).map { .code($0) } ?? .nothing)
            case .unknown: columns.append(.open)
            case .unknownRun:
                for hidden in runs.indices { columns.append(.run(hidden: UInt8(hidden))) }
            }
        }
        self.columns = columns
        self.runs = runs
        self.serial = serial
        self.channel = channel
        confusable = serial.reduce(0) { $0 + channel.confusable[$1] }
        unlikePairs = zip(serial, serial.dropFirst()).reduce(0) { sum, pair in
            sum + 1
                - (0..<SerialChannel.characters).reduce(0) { like, code in
                    like + channel.holds[SerialChannel.index(pair.0, code)]
                        * channel.holds[SerialChannel.index(pair.1, code)]
                }
        }
    }

    /// The sum of all ways with 0, 1 and 2 mistakes that account for everything.
    func ways(_ shares: [Double]) -> SIMD4<Double> {
        let width = columns.count + 1
        var cells = [SIMD4<Double>](repeating: .zero, count: (serial.count + 1) * width)
        cells[0][0] = 1
        for at in 0...serial.count {
            for read in 0...columns.count where cells[at * width + read] != .zero {
                advance(at, read, shares, &cells)
            }
        }
        return cells[serial.count * width + columns.count]
    }

    /// Carries what has been accounted for at one cell on to the cells after it.
    private func advance(
        _ at: Int, _ read: Int, _ shares: [Double], _ cells: inout [SIMD4<Double>]
    ) {
        let width = columns.count + 1
        let here = cells[at * width + read]
        let length = Double(serial.count)
        let missing = shares[ChannelWeights.Slip.missing.rawValue] / length
        if read < columns.count, case .run(let alreadyHidden) = columns[read] {
            let hidden = Int(alreadyHidden)
            cells[at * width + read + runs.count - hidden] += here * runs[hidden]
            guard hidden + 1 < runs.count else { return }
            // What is missing amid a run is missing before a character that it hides.
            var ways = here
            for place in at..<min(at + 3, serial.count) {
                cells[(place + 1) * width + read + 1] += ways
                ways = ReadingTable.oneMore(ways) * missing
            }
            return
        }
        let oneMore = ReadingTable.oneMore(here)
        if at < serial.count { cells[(at + 1) * width + read] += oneMore * missing }
        guard read < columns.count else { return }
        guard case .code(let byte) = columns[read] else {
            if case .open = columns[read], at < serial.count {
                cells[(at + 1) * width + read + 1] += here
            }
            return
        }
        let code = Int(byte)
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

    /// The ways with one mistake more.
    private static func oneMore(_ ways: SIMD4<Double>) -> SIMD4<Double> {
        SIMD4(0, ways[0], ways[1], 0)
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
        guard at + 1 < serial.count, read + 1 < columns.count else { return }
        var read = read + 1
        var chance = shares[ChannelWeights.Slip.exchanged.rawValue] / max(1e-9, unlikePairs)
        // The two are neighbours also where a run between them hides nothing.
        if case .run = columns[read] {
            chance *= runs[0]
            read += runs.count
        }
        guard read < columns.count, case .code(let byte) = columns[read], Int(byte) != code
        else { return }
        let second = Int(byte)
        let crossed =
            channel.holds[SerialChannel.index(serial[at], second)]
            * channel.holds[SerialChannel.index(serial[at + 1], code)]
        cells[(at + 2) * (columns.count + 1) + read + 1] += oneMore * (crossed * chance)
    }
}
