import Chronology
import Firearms
import Language
import Tabular

/// Turns the rows of a book into lines, remembering the descriptions that it has already met.
struct LineReader {
    /// What is kept of a line beside its columns.
    enum Rest {
        /// Its texts: the book is asked in memory.
        case texts
        /// Where it stands in the file: an index is made.
        case places
    }

    /// A book read whole.
    struct Result {
        /// The lines, without their texts.
        var book: BookDraft
        var texts = LineTextRun()
        var notes: [StoredNote] = []
        /// Where the lines stand in the file, one for each that is known.
        var extents: [Range<Int>] = []
        /// The days that may stand for today without a date of the book being read otherwise.
        var days = DayRange(Day(number: .min), Day(number: .max))
        /// How one row is taken apart, where that can be done without the others.
        var layout: RowLayout?
        var orders: [String: DateOrder] = [:]
    }

    private(set) var result: Result
    private let memory: DescriptionMemory
    private let rest: Rest
    private var known: [RawDescriptor: Int] = [:]

    init(licence: String, memory: DescriptionMemory, rest: Rest) {
        result = Result(book: BookDraft(licence: licence))
        self.memory = memory
        self.rest = rest
    }

    mutating func add(_ row: FieldRow) {
        if case .places = rest { narrowDays(row) }
        let raw = RawDescriptor(
            make: row["make"], importer: row["importer"], model: row["model"],
            calibre: row["calibre"], kind: row["kind"])
        guard let index = index(of: raw) else {
            note(row, Phrase("books.import.too_many_descriptions"))
            return
        }
        let line = BookLine(
            row, acquired: day(row, "acquired_on"), disposed: day(row, "disposed_on"))
        switch rest {
        case .texts: result.book.append(line, description: index, texts: &result.texts)
        case .places:
            result.book.append(line, description: index)
            if let extent = row.extent { result.extents.append(extent) }
        }
    }

    private mutating func index(of raw: RawDescriptor) -> Int? {
        if let index = known[raw] { return index }
        guard result.book.descriptions.count < Book.mostDescriptions else { return nil }
        let index = result.book.describe(memory.description(of: raw))
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
            note(row, Phrase("books.import.unreadable_day", ["column": .text(field)]))
            return nil
        }
    }

    private mutating func note(_ row: FieldRow, _ phrase: Phrase) {
        result.notes.append(StoredNote(row: row.number, phrase: phrase))
    }

    private mutating func narrowDays(_ row: FieldRow) {
        for field in BookRows.dateFields {
            guard let days = row.daysOfSameReading(field) else { continue }
            // Today is in both, so they overlap.
            result.days = DayRange(
                max(result.days.first, days.first), min(result.days.last, days.last))
        }
    }
}
