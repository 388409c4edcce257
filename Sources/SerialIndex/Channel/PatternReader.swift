/// A pattern made ready to be held against many serials.
///
/// What depends on the pattern alone is worked out once, and memory is kept from serial to serial. The plain
/// computation, over a table of (place, column): what the index finds by enumeration must equal it. A run that
/// hides some characters is as many unknown ones, so that a mistake may be made amid them too.
public struct PatternReader: Sendable {
    private let elements: [SerialPattern.Element]
    private let isWhole: Bool
    private let channel: SerialChannel
    private var table: ReadingTable
    private var places: [SerialChannel.Place] = []

    /// Makes a pattern ready.
    public init(_ pattern: SerialPattern, channel: SerialChannel) {
        elements = Array(pattern.elements.prefix(SerialCodes.longest))
        isWhole = pattern.isWhole
        self.channel = channel
        let weights = channel.weights
        let slips =
            isWhole
            ? SlipFactors(
                single: ChannelWeights.Slip.allCases.map { weights.causes[$0.rawValue + 1] },
                pair: weights.pair)
            : SlipFactors(single: weights.markedSlips, pair: weights.markedSlips)
        table = ReadingTable(elements: elements, slips: slips, channel: channel)
    }

    /// The chance of the pattern, given the significant ASCII characters of a serial.
    ///
    /// - Complexity: O(serial) for a pattern without runs, else O(serial x pattern).
    public mutating func probability(given characters: [UInt8]) -> Double {
        places.removeAll(keepingCapacity: true)
        for byte in characters where places.count < SerialCodes.longest {
            if let code = SerialCodes.code(of: byte) { places.append(Int(code)) }
        }
        return probability()
    }

    /// The chance of the pattern, given what stands at the places of a serial.
    public mutating func probability(given serial: [SerialChannel.Place]) -> Double {
        places.removeAll(keepingCapacity: true)
        places.append(contentsOf: serial.prefix(SerialCodes.longest))
        return probability()
    }

    private mutating func probability() -> Double {
        guard !places.isEmpty, !elements.isEmpty else { return 0 }
        let ways = table.ways(places)
        let weights = channel.weights
        if !isWhole {
            return ways.none * weights.marked[0] + ways.single * weights.marked[1]
                + ways.pair * weights.marked[2] * 2
        }
        // Two mistakes may come in either order, and each order was counted once.
        return ways.none * weights[.exact] + ways.single + ways.pair * weights[.two] * 2
            + cutChance()
    }

    /// The chance that an end was left off: leading letters up to three, or a digit; one or two last.
    private func cutChance() -> Double {
        let cut = places.count - elements.count
        guard (1...3).contains(cut) else { return 0 }
        let weights = channel.weights
        var chance = weights[.cutStart] * startCut(cut) * matchChance(places.dropFirst(cut))
        if cut < 3 { chance += weights[.cutEnd] / 2 * matchChance(places.dropLast(cut)) }
        return chance
    }

    /// The chance that just so many characters are left off at the start.
    private func startCut(_ cut: Int) -> Double {
        func letter(_ place: SerialChannel.Place) -> Double {
            switch place {
            case SerialChannel.anyDigit: 0
            case SerialChannel.anyLetter: 1
            case SerialChannel.anyCharacter: 26.0 / 36
            default: place < 10 ? 0 : 1
            }
        }
        let lettered = places.prefix(cut).reduce(1) { $0 * letter($1) }
        let ends = cut == 3 || cut >= places.count ? 1 : 1 - letter(places[cut])
        return lettered * ends + (cut == 1 ? 1 - letter(places[0]) : 0)
    }

    private func matchChance(_ serial: ArraySlice<SerialChannel.Place>) -> Double {
        zip(elements, serial).reduce(1) { chance, pair in
            guard case .character(let byte) = pair.0, let code = SerialCodes.code(of: byte)
            else { return chance }
            return chance * channel.holds[SerialChannel.index(pair.1, Int(code))]
        }
    }
}

extension SerialChannel {
    /// The chance of a pattern, given what stands at the places of the serial.
    ///
    /// For one serial; `PatternReader` is for many.
    public func probability(of pattern: SerialPattern, given serial: [Place]) -> Double {
        var reader = PatternReader(pattern, channel: self)
        return reader.probability(given: serial)
    }
}
