import Books
import Chronology
import Firearms
import FoundationEssentials
import Language
import Testing

/// A folder of a test's own with the files of custodians.
private final class Shelf {
    let path: String
    static let today = Day(number: 20_513)
    static let header =
        "manufacturer,model,serial_number,acquired_on,disposed_on,disposed_to,purchaser_born"
    static let line = "COLT,M4,AB123456,2018-02-01,2018-06-01,INVENTED PERSON,1980-01-01"

    init() throws {
        path = FileManager.default.temporaryDirectory
            .appending(path: "rastro-\(UUID().uuidString)").path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ lines: String...) throws -> String {
        try lines.joined(separator: "\n").write(
            toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
        return "\(path)/\(name)"
    }

    func read() async throws -> BookShelf {
        try await BookShelf.read(directory: path, tables: .carried, today: Shelf.today)
    }
}

/// What an error says, in both languages.
private func said(_ error: (any Error)?) -> String {
    guard let error = error as? any Sayable else { return "" }
    return ["es", "en"].compactMap { Catalogue(carried: Tongue(code: $0)) }
        .map { $0(error.phrase) }.joined(separator: "\n")
}

struct ImportTests {
    @Test("a book without headings is refused, its file named and nothing of it repeated")
    func noHeadings() async throws {
        let shelf = try Shelf()
        _ = try shelf.write("1-11-001-01-1A-00001.csv", Shelf.header, Shelf.line)
        _ = try shelf.write("1-11-001-01-1A-00002.csv", Shelf.line, Shelf.line)
        let error = await #expect(throws: BooksError.self) { try await shelf.read() }
        #expect(said(error).contains("1-11-001-01-1A-00002.csv"))
        #expect(said(error).contains("disposed_on"))
        #expect(!said(error).contains("INVENTED"))
    }

    @Test("a list of multiple sales without headings repeats no purchaser either")
    func noHeadingsInMultipleSales() throws {
        let shelf = try Shelf()
        let path = try shelf.write("sales.csv", "1-11-001-01-1A-00002,INVENTED PERSON,AB1", "a,b,c")
        let error = #expect(throws: BooksError.self) {
            try Registers.multipleSales(path: path, today: Shelf.today)
        }
        #expect(said(error).contains("sales.csv"))
        #expect(!said(error).contains("INVENTED"))
    }

    @Test("two files for one licence are refused and both named")
    func sameLicence() async throws {
        let shelf = try Shelf()
        _ = try shelf.write("1-11-001-01-1A-00001.csv", Shelf.header, Shelf.line)
        _ = try shelf.write("111001011A00001.txt", Shelf.header, Shelf.line)
        let error = await #expect(throws: BooksError.self) { try await shelf.read() }
        #expect(said(error).contains("1-11-001-01-1A-00001.csv"))
        #expect(said(error).contains("111001011A00001.txt"))
    }

    @Test("a date that can not be read is noted with its row, and its text is not repeated")
    func unreadableDay() async throws {
        let shelf = try Shelf()
        _ = try shelf.write(
            "1-11-001-01-1A-00001.csv", Shelf.header, Shelf.line,
            "COLT,M4,AB123457,2018-02-01,INVENTED PERSON,2018-06-01,1980-01-01")
        let read = try await shelf.read()
        #expect(read.books.map(\.count) == [2])
        #expect(read.notes.map(\.row) == [3])
        #expect(read.notes.map(\.phrase.key) == ["books.import.unreadable_day"])
        #expect(!String(describing: read.notes).contains("INVENTED"))
    }
}
