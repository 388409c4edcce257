import SerialIndex

public import Chronology
public import Firearms

/// What a book holds in all, make by make, for weighing a firearm against the others: counts, no serial, no person.
public struct BookSummary: Sendable {
    /// One make in a book.
    public struct Make: Sendable {
        /// The make, by the custodian's tables.
        public let make: FirmCode
        /// The descriptions, as they came, and how many lines have each.
        public internal(set) var descriptions: [(description: BookDescription, count: Int)]
        /// How many lines have descriptions that are too rare to be listed.
        public internal(set) var others: Int
        /// How many of those name an importer.
        public internal(set) var othersImported: Int
        /// What the serials look like.
        public internal(set) var shapes: ShapeCounts
        /// When they were acquired.
        public internal(set) var acquisitions: AcquisitionCounts

        /// Makes the summary of one make.
        public init(
            make: FirmCode, descriptions: [(description: BookDescription, count: Int)],
            others: Int = 0, othersImported: Int = 0, shapes: ShapeCounts,
            acquisitions: AcquisitionCounts
        ) {
            self.make = make
            self.descriptions = descriptions
            self.others = others
            self.othersImported = othersImported
            self.shapes = shapes
            self.acquisitions = acquisitions
        }
    }

    /// The makes, by code.
    public let makes: [Make]
    /// The day of the summary: what the book has taken in since is not in it.
    public let madeOn: Day

    /// The most makes of a summary.
    public static let mostMakes = 512
    /// The most descriptions of a make; the rarer ones are counted together.
    public static let mostDescriptions = 1024

    /// Makes a summary of makes, each once.
    public init(makes: [Make], madeOn: Day) {
        self.makes = makes
        self.madeOn = madeOn
    }

    /// Summarises a book.
    ///
    /// - Complexity: O(n log n) in the number of lines.
    public init(of book: Book, madeOn: Day) {
        var gathering: [FirmCode: MakeGathering] = [:]
        MakeGathering.gather(book, into: &gathering)
        let makes = gathering.sorted { $0.key.description < $1.key.description }
            .map { $0.value.summary(of: $0.key) }
        self.init(makes: Array(makes.prefix(BookSummary.mostMakes)), madeOn: madeOn)
    }

    /// The makes that the book may hold.
    public var possibleMakes: Set<FirmCode> {
        Set(makes.flatMap { [$0.make] + $0.descriptions.flatMap(\.description.makes) })
    }
}

/// What is gathered of one make while books are read through.
public struct MakeGathering: Sendable {
    private var serials: Set<[UInt8]> = []
    private var lines = 0
    private var acquisitions = AcquisitionCounts()
    private var counts: [BookDescription: Int] = [:]
    /// The descriptions as they came: sums are made in an order that does not change.
    private var order: [BookDescription] = []
    private var others = 0
    private var othersImported = 0
    private var elsewhere: [ShapeCounts] = []

    /// Nothing gathered.
    public init() {}

    /// Gathers the lines of a book, each under the make that its description most likely means.
    ///
    /// - Complexity: O(n) in the number of lines.
    public static func gather(_ book: Book, into gathering: inout [FirmCode: MakeGathering]) {
        let makes = book.descriptions.map { description in
            description.makes.min { $0.description < $1.description }
        }
        for line in 0..<book.count {
            guard let make = makes[book.descriptionIndex(ofLine: line)] else { continue }
            let serial = SerialPattern.significant(book.serial(ofLine: line))
            gathering[make, default: MakeGathering()].add(
                serial, book.description(ofLine: line), acquired: book.acquiredOn(line: line))
        }
    }

    /// Gathers what the summary of a book elsewhere says.
    public static func gather(
        _ summary: BookSummary, into gathering: inout [FirmCode: MakeGathering]
    ) {
        for make in summary.makes { gathering[make.make, default: MakeGathering()].add(make) }
    }

    private mutating func add(_ serial: [UInt8], _ description: BookDescription, acquired: Day?) {
        serials.insert(serial)
        lines += 1
        acquisitions.add(acquired)
        count(description, 1)
    }

    private mutating func add(_ make: BookSummary.Make) {
        for (description, count) in make.descriptions {
            self.count(description, count)
            lines += count
        }
        lines += make.others
        others += make.others
        othersImported += make.othersImported
        acquisitions.add(make.acquisitions)
        elsewhere.append(make.shapes)
    }

    private mutating func count(_ description: BookDescription, _ count: Int) {
        if counts[description] == nil { order.append(description) }
        counts[description, default: 0] += count
    }

    /// The shapes of all serials: those at hand counted together, those elsewhere added to them.
    private var shapes: ShapeCounts {
        elsewhere.reduce(into: ShapeCounts(of: serials)) { $0.add($1) }
    }

    /// What was gathered, the rarest descriptions beyond the most that are listed counted together.
    public func summary(of make: FirmCode) -> BookSummary.Make {
        var listed = Set(order)
        if order.count > BookSummary.mostDescriptions {
            let byCount = order.enumerated().sorted { one, other in
                (counts[other.element] ?? 0, one.offset) < (counts[one.element] ?? 0, other.offset)
            }
            listed = Set(byCount.prefix(BookSummary.mostDescriptions).map(\.element))
        }
        var rest = (lines: others, imported: othersImported)
        for description in order where !listed.contains(description) {
            rest.lines += counts[description] ?? 0
            if !description.raw.importer.isEmpty { rest.imported += counts[description] ?? 0 }
        }
        return BookSummary.Make(
            make: make,
            descriptions: order.filter(listed.contains).map { ($0, counts[$0] ?? 0) },
            others: rest.lines, othersImported: rest.imported, shapes: shapes,
            acquisitions: acquisitions)
    }

    /// All descriptions with their counts, as they came; with the lines of those that were not listed.
    public var all:
        (
            descriptions: [(description: BookDescription, count: Int)], lines: Int, imported: Int,
            shapes: ShapeCounts, acquisitions: AcquisitionCounts
        )
    {
        let imported = counts.reduce(othersImported) { sum, entry in
            sum + (entry.key.raw.importer.isEmpty ? 0 : entry.value)
        }
        return (order.map { ($0, counts[$0] ?? 0) }, lines, imported, shapes, acquisitions)
    }
}
