public import Chronology
import SerialIndex

/// A custodian's bound book: what a keeper looks into to answer about one firearm.
///
/// What is asked of many lines lies in columns in memory. The texts that may name a person lie there too
/// in a book that was read whole, about 150 bytes a line; of a book with an index they stay in its file. A book
/// that was taken in by a node has none: its lines name nobody.
/// There is no index by person, and none can be asked for. It never changes: many tasks ask it at once, and
/// none of them has to copy it.
public final class Book: Sendable {
    /// The number of the licence whose book this is.
    public let licence: String
    /// The distinct descriptions of firearms in the book.
    public let descriptions: [BookDescription]

    private let columns: LineColumns
    private let texts: LineTextStore
    private let serials: SerialFinder
    /// The files that the book is asked through; `nil` for one in memory.
    private let files: IndexFiles?

    /// The most distinct descriptions that one book may have.
    public static let mostDescriptions = Int(UInt16.max)

    /// Makes a book of lines, each with what its firearm is.
    public convenience init(licence: String, lines: [(firearm: BookDescription, line: BookLine)]) {
        var draft = BookDraft(licence: licence)
        var known: [BookDescription: Int] = [:]
        var run = LineTextRun()
        for (firearm, line) in lines {
            let index = known[firearm] ?? draft.describe(firearm)
            known[firearm] = index
            draft.append(line, description: index, texts: &run)
        }
        self.init(draft, texts: run)
    }

    /// Makes a book of all its lines, and builds the index of serials.
    convenience init(_ draft: BookDraft, texts: LineTextRun) {
        do throws(SerialIndexError) {
            let serials = SerialFinder(try draft.serialBuilder().buildAlone())
            self.init(draft, texts: .memory(texts), serials: serials, files: nil)
        } catch {
            preconditionFailure("an index in memory touches no file and can not fail: \(error)")
        }
    }

    /// Makes a book of lines that name nobody, and builds the index of serials.
    convenience init(_ draft: BookDraft, lines: any NamelessLines) {
        do throws(SerialIndexError) {
            let serials = SerialFinder(try draft.serialBuilder().buildAlone())
            self.init(draft, texts: .nameless(lines), serials: serials, files: nil)
        } catch {
            preconditionFailure("an index in memory touches no file and can not fail: \(error)")
        }
    }

    /// Makes a book of what lies in its file or in memory.
    init(_ draft: BookDraft, texts: LineTextStore, serials: SerialFinder, files: IndexFiles?) {
        licence = draft.licence
        descriptions = draft.descriptions
        columns = draft.columns
        self.texts = texts
        self.serials = serials
        self.files = files
    }

    /// How many lines the book has.
    public var count: Int { columns.count }

    /// Tells whether the book is asked through files that may change.
    var hasFiles: Bool { files != nil || namesNobody }

    /// Tells whether its lines have tags in the place of persons.
    public var namesNobody: Bool {
        if case .nameless = texts { true } else { false }
    }

    /// What stopped the book from being asked any further: its file, or its index, is no longer what it was.
    var failure: BooksError? {
        if case .nameless(let source) = texts { source.failure } else { files?.failure }
    }

    /// Finds the lines whose serial is within a number of mistakes of a pattern, fewest first.
    func lines(
        fitting pattern: SerialPattern, within mistakes: Int
    ) throws -> [(line: Int, mistakes: Int)] {
        do throws(SerialIndexError) {
            return try serials.records(fitting: pattern, within: mistakes)
                .filter { $0.record < count }.map { ($0.record, $0.mistakes) }
        } catch {
            // An index in memory can not be found damaged, so there are files.
            files?.fail()
            throw error
        }
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
        zip(lines, try texts.parties(of: lines, words: words)).map { line, parties in
            BookEntry(
                row: row(ofLine: line), firearm: description(ofLine: line),
                serial: serial(ofLine: line), acquiredOn: acquiredOn(line: line),
                acquiredFrom: parties.from,
                disposition: parties.disposition.on(columns.disposedOn(line)))
        }
    }

    /// The row of a line in the book's file.
    func row(ofLine line: Int) -> Int { Int(columns.rows[line]) }
}
