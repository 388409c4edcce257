public import Chronology
import SerialIndex

/// How many serials have each shape: where they have digits, where letters, and which characters nearly all share.
///
/// It tells no serial: a shape that few serials have is told as a shape alone.
public struct ShapeCounts: Hashable, Sendable {
    /// The serials of one shape.
    public struct Shape: Hashable, Sendable {
        /// How many distinct serials have it.
        public internal(set) var count: Int
        /// At each place the most usual character, and how many have it; empty where few have the shape.
        public internal(set) var usual: [Usual]

        /// Makes a shape.
        public init(count: Int, usual: [Usual]) {
            self.count = count
            self.usual = usual
        }
    }

    /// The most usual character of a place.
    public struct Usual: Hashable, Sendable {
        /// The character: an ASCII capital letter or digit.
        public let character: UInt8
        /// How many serials have it there.
        public internal(set) var count: Int

        /// Makes a place's most usual character.
        public init(character: UInt8, count: Int) {
            self.character = character
            self.count = count
        }
    }

    /// The shapes by their text: `0` for a digit, `A` for a letter.
    public private(set) var shapes: [String: Shape]
    /// How many distinct serials there are, those without a significant character included.
    public private(set) var serials: Int

    /// Fewer serials than this say nothing about the characters that they share, and nothing is told of them.
    public static let fewestForUsual = 25

    /// Makes counts.
    public init(shapes: [String: Shape], serials: Int) {
        self.shapes = shapes
        self.serials = serials
    }

    /// Counts the shapes of distinct serials.
    ///
    /// - Complexity: O(n) in their characters.
    public init(of serials: some Collection<[UInt8]>) {
        var groups: [String: [[UInt8]]] = [:]
        for serial in serials where !serial.isEmpty {
            groups[ShapeCounts.shape(of: serial), default: []].append(serial)
        }
        shapes = groups.mapValues { group in
            Shape(
                count: group.count,
                usual: group.count < ShapeCounts.fewestForUsual ? [] : ShapeCounts.usual(in: group))
        }
        self.serials = serials.count
    }

    /// The shape of a serial: `0` for a digit, `A` for a letter.
    public static func shape(of serial: [UInt8]) -> String {
        let signs = serial.map {
            $0 < UInt8(ascii: "A") ? UInt8(ascii: "0") : UInt8(ascii: "A")
        }
        return String(decoding: signs, as: UTF8.self)
    }

    private static func usual(in serials: [[UInt8]]) -> [Usual] {
        serials[0].indices.map { place in
            var counts = [Int](repeating: 0, count: 256)
            for serial in serials { counts[Int(serial[place])] += 1 }
            let most = counts.indices.max { counts[$0] < counts[$1] } ?? 0
            return Usual(character: UInt8(most), count: counts[most])
        }
    }

    /// Adds what another book counted: a serial that both have is counted twice.
    ///
    /// Where the two differ in the most usual character, that of more serials stays; what the other has of it
    /// is not known, and is left out.
    public mutating func add(_ other: ShapeCounts) {
        serials += other.serials
        shapes.merge(other.shapes) { one, other in
            guard !one.usual.isEmpty, one.usual.count == other.usual.count else {
                return Shape(
                    count: one.count + other.count,
                    usual: one.usual.isEmpty ? other.usual : one.usual)
            }
            let usual = zip(one.usual, other.usual).map { one, other in
                if one.character != other.character { return one.count < other.count ? other : one }
                return Usual(character: one.character, count: one.count + other.count)
            }
            return Shape(count: one.count + other.count, usual: usual)
        }
    }
}

/// How many firearms were acquired in each quarter of a year.
public struct AcquisitionCounts: Hashable, Sendable {
    /// How many days a quarter has.
    public static let daysInQuarter: Int32 = 91

    /// The counts by quarter: the days since 1970 divided by `daysInQuarter`.
    public private(set) var quarters: [Int32: Int]

    /// Makes counts.
    public init(quarters: [Int32: Int] = [:]) { self.quarters = quarters }

    /// How many firearms were counted.
    public var count: Int { quarters.values.reduce(0, +) }

    /// Counts a firearm of a day; one without a day is not counted.
    public mutating func add(_ day: Day?) {
        guard let day else { return }
        quarters[day.number / AcquisitionCounts.daysInQuarter, default: 0] += 1
    }

    /// Adds what another book counted.
    public mutating func add(_ other: AcquisitionCounts) {
        quarters.merge(other.quarters, uniquingKeysWith: +)
    }
}
