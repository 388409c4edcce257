import Books
import Chronology
import Firearms
import FoundationEssentials
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
        /// The licences whose books are kept elsewhere.
        var elsewhere: [String: BookSummary?] = [:]
    }

    /// Reads the books of a folder and the lists that were given, or that lie beside the folder.
    static func open(
        _ options: Sources, tables: ReferenceTables, session: Session
    ) async throws -> Desk {
        let beside = FileName.parent(of: options.books)
        var notes: [ImportNote] = []
        var licensees: [Licensee] = []
        if let path = options.licensees ?? found("licensees.csv", in: beside) {
            let read = try Registers.licensees(path: path, today: options.today)
            licensees = read.licensees
            notes += read.notes
        }
        var thefts = TheftReports()
        if let path = options.theftLoss ?? found("theft_loss.csv", in: beside) {
            let read = try Registers.thefts(path: path, today: options.today)
            thefts = read.reports
            notes += read.notes
        }
        var multipleSales = MultipleSales()
        if let path = options.multipleSales ?? found("multiple_sales.csv", in: beside) {
            let read = try Registers.multipleSales(path: path, today: options.today)
            multipleSales = read.sales
            notes += read.notes
        }
        let progress = session.progress(Phrase("commands.trace.reading"), total: nil)
        let shelf = try await BookShelf.read(
            directory: options.books, tables: tables, today: options.today
        ) { progress.advance() }
        progress.finish()
        if !licensees.isEmpty {
            notes += unlisted(shelf.books, among: licensees, folder: options.books)
        }
        return Desk(
            custodians: Custodians(
                licensees: licensees, books: shelf.books, elsewhere: options.elsewhere),
            thefts: thefts,
            multipleSales: multipleSales, bookCount: shelf.books.count,
            lineCount: shelf.books.reduce(0) { $0 + $1.count }, notes: notes + shelf.notes)
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

    private static func found(_ name: String, in folder: String) -> String? {
        let path = "\(folder)/\(name)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }
}
