import SerialIndex

/// Invented records of a few shapes, and ways to read their serials wrongly.
struct SerialWorld {
    /// One invented record.
    struct Record {
        let identifier: UInt32
        let descriptor: Int
        /// As somebody wrote it: with dashes, blanks and small letters.
        let text: String
        let codes: [UInt8]
    }

    /// What the serials of a world look like.
    enum Kind: CaseIterable {
        /// One to five characters, so that everything is near everything.
        case short
        /// What makers mostly do: a prefix and a number.
        case usual
        /// Eleven to fourteen characters.
        case long
        /// Up to twenty-four characters, whose keys need 128 bits: letters alone, and digits between.
        case wide
        /// A few of all.
        case mixed
    }

    let descriptors: [SerialDescriptor]
    private(set) var records: [Record] = []

    init(_ kind: Kind, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        descriptors = SerialWorld.descriptors(&generator)
        // Mostly few, for going over every record is slow.
        let most = Int.random(in: 0..<5, using: &generator) == 0 ? 300 : 90
        let count = Int.random(in: 30...most, using: &generator)
        let shapes = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
            SerialWorld.shape(kind, &generator)
        }
        while records.count < count {
            let shape = shapes.randomElement(using: &generator) ?? [false]
            addRun(of: shape, atMost: count - records.count, &generator)
        }
        records.shuffle(using: &generator)
    }

    /// Makes, models and calibres, of which some records say nothing.
    private static func descriptors(_ generator: inout SeededGenerator) -> [SerialDescriptor] {
        (0..<Int.random(in: 1...8, using: &generator)).map { _ in
            func number(_ most: UInt32) -> UInt32 {
                let number = UInt32.random(in: 0...most, using: &generator)
                return number == most ? SerialDescriptor.unknown : number
            }
            return SerialDescriptor(make: number(4), model: number(5), calibre: number(3))
        }
    }

    /// Which places hold letters.
    private static func shape(_ kind: Kind, _ generator: inout SeededGenerator) -> [Bool] {
        func mixed(_ lengths: ClosedRange<Int>) -> [Bool] {
            let length = Int.random(in: lengths, using: &generator)
            let letters = Int.random(in: 0...length, using: &generator)
            return switch Int.random(in: 0..<3, using: &generator) {
            case 0: (0..<length).map { $0 < min(letters, 3) }
            case 1: (0..<length).map { $0 >= length - min(letters, 2) }
            default: (0..<length).map { _ in Bool.random(using: &generator) }
            }
        }
        switch kind {
        case .short: return mixed(1...5)
        case .usual: return mixed(5...9)
        case .long: return mixed(11...14)
        case .wide:
            let length = Int.random(in: 13...24, using: &generator)
            let isPlain = Int.random(in: 0..<3, using: &generator)
            return switch isPlain {
            case 0: [Bool](repeating: true, count: length)
            case 1: [Bool](repeating: false, count: length)
            default: mixed(15...24)
            }
        case .mixed:
            return shape(
                Kind.allCases.dropLast().randomElement(using: &generator) ?? .usual, &generator)
        }
    }

    /// Adds serials that follow each other, some left out, some held by several.
    private mutating func addRun(
        of shape: [Bool], atMost count: Int, _ generator: inout SeededGenerator
    ) {
        var codes: [UInt8] = shape.map { isLetter in
            isLetter
                ? UInt8.random(in: 10...12, using: &generator)
                : UInt8.random(in: 0...9, using: &generator)
        }
        let descriptor = Int.random(in: 0..<descriptors.count, using: &generator)
        let last = shape.lastIndex(of: false) ?? shape.count - 1
        for _ in 0..<min(count, Int.random(in: 1...40, using: &generator)) {
            let isOther = Int.random(in: 0..<8, using: &generator) == 0
            add(
                codes,
                isOther ? Int.random(in: 0..<descriptors.count, using: &generator) : descriptor,
                &generator)
            // A serial that is not moved on is held by two.
            guard Int.random(in: 0..<7, using: &generator) > 0 else { continue }
            SerialWorld.increase(&codes, shape, at: last)
        }
    }

    private static func increase(_ codes: inout [UInt8], _ shape: [Bool], at last: Int) {
        for place in (0...last).reversed() {
            let most: UInt8 = shape[place] ? 35 : 9
            if codes[place] < most {
                codes[place] += 1
                return
            }
            codes[place] = shape[place] ? 10 : 0
        }
    }

    private mutating func add(
        _ codes: [UInt8], _ descriptor: Int, _ generator: inout SeededGenerator
    ) {
        var text = ""
        for code in codes {
            if !text.isEmpty, Int.random(in: 0..<6, using: &generator) == 0 { text += "-" }
            let character = String(decoding: [SerialCodes.byte(of: code)], as: UTF8.self)
            text += Bool.random(using: &generator) ? character : character.lowercased()
        }
        records.append(
            Record(
                identifier: UInt32(1000 + records.count), descriptor: descriptor, text: text,
                codes: codes))
    }

    /// Builds one segment of all records, or of every second one.
    func segment(
        _ part: Int = 0, of parts: Int = 1, tasks: Int = 2
    ) async throws(SerialIndexError) -> SerialSegment {
        var builder = SegmentBuilder(descriptors: descriptors)
        for (index, record) in records.enumerated() where index % parts == part {
            try builder.add(
                identifier: record.identifier, descriptor: record.descriptor,
                serial: SerialCodes(record.text))
        }
        return try await builder.build(tasks: tasks)
    }
}

extension ChannelWeights {
    /// Weights such as a desk may have; `marked` says whether readings with marks have mistakes too.
    static func invented(markedHaveMistakes: Bool = false) -> ChannelWeights {
        var confusions = [Double](repeating: 0, count: 36 * 36)
        let alike = [
            "0OD8Q", "1IL7", "2Z", "38B", "4A9", "5S6", "6G58", "8B3", "CG", "EF", "MN", "UV",
        ]
        for list in alike {
            let codes = SerialCodes(list).codes.map(Int.init)
            for (place, other) in codes.enumerated().dropFirst() {
                confusions[codes[0] * 36 + other] += 1 / Double(place)
                confusions[other * 36 + codes[0]] += 0.5 / Double(place)
            }
        }
        return ChannelWeights(
            causes: [0.5, 0.13, 0.06, 0.05, 0.03, 0.04, 0.07, 0.02, 0.015, 0.06, 0.025],
            pair: [0.4, 0.2, 0.15, 0.1, 0.15],
            marked: markedHaveMistakes ? [0.9, 0.07, 0.03] : [1, 0, 0],
            markedSlips: [0.45, 0.17, 0.15, 0.09, 0.14], runs: [0.05, 0.35, 0.3, 0.2, 0.1],
            confusions: confusions, sameSort: 0.9, extraRepeated: 0.5, extraSameSort: 0.4)
    }
}

extension SerialSegment {
    /// What a segment of one description answers to everything that is asked of it.
    static func of(_ serials: [String]) async throws(SerialIndexError) -> SerialSegment {
        var builder = SegmentBuilder(descriptors: [SerialDescriptor(make: 0, model: 0, calibre: 0)])
        for (index, serial) in serials.enumerated() {
            try builder.add(
                identifier: UInt32(index), descriptor: 0, serial: SerialCodes(serial))
        }
        return try await builder.build()
    }
}
