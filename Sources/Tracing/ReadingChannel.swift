import SerialIndex

/// How a serial becomes what somebody writes down: the chance of a reading, given the serial.
///
/// The sum over all ways of making at most two mistakes, found by dynamic programming over the places
/// of the serial and of the reading. A mistake is a character confused, changed, missing, extra or
/// exchanged with its neighbour, at any place alike.
struct ReadingChannel: Sendable {
    /// The most mistakes that a reading is held to have.
    static let mostMistakes = 2
    /// Serials and readings are looked at up to this length.
    static let longest = 40

    private let characters: CharacterMistakes
    /// The chance of 0, 1, 2 mistakes, for whole readings and for marked ones.
    private let whole: [Double]
    private let marked: [Double]
    private let runLengths: [Double]
    private let confused: Double
    private let changed: Double
    private let missing: Double
    private let exchanged: Double
    /// The chance of an extra character: a doubled neighbour, a digit, a letter.
    private let doubled: Double
    private let extraDigit: Double
    private let extraLetter: Double

    init(_ weights: Weights) {
        characters = CharacterMistakes(weights)
        whole = weights.list("mistakes.whole")
        marked = weights.list("mistakes.marked")
        runLengths = weights.list("run")
        confused = weights("mistake.confused")
        changed = weights("mistake.changed")
        missing = weights("mistake.missing")
        exchanged = weights("mistake.exchanged")
        let extra = weights("mistake.extra")
        let doubledShare = weights("extra.doubled")
        doubled = extra * doubledShare
        extraDigit = extra * (1 - doubledShare) * weights("extra.digit") / 10
        extraLetter = extra * (1 - doubledShare) * (1 - weights("extra.digit")) / 26
    }

    /// The chance of a pattern, given the places of the serial.
    ///
    /// - Complexity: O(serial x pattern); about a microsecond.
    func probability(of pattern: SerialPattern, given serial: [Place]) -> Double {
        let elements = Array(pattern.elements.prefix(ReadingChannel.longest))
        let serial = Array(serial.prefix(ReadingChannel.longest))
        guard !serial.isEmpty, !elements.isEmpty else { return 0 }
        let table = Table(elements: elements, serial: serial, channel: self)
        let chances = pattern.isWhole ? whole : marked
        // Two mistakes may come in either order, and each order was counted once.
        return table.ends[0] * chances[0] + table.ends[1] * chances[1]
            + table.ends[2] * chances[2] * 2
    }

    /// The ways of reading the serial, counted place by place.
    private struct Table {
        /// The sum of all ways with 0, 1 and 2 mistakes that account for everything.
        private(set) var ends: SIMD4<Double> = .zero

        private let elements: [SerialPattern.Element]
        private let serial: [Place]
        private let channel: ReadingChannel
        private let width: Int
        private var cells: [SIMD4<Double>]
        private let perPlace: Double
        private let perConfusable: Double
        private let perPair: Double

        init(elements: [SerialPattern.Element], serial: [Place], channel: ReadingChannel) {
            self.elements = elements
            self.serial = serial
            self.channel = channel
            width = elements.count + 1
            cells = Array(repeating: .zero, count: (serial.count + 1) * width)
            perPlace = 1 / Double(serial.count)
            let confusable = serial.reduce(0) { $0 + channel.characters.confusable[$1] }
            perConfusable = confusable > 0 ? 1 / max(1, confusable) : 0
            perPair = serial.count > 1 ? 1 / Double(serial.count - 1) : 0
            cells[0][0] = 1
            // Without runs no cell further off the diagonal than the mistakes can be reached.
            let hasRun = elements.contains(.unknownRun)
            for at in 0...serial.count {
                let low = hasRun ? 0 : max(0, at - ReadingChannel.mostMistakes)
                let high = hasRun ? elements.count : min(elements.count, at + 2)
                guard low <= high else { continue }
                for read in low...high { advance(at, read) }
            }
            ends = cells[serial.count * width + elements.count]
        }

        /// Carries what has been accounted for at one cell on to the cells after it.
        private mutating func advance(_ at: Int, _ read: Int) {
            let here = cells[at * width + read]
            guard here != .zero else { return }
            let oneMore = SIMD4<Double>(0, here[0], here[1], 0)
            if at < serial.count {
                add(oneMore * (channel.missing * perPlace), at + 1, read)
            }
            guard read < elements.count else { return }
            switch elements[read] {
            case .unknown:
                if at < serial.count { add(here, at + 1, read + 1) }
            case .unknownRun:
                for (length, chance) in channel.runLengths.enumerated()
                where at + length <= serial.count {
                    add(here * chance, at + length, read + 1)
                }
            case .character(let byte):
                let code = CharacterMistakes.place(of: byte)
                addExtra(oneMore, at, read, code)
                if at < serial.count { addReadings(here, oneMore, at, read, code) }
            }
        }

        /// The character is that of the serial's place, or one confused or changed there.
        private mutating func addReadings(
            _ here: SIMD4<Double>, _ oneMore: SIMD4<Double>, _ at: Int, _ read: Int, _ code: Int
        ) {
            let index = CharacterMistakes.index(serial[at], code)
            let characters = channel.characters
            let holds = characters.holds[index]
            if holds > 0 { add(here * holds, at + 1, read + 1) }
            let mistaken =
                channel.confused * characters.confused[index] * perConfusable
                + channel.changed * characters.changed[index] * perPlace
            if mistaken > 0 { add(oneMore * mistaken, at + 1, read + 1) }
            guard at + 1 < serial.count, read + 1 < elements.count,
                case .character(let next) = elements[read + 1], next != byte(of: code)
            else { return }
            let first = characters.holds[
                CharacterMistakes.index(serial[at], CharacterMistakes.place(of: next))]
            let second = characters.holds[CharacterMistakes.index(serial[at + 1], code)]
            let crossed = channel.exchanged * perPair * first * second
            if crossed > 0 { add(oneMore * crossed, at + 2, read + 2) }
        }

        /// The character is one too many: a neighbour struck twice, or just any.
        private mutating func addExtra(
            _ oneMore: SIMD4<Double>, _ at: Int, _ read: Int, _ code: Int
        ) {
            var chance =
                CharacterMistakes.isDigit(code) ? channel.extraDigit : channel.extraLetter
            if at < serial.count {
                let index = CharacterMistakes.index(serial[at], code)
                chance += channel.doubled * channel.characters.holds[index]
            }
            add(oneMore * (chance * perPlace), at, read + 1)
        }

        private func byte(of code: Int) -> UInt8 { UInt8(code < 10 ? code + 48 : code + 55) }

        private mutating func add(_ ways: SIMD4<Double>, _ at: Int, _ read: Int) {
            cells[at * width + read] += ways
        }
    }
}
