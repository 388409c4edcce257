import SerialIndex

/// A small register of invented serials in runs, and questions that are asked of it by a known channel.
struct SyntheticRegister {
    static let makes = 3
    let segment: SerialSegment
    let serials: [String]
    private let known: Set<String>

    /// The channel's weights: those of the questions that are made here.
    static let weights: ChannelWeights = {
        var confusions = [Double](repeating: 0, count: 36 * 36)
        for pair in ["0O", "1I", "5S", "8B", "2Z"] {
            let codes = pair.utf8.compactMap(SerialCodes.code(of:)).map(Int.init)
            confusions[codes[0] * 36 + codes[1]] = 1
            confusions[codes[1] * 36 + codes[0]] = 1
        }
        return ChannelWeights(
            causes: [Double](repeating: 1 / 11.0, count: 11),
            pair: [Double](repeating: 0.2, count: 5), marked: [1, 0, 0],
            markedSlips: [Double](repeating: 0.2, count: 5), runs: [0, 1], confusions: confusions,
            sameSort: 1, extraRepeated: 0, extraSameSort: 1)
    }()

    /// Shares of a desk that reads most serials as they stand.
    static let desk = [0.62, 0.08, 0.06, 0.05, 0.03, 0.04, 0, 0, 0, 0.12, 0]

    /// Weights of somebody who expects mistakes and absent firearms everywhere.
    static let gloomy: ChannelWeights = {
        var weights = Self.weights
        weights.causes = [0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.2, 0.05]
        return weights
    }()

    init(runs: Int = 12, generator: inout SeededGenerator) async throws {
        var builder = SegmentBuilder(
            descriptors: (0..<UInt32(Self.makes)).map {
                SerialDescriptor(make: $0, model: $0, calibre: 0)
            })
        var serials: [String] = []
        let letters = Array("ABEKMSTZ")
        for _ in 0..<runs {
            let head =
                String(letters.randomElement(using: &generator) ?? "A")
                + String(letters.randomElement(using: &generator) ?? "A")
                + String(Int.random(in: 100...999, using: &generator))
            for counter in 0..<100 where Double.random(in: 0..<1, using: &generator) < 0.7 {
                let serial = head + (counter < 10 ? "0" : "") + String(counter)
                try builder.add(
                    identifier: UInt32(serials.count), descriptor: serials.count % Self.makes,
                    serial: SerialCodes(serial))
                serials.append(serial)
            }
        }
        self.serials = serials
        known = Set(serials)
        segment = try await builder.build()
    }

    /// A question, with what is to be found out about it.
    func question(
        cause: ChannelWeights.Cause, _ generator: inout SeededGenerator
    ) -> (query: SerialQuery, truth: SerialOutcome) {
        let number = Int.random(in: 0..<serials.count, using: &generator)
        var bytes = Array(serials[number].utf8)
        var truth = SerialOutcome.record(UInt32(number))
        switch cause {
        case .confused:
            let taken = Dictionary(
                uniqueKeysWithValues: zip("0O1I5S8B2Z".utf8, "O0I1S5B8Z2".utf8))
            let places = bytes.indices.filter { taken[bytes[$0]] != nil }
            guard let place = places.randomElement(using: &generator) else {
                return question(cause: cause, &generator)
            }
            bytes[place] = taken[bytes[place]] ?? 0
        case .changed:
            let place = Int.random(in: 2..<bytes.count, using: &generator)
            let others = (UInt8(48)...57).filter { $0 != bytes[place] }
            bytes[place] = others.randomElement(using: &generator) ?? 48
        case .missing:
            bytes.remove(at: Int.random(in: 0..<bytes.count, using: &generator))
        case .extra:
            bytes.insert(
                UInt8.random(in: 48...57, using: &generator),
                at: Int.random(in: 2...bytes.count, using: &generator))
        case .exchanged:
            let places = bytes.indices.dropLast().filter { bytes[$0] != bytes[$0 + 1] }
            if let place = places.randomElement(using: &generator) {
                bytes.swapAt(place, place + 1)
            }
        case .absentInRun:
            var gaps: [[UInt8]] = []
            for counter in 0..<100 as Range<UInt8> {
                let other = Array(bytes.prefix(5)) + [48 + counter / 10, 48 + counter % 10]
                if !known.contains(String(decoding: other, as: UTF8.self)) { gaps.append(other) }
            }
            bytes = gaps.randomElement(using: &generator) ?? bytes
            truth = .absent
        case .exact, .two, .cutStart, .cutEnd, .absentOfShape: break
        }
        return (Self.query(bytes, make: number), truth)
    }

    private static func query(_ bytes: [UInt8], make number: Int) -> SerialQuery {
        SerialQuery(
            pattern: SerialPattern(bytes.map { .character($0) }),
            evidence: SerialEvidence(
                make: SerialEvidence.Field(
                    usual: 0.05, listed: [.init(number: UInt32(number % makes), factor: 0.9)])))
    }

    /// Questions whose causes are drawn by shares.
    func questions(
        _ count: Int, shares: [Double], _ generator: inout SeededGenerator
    ) -> [(query: SerialQuery, truth: SerialOutcome)] {
        (0..<count).map { _ in
            var chance = Double.random(in: 0..<1, using: &generator)
            for cause in ChannelWeights.Cause.allCases {
                chance -= shares[cause.rawValue]
                if chance < 0 { return question(cause: cause, &generator) }
            }
            return question(cause: .exact, &generator)
        }
    }
}
