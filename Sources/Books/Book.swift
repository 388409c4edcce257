public import Chronology
import SerialIndex

/// A custodian's bound book: what a keeper looks into to answer about one firearm.
///
/// What is asked of many lines lies in columns in memory. The texts that may name a person lie there too
/// in a book that was read whole, about 150 bytes a line; of a book with an index they stay in its file.
/// There is no index by person, and none can be asked for.
public struct Book: Sendable {
    /// The number of the licence whose book this is.
    public let licence: String
    /// The distinct descriptions of firearms in the book.
    public private(set) var descriptions: [BookDescription] = []

    private(set) var columns = LineColumns()
    private var texts = LineTextStore.memory(LineTextRun())
    private var serials: SerialFinder?
    /// The files that the book is asked through; `nil` for one in memory.
    private var files: IndexFiles?

    /// The most distinct descriptions that one book may have.
    public static let mostDescriptions = Int(UInt16.max)

    init(licence: String) {
        self.licence = licence
    }

    /// Makes a book of lines, each with what its firearm is.
    public init(licence: String, lines: [(firearm: BookDescription, line: BookLine)]) {
        self.init(licence: licence)
        var known: [BookDescription: Int] = [:]
        var run = LineTextRun()
        for (firearm, line) in lines {
            let index = known[firearm] ?? describe(firearm)
            known[firearm] = index
            append(line, description: index, texts: &run)
        }
        seal(run)
    }

    /// Makes a book of the columns that lie beside its file.
    init(
        licence: String, descriptions: [BookDescription], columns: LineColumns, rows: BookRows,
        serials: SerialFinder, files: IndexFiles
    ) {
        self.licence = licence
        self.descriptions = descriptions
        self.columns = columns
        texts = .file(rows)
        self.serials = serials
        self.files = files
    }

    /// How many lines the book has.
    public var count: Int { columns.count }

    /// What stopped the book from being asked any further: its file, or its index, is no longer what it was.
    var failure: BooksError? { files?.failure }

    /// Finds the lines whose serial is within a number of mistakes of a pattern, fewest first.
    func lines(
        fitting pattern: SerialPattern, within mistakes: Int
    ) throws -> [(line: Int, mistakes: Int)] {
        guard let serials else { return [] }
        do throws(SerialIndexError) {
            return try serials.records(fitting: pattern, within: mistakes)
                .filter { $0.record < count }.map { ($0.record, $0.mistakes) }
        } catch {
            // An index in memory can not be found damaged, so there are files.
            files?.fail()
            throw error
        }
    }

    /// Appends a line about the firearm of a description; `seal(_:)` must follow the last one.
    mutating func append(_ line: BookLine, description: Int, texts: inout LineTextRun) {
        append(line, description: description)
        texts.append(LineTexts(line))
    }

    /// Appends what the columns hold of a line.
    mutating func append(_ line: BookLine, description: Int) {
        columns.append(line, description: description)
    }

    /// Adds a description and returns its place among `descriptions`.
    mutating func describe(_ description: BookDescription) -> Int {
        descriptions.append(description)
        return descriptions.count - 1
    }

    /// Takes the texts once all lines are in, and builds the index of serials.
    mutating func seal(_ run: LineTextRun) {
        texts = .memory(run)
        do throws(SerialIndexError) {
            serials = SerialFinder(try serialBuilder().buildAlone())
        } catch {
            preconditionFailure("an index in memory touches no file and can not fail: \(error)")
        }
    }

    /// Takes the texts once all lines are in, and the index of serials that lies beside the book's file.
    mutating func seal(_ run: LineTextRun, serials: SerialFinder, files: IndexFiles) {
        texts = .memory(run)
        self.serials = serials
        self.files = files
    }

    /// What builds the index of serials, its records numbered as the lines are.
    func serialBuilder(folder: String? = nil) throws(SerialIndexError) -> SegmentBuilder {
        let nothing = SerialDescriptor(
            make: SerialDescriptor.unknown, model: SerialDescriptor.unknown,
            calibre: SerialDescriptor.unknown)
        var builder = SegmentBuilder(descriptors: [nothing], folder: folder)
        for line in 0..<count {
            try builder.add(
                identifier: UInt32(line), descriptor: 0,
                serial: SerialCodes(columns.serial(of: line)))
        }
        return builder
    }

    /// The serial of a line, as written.
    public func serial(ofLine line: Int) -> String { columns.serial(of: line) }

    /// What the firearm of a line is.
    public func description(ofLine line: Int) -> BookDescription {
        descriptions[Int(columns.descriptionOf[line])]
    }

    /// The place of a line's description among `descriptions`.
    public func descriptionIndex(ofLine line: Int) -> Int { Int(columns.descriptionOf[line]) }

    /// The day on which the firearm of a line was acquired.
    public func acquiredOn(line: Int) -> Day? { columns.acquiredOn(line) }

    /// Lines of the book, whole.
    ///
    /// - Throws: What reading them from the book's file throws; `failure` then says what to do.
    func entries(ofLines lines: [Int], words: DispositionWords) throws -> [BookEntry] {
        zip(lines, try texts.texts(of: lines)).map { line, texts in
            BookEntry(
                row: Int(columns.rows[line]), firearm: description(ofLine: line),
                serial: serial(ofLine: line), acquiredOn: acquiredOn(line: line),
                acquiredFrom: texts.from,
                disposition: Disposition(
                    name: texts.to.name, addressOrLicence: texts.to.addressOrLicence,
                    document: texts.document, born: texts.born, on: columns.disposedOn(line),
                    words: words))
        }
    }
}
