import Books
import Chronology
import Firearms
import FoundationEssentials
import Language
import SerialIndex

/// A folder of a test's own with books, read with and without their indexes.
final class IndexedFolder {
    let path: String
    static let today = Day(number: 20_513)
    static let header = """
        manufacturer,model,serial_number,acquired_on,acquired_from,\
        acquired_from_address_or_license,disposed_on,disposed_to,\
        disposed_to_address_or_license,form_4473_or_document,purchaser_born
        """
    static let licence = "1-11-001-01-1A-00001"
    /// What stands in the books and must stand nowhere else.
    static let people = ["INVENTED PERSON", "12 ROAD", "SECOND BUYER", "DOC-9", "1980-01-01"]
    static let lines = [
        "COLT,M4,AB123456,2018-02-01,MAKER,1-11-001-01-1A-00009,2018-06-01,INVENTED PERSON,12 ROAD,DOC-9,1980-01-01",
        "COLT,M4,AB123457,2018-02-01,MAKER,1-11-001-01-1A-00009,2018-06-02,\"SECOND BUYER, \"\"JR\"\"\",\"1 STREET\ntown\",D2,1979-03-04",
        "GLOCK,19,XYZ99,02/30/2018,MAKER,,2018-06-03,SHOP,1-11-001-01-1A-00002,,",
        "GLOCK,19,XYZ98,2018-02-03,,,,,,,",
    ]

    init() throws {
        path = FileManager.default.temporaryDirectory
            .appending(path: "rastro-\(UUID().uuidString)").path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var book: String { "\(path)/\(IndexedFolder.licence).csv" }
    var linesFile: String { book + ".lines" }
    var serialsFile: String { book + ".serials" }

    func writeBook(
        _ lines: [String] = IndexedFolder.lines, end: String = "\n", before: [UInt8] = []
    ) throws {
        let text = ([IndexedFolder.header] + lines).joined(separator: end)
        try write(before + Array(text.utf8), to: book)
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }

    func bytes(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    func index(today: Day = IndexedFolder.today) async throws -> [BookIndex.Outcome] {
        try await BookIndex(directory: path, tables: .carried, today: today).update()
    }

    func read(
        today: Day = IndexedFolder.today, tables: ReferenceTables = .carried
    ) async throws -> BookShelf {
        try await BookShelf.read(directory: path, tables: tables, today: today)
    }

    /// The shelf as it is read when there is no index.
    func readWhole(today: Day = IndexedFolder.today) async throws -> Answers {
        let other = try IndexedFolder()
        for name in try names() where !name.hasSuffix(".lines") && !name.hasSuffix(".serials") {
            try other.write(try bytes(of: "\(path)/\(name)"), to: "\(other.path)/\(name)")
        }
        return Answers(try await other.read(today: today))
    }
}

/// All that a shelf says of its firearms, for tests to compare.
struct Answers: Equatable {
    var books: [String] = []
    var lines: [[String]] = []
    var entries: [BookEntry] = []
    var mistakes: [Int] = []
    var notes: [Phrase] = []
    var rows: [Int?] = []
    var silent = 0

    init(_ shelf: BookShelf) {
        notes = shelf.notes.map(\.phrase)
        rows = shelf.notes.map(\.row)
        for book in shelf.books {
            books.append(book.licence)
            let keeper = LocalKeeper(
                licensee: Custodians.unlisted(book.licence, name: ""), book: book)
            for line in 0..<book.count {
                let serial = book.serial(ofLine: line)
                lines.append([
                    serial, "\(book.description(ofLine: line))",
                    "\(book.descriptionIndex(ofLine: line))",
                    "\(String(describing: book.acquiredOn(line: line)))",
                ])
                let question = FirearmQuestion(
                    serial: SerialPattern(whole: serial), mistakes: 2, makes: [])
                switch keeper.reply(to: question) {
                case .found(let matches, _):
                    entries += matches.map(\.entry)
                    mistakes += matches.map(\.mistakes)
                case .noRecord: mistakes.append(-1)
                case .recordsLost, .noAnswer, .refused: silent += 1
                }
            }
        }
    }
}
