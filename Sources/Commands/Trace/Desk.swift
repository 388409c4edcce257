import Books
import Chronology
import Firearms
import Language
import Tracing

/// What a trace is asked of: the custodians at hand and the reports that stand beside their books.
struct Desk: Sendable {
    let custodians: Custodians
    let thefts: TheftReports
    let multipleSales: MultipleSales
    /// How many books were read, and how many lines they hold.
    let bookCount: Int
    let lineCount: Int
    /// What was noted while they were read.
    let notes: [ImportNote]

    /// Where the books are, and the lists that stand beside them.
    struct Sources {
        /// The folder of books.
        var books: String
        /// The lists, where they are not found beside the folder.
        var licensees: String?
        var theftLoss: String?
        var multipleSales: String?
        /// The day that counts as today.
        var today: Day
    }

    /// The lists that stand beside books.
    struct Lists {
        private(set) var licensees: [Licensee] = []
        private(set) var thefts = TheftReports()
        private(set) var multipleSales = MultipleSales()
        private(set) var notes: [ImportNote] = []

        /// Reads the lists that are given.
        init(
            licensees: String?, theftLoss: String?, multipleSales: String?, today: Day
        ) throws {
            if let path = licensees {
                let read = try Registers.licensees(path: path, today: today)
                self.licensees = read.licensees
                notes += read.notes
            }
            if let path = theftLoss {
                let read = try Registers.thefts(path: path, today: today)
                thefts = read.reports
                notes += read.notes
            }
            if let path = multipleSales {
                let read = try Registers.multipleSales(path: path, today: today)
                self.multipleSales = read.sales
                notes += read.notes
            }
        }
    }

    /// A desk of books that have been read.
    init(
        _ lists: Lists, books: [Book], elsewhere: [String: BookSummary?], notes: [ImportNote] = []
    ) {
        custodians = Custodians(licensees: lists.licensees, books: books, elsewhere: elsewhere)
        thefts = lists.thefts
        multipleSales = lists.multipleSales
        bookCount = books.count
        lineCount = books.reduce(0) { $0 + $1.count }
        self.notes = lists.notes + notes
    }

    /// Reads the books of a folder and the lists that were given, or that lie beside the folder.
    static func open(
        _ options: Sources, tables: ReferenceTables, session: Session
    ) async throws -> Desk {
        let beside = FileName.parent(of: options.books)
        let lists = try Lists(
            licensees: options.licensees ?? Registers.List.licensees.path(in: beside),
            theftLoss: options.theftLoss ?? Registers.List.theftLoss.path(in: beside),
            multipleSales: options.multipleSales ?? Registers.List.multipleSales.path(in: beside),
            today: options.today)
        let progress = session.progress(Phrase("commands.trace.reading"), total: nil)
        let shelf = try await BookShelf.read(
            directory: options.books, tables: tables, today: options.today
        ) { progress.advance() }
        progress.finish()
        let unlisted =
            lists.licensees.isEmpty
            ? [] : unlisted(shelf.books, among: lists.licensees, folder: options.books)
        return Desk(lists, books: shelf.books, elsewhere: [:], notes: unlisted + shelf.notes)
    }

    /// A note for each book whose licence no licensee has: who keeps it is not known.
    private static func unlisted(
        _ books: [Book], among licensees: [Licensee], folder: String
    ) -> [ImportNote] {
        let known = Set(licensees.map { LicenceNumber.folded($0.number) })
        return books.filter { !known.contains(LicenceNumber.folded($0.licence)) }.map { book in
            ImportNote(
                file: folder, row: nil,
                phrase: Phrase(
                    "commands.trace.unlisted", ["licence": .text(book.licence)]))
        }
    }
}
