public import Chronology
public import Firearms
public import Language
import Tabular

/// What was read of one custodian's file, and what was not.
public struct ImportNote: Sendable, Hashable {
    /// The file.
    public let file: String
    /// The row, when it is about one.
    public let row: Int?
    /// What was found and what to do.
    public let phrase: Phrase

    /// Makes a note.
    public init(file: String, row: Int?, phrase: Phrase) {
        self.file = file
        self.row = row
        self.phrase = phrase
    }
}

/// Reads a custodian's bound book from a spreadsheet or a CSV file.
public struct BookImport: Sendable {
    /// A book's columns are the regulation's: fewer rows than usual tell what stands in them.
    private static let sampleRows = 50

    private let tables: ReferenceTables
    private let today: Day

    /// Makes a reader of books.
    ///
    /// - Parameter today: by which two-digit years are told apart.
    public init(tables: ReferenceTables, today: Day) {
        self.tables = tables
        self.today = today
    }

    /// Reads the book of a licence.
    ///
    /// A line that can not be used is noted, and the others are kept.
    ///
    /// - Throws: `TabularError` or `BooksError` when the file as a whole can not be used.
    public func book(licence: String, path: String) throws -> (book: Book, notes: [ImportNote]) {
        let table = try BookTable.open(
            path, fields: BookFields.book, dates: ["acquired_on", "disposed_on", "born"],
            fallback: .monthDayYear, today: today, sampleRows: BookImport.sampleRows)
        var reader = LineReader(licence: licence, describer: Describer(tables: tables))
        let problems = try table.readRows { row in reader.add(row) }
        let whole = table.warnings.map(\.phrase) + table.ambiguousDateRemarks
        let noted =
            whole.map { ImportNote(file: path, row: nil, phrase: $0) }
            + problems.map { ImportNote(file: path, row: $0.row, phrase: $0.phrase) }
        reader.book.sealIndex()
        return (
            reader.book,
            noted + reader.notes.map { ImportNote(file: path, row: $0.row, phrase: $0.phrase) }
        )
    }

    /// Turns rows into lines, remembering the descriptions that it has already understood.
    private struct LineReader {
        var book: Book
        var describer: Describer
        var notes: [(row: Int, phrase: Phrase)] = []
        private var known: [RawDescriptor: Int] = [:]

        init(licence: String, describer: Describer) {
            book = Book(licence: licence)
            self.describer = describer
        }

        mutating func add(_ row: FieldRow) {
            let raw = RawDescriptor(
                make: row["make"], importer: row["importer"], model: row["model"],
                calibre: row["calibre"], kind: row["kind"])
            guard let index = index(of: raw) else {
                notes.append((row.number, Phrase("books.import.too_many_descriptions")))
                return
            }
            let line = BookLine(
                row: row.number, serial: row["serial"],
                acquisition: (
                    day(row, "acquired_on"),
                    Party(
                        name: row["acquired_from"], addressOrLicence: row["acquired_from_licence"])
                ),
                disposition: (
                    day(row, "disposed_on"),
                    Party(name: row["disposed_to"], addressOrLicence: row["disposed_to_licence"])
                ),
                document: row["document"],
                born: row.date("born").days?.exactDay?.description ?? row["born"])
            book.append(line, description: index)
        }

        private mutating func index(of raw: RawDescriptor) -> Int? {
            if let index = known[raw] { return index }
            guard book.descriptions.count < Book.mostDescriptions else { return nil }
            let index = book.describe(
                BookDescription(describer.describe(raw, readSerial: SerialReading.unread)))
            known[raw] = index
            return index
        }

        private mutating func day(_ row: FieldRow, _ field: String) -> Day? {
            switch row.date(field) {
            case .blank: return nil
            case .exact(let day): return day
            case .range(let range): return range.last
            case .unreadable:
                // The text is not repeated: where columns have shifted it may be a purchaser's name.
                notes.append(
                    (row.number, Phrase("books.import.unreadable_day", ["column": .text(field)])))
                return nil
            }
        }
    }
}
