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

    /// What the tables make of descriptions.
    let memory: DescriptionMemory
    /// The day by which two-digit years are told apart.
    let today: Day

    /// Makes a reader of books.
    ///
    /// - Parameter today: by which two-digit years are told apart.
    public init(tables: ReferenceTables, today: Day) {
        memory = DescriptionMemory(tables: tables)
        self.today = today
    }

    /// Reads the book of a licence.
    ///
    /// A line that can not be used is noted, and the others are kept.
    ///
    /// - Throws: `TabularError` or `BooksError` when the file as a whole can not be used.
    public func book(licence: String, path: String) throws -> (book: Book, notes: [ImportNote]) {
        let read = try read(licence: licence, path: path)
        return (Book(read.book, texts: read.texts), read.notes.map { ImportNote($0, in: path) })
    }

    /// Reads the book of a licence, whose index of serials is still to be had.
    ///
    /// - Parameter remembering: what is wanted of each line beside its columns.
    func read(
        licence: String, path: String, remembering: LineReader.Rest = .texts
    ) throws -> LineReader.Result {
        let table = try BookTable.open(
            path, fields: BookFields.book, dates: BookRows.dateFields, fallback: .monthDayYear,
            today: today, sampleRows: BookImport.sampleRows)
        var reader = LineReader(licence: licence, memory: memory, rest: remembering)
        let problems = try table.readRows { row in reader.add(row) }
        var result = reader.result
        let whole = table.warnings.map(\.phrase) + table.ambiguousDateRemarks
        result.notes =
            whole.map { StoredNote(row: nil, phrase: $0) }
            + problems.map { StoredNote(row: $0.row, phrase: $0.phrase) } + result.notes
        result.layout = table.rowLayout
        result.orders = table.dates.mapValues(\.order)
        return result
    }
}

extension ImportNote {
    init(_ note: StoredNote, in file: String) {
        self.init(file: file, row: note.row, phrase: note.phrase)
    }
}
