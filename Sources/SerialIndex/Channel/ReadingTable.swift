/// How much each mistake weighs while ways of reading are counted.
///
/// Of a cell of the table the first number counts the ways without a mistake; the second those with one that
/// stands alone; the third and the fourth those with one and with two of a pair. A factor therefore is
/// (0, alone, in a pair, in a pair).
struct SlipFactors: Sendable {
    let confused: SIMD4<Double>
    let changed: SIMD4<Double>
    let missing: SIMD4<Double>
    let extra: SIMD4<Double>
    let exchanged: SIMD4<Double>

    /// Takes the shares of the mistakes, in the order of `ChannelWeights.Slip`.
    init(single: [Double], pair: [Double]) {
        func factor(_ slip: ChannelWeights.Slip) -> SIMD4<Double> {
            let shares = (single[slip.rawValue], pair[slip.rawValue])
            return SIMD4(0, shares.0, shares.1, shares.1)
        }
        confused = factor(.confused)
        changed = factor(.changed)
        missing = factor(.missing)
        extra = factor(.extra)
        exchanged = factor(.exchanged)
    }
}

/// The ways of reading serials as one pattern, counted place by place.
struct ReadingTable: Sendable {
    /// What a column of the table stands before.
    private enum Column {
        case code(UInt8)
        case open
        /// A run, of which some characters are hidden already.
        case run(hidden: UInt8)
        /// What no serial has.
        case nothing
    }

    /// What depends on the serial at hand.
    private struct Measures {
        let confusable: Double
        let length: Double
        let missing: SIMD4<Double>
        let extra: SIMD4<Double>
        let exchanged: SIMD4<Double>
    }

    private let columns: [Column]
    private let hasRuns: Bool
    private let slips: SlipFactors
    private let channel: SerialChannel
    /// The chance of each length of a run.
    private let runs: [Double]
    /// The cells of the last serial, kept for their memory.
    private var cells: [SIMD4<Double>] = []

    init(elements: [SerialPattern.Element], slips: SlipFactors, channel: SerialChannel) {
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
        hasRuns = elements.contains(.unknownRun)
        self.runs = runs
        self.slips = slips
        self.channel = channel
    }

    /// The sums of all ways that account for everything: without a mistake, with one alone, with a pair.
    mutating func ways(
        _ serial: [SerialChannel.Place]
    ) -> (none: Double, single: Double, pair: Double) {
        let width = columns.count + 1
        let measures = measures(of: serial)
        var cells: [SIMD4<Double>] = []
        swap(&cells, &self.cells)
        defer { swap(&cells, &self.cells) }
        cells.removeAll(keepingCapacity: true)
        cells.append(contentsOf: repeatElement(.zero, count: (serial.count + 1) * width))
        cells[0][0] = 1
        var span = cells.mutableSpan
        for at in 0...serial.count {
            // Two mistakes shift a reading by two places at the most.
            let low = hasRuns ? 0 : max(0, at - 2)
            let high = hasRuns ? columns.count : min(columns.count, at + 2)
            guard low <= high else { break }
            for read in low...high where span[at * width + read] != .zero {
                advance(at, read, serial, measures, &span)
            }
        }
        let last = cells[serial.count * width + columns.count]
        return (last[0], last[1], last[3])
    }

    private func measures(of serial: [SerialChannel.Place]) -> Measures {
        // How many neighbours are unlike, of which any two may be exchanged.
        var unlikePairs = 0.0
        for at in serial.indices.dropFirst() {
            unlikePairs = unlikePairs + 1 - likeness(serial[at - 1], serial[at])
        }
        let length = Double(serial.count)
        return Measures(
            confusable: serial.reduce(0) { $0 + channel.confusable[$1] }, length: length,
            missing: slips.missing / length, extra: slips.extra / (length + 1),
            exchanged: slips.exchanged / max(1e-9, unlikePairs))
    }

    /// The chance that two places hold the same character.
    private func likeness(_ one: SerialChannel.Place, _ other: SerialChannel.Place) -> Double {
        if one < SerialChannel.characters, other < SerialChannel.characters {
            return one == other ? 1 : 0
        }
        return (0..<SerialChannel.characters).reduce(0) { like, code in
            like + channel.holds[SerialChannel.index(one, code)]
                * channel.holds[SerialChannel.index(other, code)]
        }
    }

    /// The ways with one mistake more, before it is weighed.
    @inline(__always)
    private static func oneMore(_ ways: SIMD4<Double>) -> SIMD4<Double> {
        SIMD4(0, ways[0], ways[0], ways[2])
    }

    /// Carries what has been accounted for at one cell on to the cells after it.
    private func advance(
        _ at: Int, _ read: Int, _ serial: [SerialChannel.Place], _ measures: Measures,
        _ cells: inout MutableSpan<SIMD4<Double>>
    ) {
        let width = columns.count + 1
        let here = cells[at * width + read]
        let oneMore = ReadingTable.oneMore(here)
        guard read < columns.count else {
            if at < serial.count { cells[(at + 1) * width + read] += oneMore * measures.missing }
            return
        }
        if case .run(let hidden) = columns[read] {
            return hide(Int(hidden), at, read, serial.count, measures, &cells)
        }
        if at < serial.count { cells[(at + 1) * width + read] += oneMore * measures.missing }
        guard case .code(let byte) = columns[read] else {
            if case .open = columns[read], at < serial.count {
                cells[(at + 1) * width + read + 1] += here
            }
            return
        }
        let code = Int(byte)
        let next = serial[min(at, serial.count - 1)]
        cells[at * width + read + 1] +=
            oneMore * (measures.extra * channel.extra[SerialChannel.index(next, code)])
        guard at < serial.count else { return }
        let index = SerialChannel.index(serial[at], code)
        cells[(at + 1) * width + read + 1] +=
            here * channel.holds[index] + oneMore * mistaken(index, measures)
        exchange(at, read, code, oneMore, serial, measures, &cells)
    }

    /// Carries a cell before a run on: past the run, or past one more character that it hides.
    private func hide(
        _ hidden: Int, _ at: Int, _ read: Int, _ count: Int, _ measures: Measures,
        _ cells: inout MutableSpan<SIMD4<Double>>
    ) {
        let width = columns.count + 1
        let here = cells[at * width + read]
        cells[at * width + read + runs.count - hidden] += here * runs[hidden]
        guard hidden + 1 < runs.count else { return }
        // What is missing amid a run is missing before a character that it hides.
        var ways = here
        for place in at..<min(at + 3, count) {
            cells[(place + 1) * width + read + 1] += ways
            ways = ReadingTable.oneMore(ways) * measures.missing
        }
    }

    /// The chance that a place's character is read as another.
    @inline(__always)
    private func mistaken(_ index: Int, _ measures: Measures) -> SIMD4<Double> {
        let changed = slips.changed * channel.changed[index] / measures.length
        guard measures.confusable > 0 else { return changed }
        return slips.confused * channel.confused[index] / measures.confusable + changed
    }

    private func exchange(
        _ at: Int, _ read: Int, _ code: Int, _ oneMore: SIMD4<Double>,
        _ serial: [SerialChannel.Place], _ measures: Measures,
        _ cells: inout MutableSpan<SIMD4<Double>>
    ) {
        guard at + 1 < serial.count, read + 1 < columns.count else { return }
        var read = read + 1
        var chance = measures.exchanged
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
