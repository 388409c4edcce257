import Books
import Chronology
import Firearms
import FoundationEssentials
import Language
import SerialIndex
import Tabular
import Testing

struct BookIndexTests {
    let folder: IndexedFolder

    init() throws {
        folder = try IndexedFolder()
    }

    /// Tells whether the index was used: a book that it stands for is not read whole.
    func usesIndex(today: Day = IndexedFolder.today) async throws -> Bool {
        try await folder.index(today: today).allSatisfy { $0.isKept && $0.savesReading }
    }

    @Test(
        "a book with an index answers as it does without",
        arguments: ["\n", "\r\n", "\r"], [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]])
    func sameAnswers(end: String, before: [UInt8]) async throws {
        try folder.writeBook(end: end, before: before)
        let outcome = try #require(try await folder.index().first)
        #expect(outcome.lines == 4 && outcome.savesReading && !outcome.isKept)
        let indexed = Answers(try await folder.read())
        #expect(try await indexed == folder.readWhole())
        #expect(indexed.entries.count >= 4 && indexed.silent == 0)
        #expect(indexed.notes.map(\.key).contains("books.import.unreadable_day"))
        #expect(indexed.entries.contains { "\($0.disposition)".contains("withheld") })
    }

    @Test("a book in Windows-1252 with semicolons answers as it does without")
    func otherDress() async throws {
        var bytes: [UInt8] = []
        let text = ([IndexedFolder.header] + IndexedFolder.lines).joined(separator: "\r\n")
            .replacing(",", with: ";").replacing("SHOP", with: "ARMERÍA")
        for scalar in text.unicodeScalars { bytes.append(UInt8(scalar.value)) }
        try folder.write(bytes, to: folder.book)
        #expect(try await folder.index().map(\.savesReading) == [true])
        #expect(try await Answers(folder.read()) == folder.readWhole())
    }

    @Test("an index is left alone while it is up to date, and made again when the book changes")
    func upToDate() async throws {
        try folder.writeBook()
        #expect(try await folder.index().map(\.isKept) == [false])
        #expect(try await folder.index().map(\.isKept) == [true])
        try folder.writeBook(Array(IndexedFolder.lines.dropLast()))
        #expect(try await Answers(folder.read()) == folder.readWhole())
        #expect(try await folder.read().notes.count == 1)
        #expect(try await folder.index().map(\.isKept) == [false])
        #expect(try await folder.index().map(\.lines) == [3])
    }

    @Test("a change that keeps the size is seen, however soon it comes")
    func sameSize() async throws {
        try folder.writeBook()
        _ = try await folder.index()
        try folder.writeBook(IndexedFolder.lines.map { $0.replacing("AB123456", with: "AB123459") })
        #expect(try await folder.read().books[0].serial(ofLine: 0) == "AB123459")
    }

    @Test("neither file of an index holds what names a person")
    func namesNobody() async throws {
        try folder.writeBook()
        _ = try await folder.index()
        for path in [folder.linesFile, folder.serialsFile] {
            let text = String(decoding: try folder.bytes(of: path), as: UTF8.self)
            for person in IndexedFolder.people { #expect(!text.contains(person)) }
        }
        let lines = String(decoding: try folder.bytes(of: folder.linesFile), as: UTF8.self)
        #expect(lines.contains("AB123456") && lines.contains("GLOCK"))
    }

    @Test("nobody may read an index who may not read the book, and nobody but its owner")
    func permissions() async throws {
        try folder.writeBook()
        for (book, index) in [(0o644, 0o600), (0o400, 0o400)] {
            try FileManager.default.setAttributes(
                [.posixPermissions: book], ofItemAtPath: folder.book)
            _ = try BookIndex.remove(from: folder.path)
            _ = try await folder.index()
            for path in [folder.linesFile, folder.serialsFile] {
                #expect(try ByteFile(path: path).permissions == index)
            }
        }
    }

    @Test("removing leaves the books, and nothing else was left behind")
    func remove() async throws {
        try folder.writeBook()
        _ = try await folder.index()
        let name = IndexedFolder.licence + ".csv"
        #expect(try folder.names() == [name, name + ".lines", name + ".serials"])
        #expect(try BookIndex.remove(from: folder.path) == 2)
        #expect(try folder.names() == [name])
    }

    @Test("what an interrupted run left is no book, and removing takes it, but follows no link")
    func leftOver() async throws {
        try folder.writeBook()
        let files = FileManager.default
        let other = try IndexedFolder()
        try other.writeBook()
        try files.createDirectory(
            atPath: folder.path + "/.rastro-left", withIntermediateDirectories: false)
        try folder.write([1], to: folder.path + "/.rastro-left/lines")
        try files.createSymbolicLink(
            atPath: folder.path + "/.rastro-link", withDestinationPath: other.path)
        #expect(try await folder.read().books.count == 1)
        #expect(try BookIndex.remove(from: folder.path) == 0)
        #expect(try folder.names() == [".rastro-link", IndexedFolder.licence + ".csv"])
        #expect(try other.names() == [IndexedFolder.licence + ".csv"])
    }

    @Test("a book in UTF-16 is read whole, with the index of its serials")
    func serialsAlone() async throws {
        let text = ([IndexedFolder.header] + IndexedFolder.lines).joined(separator: "\n")
        try folder.write([0xFF, 0xFE] + text.utf8.flatMap { [$0, 0] }, to: folder.book)
        #expect(try await folder.index().map(\.savesReading) == [false])
        #expect(try await folder.index().map(\.isKept) == [true])
        #expect(try await Answers(folder.read()) == folder.readWhole())
        let lines = String(decoding: try folder.bytes(of: folder.linesFile), as: UTF8.self)
        #expect(!lines.contains("AB123456"))
    }

    @Test("a workbook is read whole, with the index of its serials")
    func workbook() async throws {
        let columns = IndexedFolder.header.split(separator: ",").map(String.init)
        let path = "\(folder.path)/\(IndexedFolder.licence).xlsx"
        var writer = try TableWriter(path: path, header: columns)
        for line in IndexedFolder.lines where !line.contains("\"") {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            try writer.write(cells.map { .text(String($0)) })
        }
        try writer.finish()
        #expect(try await folder.index().map(\.savesReading) == [false])
        #expect(try await folder.index().map(\.lines) == [3])
        let indexed = Answers(try await folder.read())
        #expect(try await indexed == folder.readWhole())
        #expect(indexed.entries.count >= 3 && indexed.silent == 0)
        try FileManager.default.removeItem(atPath: path + ".serials")
        #expect(try await folder.read().notes.first?.phrase.key == "books.index.damaged")
    }

    @Test("years of two digits bind an index to the days on which they are read the same")
    func today() async throws {
        try folder.writeBook(["COLT,M4,AB1,02/01/27,,,02/02/27,INVENTED PERSON,,D,"])
        _ = try await folder.index()
        for step in [0, 100, 400, 800, -400] {
            let day = IndexedFolder.today.advanced(by: step)
            #expect(
                try await Answers(folder.read(today: day)) == folder.readWhole(today: day))
        }
        #expect(try await usesIndex())
        #expect(try await !usesIndex(today: IndexedFolder.today.advanced(by: 400)))
        try folder.writeBook()
        _ = try await folder.index()
        #expect(try await usesIndex(today: IndexedFolder.today.advanced(by: 4000)))
    }

    @Test("tables of the desk's own mean the same with an index")
    func tables() async throws {
        try folder.writeBook(["BRANDX,M4,AB1,2018-02-01,,,2018-06-01,INVENTED PERSON,,D,"])
        let plain = try await folder.read()
        _ = try await folder.index()
        #expect(try await folder.read().books[0].descriptions == plain.books[0].descriptions)
        #expect(plain.books[0].descriptions[0].makes.isEmpty)
        let own = try ReferenceTables.carried.adding(
            fileText: """
                table firms 1 2026-01-01
                code|name|roles|countries|ncic|years|kinds|importers|related|aliases
                BRX|Brandx|M|US||||||
                """, named: "own")
        let made = try await folder.read(tables: own).books[0].descriptions
        #expect(made[0].makes.count == 1)
    }

    @Test("a book that changes while it is asked gives no answer from there on, and says so")
    func changedInUse() async throws {
        try folder.writeBook()
        _ = try await folder.index()
        let shelf = try await folder.read()
        let custodians = Custodians(licensees: [], books: shelf.books)
        #expect(custodians.failure == nil)
        try folder.writeBook(IndexedFolder.lines.map { $0.replacing("INVENTED", with: "ANOTHER1") })
        guard case .local(let keeper) = custodians.keeper(for: IndexedFolder.licence) else {
            Issue.record("the book has no keeper")
            return
        }
        let question = FirearmQuestion(
            serial: SerialPattern(whole: "AB123456"), mistakes: 0, makes: [])
        guard case .noAnswer = keeper.reply(to: question) else {
            Issue.record("a book that changed has answered")
            return
        }
        #expect(custodians.failure == .changed(folder.book))
    }
}
