import SerialIndex

/// A reading of a serial, damaged in a known way.
struct InventedReading {
    /// The ways to damage a serial.
    enum Damage: CaseIterable {
        case none, confused, changed, missing, extra, exchanged, two, cutStart, cutEnd
        case marks, runAtStart, runAtEnd, runInside, twoRuns, markAndMistake, stranger

        /// Tells whether the reading says that something could not be read.
        var isMarked: Bool {
            switch self {
            case .marks, .runAtStart, .runAtEnd, .runInside, .twoRuns, .markAndMistake: true
            default: false
            }
        }
    }

    let pattern: SerialPattern

    init(_ damage: Damage, of codes: [UInt8], _ generator: inout SeededGenerator) {
        pattern = SerialPattern(InventedReading.elements(damage, of: codes, &generator))
    }

    private static func elements(
        _ damage: Damage, of codes: [UInt8], _ generator: inout SeededGenerator
    ) -> [SerialPattern.Element] {
        switch damage {
        case .none: return read(codes)
        case .confused, .changed, .missing, .extra, .exchanged:
            return read(slipped(damage, codes, &generator))
        case .two:
            let kinds: [Damage] = [.confused, .changed, .missing, .extra, .exchanged]
            let once = slipped(
                kinds.randomElement(using: &generator) ?? .changed, codes, &generator)
            return read(
                slipped(kinds.randomElement(using: &generator) ?? .changed, once, &generator))
        case .cutStart:
            return read(
                Array(
                    codes.dropFirst(min(codes.count - 1, Int.random(in: 1...3, using: &generator))))
            )
        case .cutEnd:
            return read(
                Array(
                    codes.dropLast(min(codes.count - 1, Int.random(in: 1...2, using: &generator)))))
        case .marks: return marked(read(codes), &generator)
        case .markAndMistake: return marked(read(slipped(.changed, codes, &generator)), &generator)
        case .runAtStart:
            return [.unknownRun] + read(codes).dropFirst(Int.random(in: 0...4, using: &generator))
        case .runAtEnd:
            return read(codes).dropLast(Int.random(in: 0...4, using: &generator)) + [.unknownRun]
        case .runInside: return withRun(read(codes), &generator)
        case .twoRuns: return withRun(withRun(read(codes), &generator), &generator)
        case .stranger:
            return read(
                codes.map { code in
                    code < 10
                        ? UInt8.random(in: 0...9, using: &generator)
                        : UInt8.random(in: 10...35, using: &generator)
                })
        }
    }

    private static func read(_ codes: [UInt8]) -> [SerialPattern.Element] {
        codes.map { .character(SerialCodes.byte(of: $0)) }
    }

    private static func marked(
        _ elements: [SerialPattern.Element], _ generator: inout SeededGenerator
    ) -> [SerialPattern.Element] {
        var elements = elements
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard let place = elements.indices.randomElement(using: &generator) else { continue }
            elements[place] = .unknown
        }
        return elements
    }

    private static func withRun(
        _ elements: [SerialPattern.Element], _ generator: inout SeededGenerator
    ) -> [SerialPattern.Element] {
        let start = Int.random(in: 0...elements.count, using: &generator)
        let end = min(elements.count, start + Int.random(in: 0...3, using: &generator))
        return elements[..<start] + [.unknownRun] + elements[end...]
    }

    private static func slipped(
        _ damage: Damage, _ codes: [UInt8], _ generator: inout SeededGenerator
    ) -> [UInt8] {
        var codes = codes
        guard let place = codes.indices.randomElement(using: &generator) else { return codes }
        switch damage {
        case .confused:
            let alike: [UInt8: UInt8] = [0: 24, 1: 18, 2: 35, 5: 28, 8: 11, 11: 8, 10: 4, 12: 16]
            codes[place] = alike[codes[place]] ?? 3
        case .missing: if codes.count > 1 { codes.remove(at: place) }
        case .extra: codes.insert(codes[place], at: place)
        case .exchanged: if place > 0 { codes.swapAt(place, place - 1) }
        default: codes[place] = UInt8.random(in: 0...35, using: &generator)
        }
        return Array(codes.prefix(SerialCodes.longest))
    }
}

extension SerialEvidence {
    /// Evidence whose factors are not so small that makes are passed over, or none.
    static func invented(_ generator: inout SeededGenerator) -> SerialEvidence {
        func field(_ numbers: UInt32) -> Field {
            guard Bool.random(using: &generator) else { return Field() }
            func factor() -> Double { Double.random(in: 0.02...1, using: &generator) }
            var listed = (0..<numbers).shuffled(using: &generator)
                .prefix(Int.random(in: 0...3, using: &generator))
                .map { Field.Listed(number: $0, factor: factor()) }
            if Int.random(in: 0..<4, using: &generator) == 0 {
                listed.append(Field.Listed(number: SerialDescriptor.unknown, factor: factor()))
            }
            return Field(usual: factor(), listed: listed)
        }
        return SerialEvidence(make: field(4), model: field(5), calibre: field(3))
    }
}
