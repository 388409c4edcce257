import Books
import Chronology
import Firearms
import FoundationEssentials
import SerialIndex
import Testing

/// Lines of whom nobody is named, in a table.
private struct Lines: NamelessLines {
    var parties: [LineParties]
    var failure: BooksError?

    func parties(ofLines lines: [Int]) throws -> [LineParties] {
        if let failure { throw failure }
        return lines.map { parties[$0] }
    }
}

/// Books whose lines name nobody.
final class NamelessTests {
    private let path = FileManager.default.temporaryDirectory
        .appending(path: "rastro-\(UUID().uuidString)").path(percentEncoded: false)

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private static let dispositions: [Disposition] = [
        .missing, .licensee(number: "1-23", name: "A", on: nil),
        .licensee(number: "", name: "", on: nil),
        .retail(
            buyer: Party(name: "0011223344556677", addressOrLicence: ""), born: "", document: "",
            on: nil), .theftOrLoss(on: nil), .exported(to: "8899aabbccddeeff", on: nil),
        .government(agency: "", on: nil),
    ]

    @Test("parties are read as they were written, filled up or not, and nothing else is")
    func parties() throws {
        for from in [
            Party(name: "", addressOrLicence: ""), Party(name: "ñ", addressOrLicence: "x"),
        ] {
            for disposition in NamelessTests.dispositions {
                let parties = LineParties(from: from, disposition: disposition)
                let bytes = parties.bytes
                #expect(LineParties(bytes) == parties)
                #expect(LineParties(bytes + [UInt8](repeating: 0, count: 50)) == parties)
                #expect(LineParties(bytes + [1]) == nil)
                for count in 0..<bytes.count { #expect(LineParties(Array(bytes[..<count])) == nil) }
                #expect(LineParties([6] + bytes.dropFirst()) == nil)
            }
        }
        #expect(LineParties([]) == nil)
        // A text that is longer than what is left, and one that is no UTF-8.
        #expect(LineParties([0, 255, 255, 255, 255, 0, 0, 0, 0]) == nil)
        #expect(LineParties([0, 1, 0, 0, 0, 0xFF, 0, 0, 0, 0]) == nil)
    }

    @Test("neither a line nor its parties show anybody")
    func mute() throws {
        let read = try read()
        let texts = read.texts(ofLine: 0)
        #expect(texts.to.name == "INVENTED PERSON")
        for one in [texts, read.parties(of: texts)] as [Any] {
            var dumped = ""
            dump(one, to: &dumped)
            #expect(!("\(one)" + dumped).contains("INVENTED"))
        }
    }

    private func read() throws -> ReadBook {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let text = """
            manufacturer,model,serial_number,acquired_on,disposed_on,disposed_to,purchaser_born
            COLT,M4,AB123456,2018-02-01,2018-06-01,INVENTED PERSON,1980-01-01
            COLT,M4,AB123457,2018-02-01,2018-06-02,STOLEN,
            GLOCK,19,XYZ987,2018-02-03,,,
            """
        let file = "\(path)/1-11-001-01-1A-00001.csv"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try BookImport(tables: .carried, today: Day(number: 20_513))
            .whole(licence: "1", path: file)
    }

    @Test("columns are read as they were written, and no beginning of them is")
    func columns() throws {
        let columns = try read().columns
        let bytes = columns.bytes
        #expect(BookColumns(bytes) == columns)
        #expect(columns.count == 3 && columns.serial(ofLine: 2) == "XYZ987")
        #expect(columns.row(ofLine: 2) == 4)
        for count in 0..<bytes.count { #expect(BookColumns(Array(bytes[..<count])) == nil) }
        #expect(BookColumns(bytes + [0]) == nil)
        // More lines than any book has take no memory.
        #expect(BookColumns([255, 255, 255, 255] + bytes.dropFirst(4)) == nil)
    }

    @Test("a book without names answers as it would with them, but for whom it names")
    func answers() throws {
        let read = try read()
        let parties = (0..<3).map { read.parties(of: read.texts(ofLine: $0)) }
        let tag = Party(name: "0011223344556677", addressOrLicence: "")
        let buyer = LineParties(
            from: parties[0].from,
            disposition: .retail(buyer: tag, born: "", document: "", on: nil))
        let maker = NamelessBooks(tables: .carried)
        func keeper(_ failure: BooksError? = nil) -> LocalKeeper {
            LocalKeeper(
                licensee: Custodians.unlisted("1", name: "A"),
                book: maker.book(
                    licence: "1", columns: read.columns,
                    lines: Lines(parties: [buyer] + parties.dropFirst(), failure: failure)))
        }
        let question = FirearmQuestion(
            serial: SerialPattern(Array("AB123456".utf8).map { .character($0) }), mistakes: 1,
            makes: [])
        guard case .found(let lines, let total) = keeper().reply(to: question) else {
            Issue.record("nothing found")
            return
        }
        #expect(total == 2)
        #expect(
            lines[0].entry.disposition
                == .retail(buyer: tag, born: "", document: "", on: Day(iso: "2018-06-01")))
        #expect(lines[1].entry.disposition == .theftOrLoss(on: Day(iso: "2018-06-02")))
        #expect(keeper().book?.namesNobody == true)
        // The second question finds the line, and the book itself names nobody.
        let serial = Array("AB123456".utf8)
        let asked = RecipientQuestion(row: 2, serial: serial)
        #expect(keeper().line(of: asked) == 0)
        #expect(keeper().line(of: RecipientQuestion(row: 3, serial: serial)) == nil)
        #expect(keeper().reply(to: asked) == .noRecord)
        // Lines that can not be had are no answer, and it is said why.
        let broken = keeper(.changed("1.book"))
        guard case .noAnswer = broken.reply(to: question) else {
            Issue.record("an answer without lines")
            return
        }
        let custodians = Custodians(licensees: [], books: [broken.book].compactMap(\.self))
        #expect(custodians.failure == .changed("1.book"))
    }
}
