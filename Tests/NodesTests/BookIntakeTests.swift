import Books
import Cryptography
import Encoding
import Exchange
import Firearms
import FoundationEssentials
import Testing

@testable import Nodes

/// Taking books in, and what can be wrong with the files that are made.
@Suite(.serialized) final class BookIntakeTests {
    private let nodes: TwoNodes
    private let path = TestFolder.make()
    private static let licence = "1-23-456-07-5K-12345"
    private static let head =
        "manufacturer,model,serial_number,acquired_on,acquired_from,disposed_on,disposed_to,"
        + "disposed_to_address_or_license,form_4473_or_document,purchaser_born\n"

    init() async throws {
        nodes = try await TwoNodes()
        try PrivateFiles.makeFolder(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func file(_ rows: String, named name: String = licence + ".csv") throws -> String {
        let file = "\(path)/\(name)"
        try PrivateFiles.write(Array((BookIntakeTests.head + rows).utf8), to: file)
        return file
    }

    private func row(_ serial: String, to name: String = "Wren Quillfeather") -> String {
        "COLT,1911,\(serial),2015-01-02,Ibis Lark,2016-01-02,\(name),1 Elm,4473-9,1980-01-01\n"
    }

    private func take(_ file: String, isReplacing: Bool = false) async throws -> BookIntake.Outcome
    {
        try await BookIntake(
            nodes.states, tables: .carried, today: TakenBooks.today,
            surroundings: nodes.surroundings
        ).take(file, isReplacing: isReplacing)
    }

    private var place: String { nodes.states.book(of: BookIntakeTests.licence) }

    private func open() throws -> SealedBook {
        try nodes.states.openBook(
            place, owner: try NodeConfiguration(nodes.states).name,
            store: try StoreKeys(nodes.states).books)
    }

    private func bytes() throws -> [UInt8] {
        try #require(try PrivateFiles.read(place, atMost: 1 << 20))
    }

    @Test(
        "the same file changes nothing; another takes its place only with a word; one can be taken out"
    )
    func replacing() async throws {
        let first = try await take(try file(row("AB1234") + row("AB1235", to: "STOLEN")))
        #expect(first.licence == BookIntakeTests.licence && first.lines == 2)
        // Who had the stolen one before is a person too.
        #expect(first.naming == 2 && first.notes.isEmpty)
        guard case .taken = first.kind else {
            Issue.record("not taken in")
            return
        }
        let before = try bytes()
        let same = try await take(try file(row("AB1234") + row("AB1235", to: "STOLEN")))
        guard case .same = same.kind else {
            Issue.record("not known again")
            return
        }
        #expect(try bytes() == before)
        let newer = try file(row("AB1234"))
        await #expect(throws: NodeError.knownBook(licence: BookIntakeTests.licence)) {
            try await self.take(newer)
        }
        #expect(try bytes() == before)
        guard case .replaced = try await take(newer, isReplacing: true).kind else {
            Issue.record("not replaced")
            return
        }
        #expect(try open().columns.count == 1)
        // However the licence is written.
        let intake = try BookIntake(
            nodes.states, tables: .carried, today: TakenBooks.today,
            surroundings: nodes.surroundings)
        try intake.remove("1 23 456 07 5k 12345")
        #expect(try nodes.states.bookDescriptions().isEmpty && !nodes.states.hasBooks)
        for licence in [BookIntakeTests.licence, "", "../x", String(repeating: "1", count: 65)] {
            #expect(throws: NodeError.unknownBook(licence: licence)) { try intake.remove(licence) }
        }
    }

    private func hasOtherLicensees(than licensees: [Licensee]) async throws -> Bool? {
        let service = try await NodeService(nodes.states, surroundings: nodes.surroundings)
        let books = try await service.books(tables: .carried, licensees: licensees)
        await service.stop()
        return books?.hasOtherLicensees
    }

    @Test("a list with another business takes the same file in again; the two lists are told apart")
    func otherLicensees() async throws {
        let book = try file(
            row("AB1234", to: "Wolf Guns").replacing("4473-9,1980-01-01", with: ","))
        #expect(try await take(book).naming == 1)
        let list = "\(path)/licensees.csv"
        let text = "number,kind,name\n9-99-999-01-9Z-99999,dealer,WOLF GUNS\n"
        try PrivateFiles.write(Array(text.utf8), to: list)
        var configuration = try NodeConfiguration(nodes.states)
        configuration.books.licensees = list
        try configuration.write(to: nodes.states)
        let licensees = try Registers.licensees(path: list, today: TakenBooks.today).licensees
        #expect(try await hasOtherLicensees(than: licensees) == true)
        guard case .replaced = try await take(book).kind else {
            Issue.record("not taken in again")
            return
        }
        #expect(try await hasOtherLicensees(than: licensees) == false)
        let parties = try open().parties(ofLines: [0])
        guard case .retail(let buyer, _, _, _) = parties[0].disposition else {
            Issue.record("no sale")
            return
        }
        #expect(buyer.name == "Wolf Guns")
    }

    @Test("a book in which something is wrong leaves the node as it was")
    func refused() async throws {
        let long = String(repeating: "x", count: SealedField.mostBytes + 1)
        let tooLong = try file(row("AB1234") + row("AB1235", to: long))
        await #expect(throws: NodeError.bookField(path: tooLong, row: 3)) {
            try await self.take(tooLong)
        }
        let nameless = try file(row("AB1234"), named: "---.csv")
        await #expect(throws: NodeError.bookLicence(path: nameless)) {
            try await self.take(nameless)
        }
        let endless = try file(row("AB1234"), named: String(repeating: "1", count: 65) + ".csv")
        await #expect(throws: NodeError.bookLicence(path: endless)) { try await self.take(endless) }
        let headless = "\(path)/2.csv"
        try PrivateFiles.write(Array(row("AB1234").utf8), to: headless)
        await #expect(throws: (any Error).self) { try await self.take(headless) }
        await #expect(throws: (any Error).self) { try await self.take(self.path + "/none.csv") }
        #expect(PrivateFiles.names(in: nodes.states.books).isEmpty)
        // What an interrupted taking-in has left goes with the next one.
        try PrivateFiles.write([1], to: place + PartialFile.ending)
        _ = try await take(try file(row("AB1234")))
        #expect(PrivateFiles.names(in: nodes.states.books).count == 1)
        let service = try await NodeService(nodes.states, surroundings: nodes.surroundings)
        await #expect(throws: NodeError.running(path: nodes.states.path)) {
            try await self.take(try self.file(self.row("AB1234")))
        }
        await service.stop()
    }

    @Test(
        "a byte that was changed anywhere is found out, when the book is opened or when the line is read"
    )
    func damaged() async throws {
        _ = try await take(try file(row("AB1234") + row("AB1235")))
        let whole = try bytes()
        #expect(try open().isWhole())
        #expect(try await nodes.states.damagedBooks(tables: .carried).isEmpty)
        for place in whole.indices {
            var changed = whole
            changed[place] ^= 1
            try PrivateFiles.write(changed, to: self.place)
            do {
                let book = try open()
                #expect(!book.isWhole(), "\(place)")
                let lines = (0..<2).map { line in
                    (try? book.parties(ofLines: [line])) != nil
                        && (try? book.people(ofLine: line)) != nil
                }
                #expect(lines.contains(false), "\(place)")
                #expect(book.failure == .changed(self.place))
            } catch NodeError.book(path: self.place, _) {
                continue
            }
        }
        for count in stride(from: 0, to: whole.count, by: 7) {
            try PrivateFiles.write(Array(whole[..<count]), to: self.place)
            #expect(throws: NodeError.book(path: self.place, .damaged)) { try self.open() }
        }
    }

    @Test(
        "a book of another version, of another node or under another key is told from a damaged one"
    )
    func others() async throws {
        _ = try await take(try file(row("AB1234")))
        var bytes = try bytes()
        bytes[8] = 2
        try PrivateFiles.write(bytes, to: place)
        #expect(throws: NodeError.book(path: place, .otherVersion)) { try self.open() }
        #expect(throws: NodeError.book(path: place, .otherVersion)) {
            try self.nodes.states.bookDescriptions()
        }
        bytes[8] = 1
        try PrivateFiles.write(bytes, to: place)
        #expect(try open().columns.count == 1)
        #expect(throws: NodeError.book(path: place, .otherKey)) {
            try self.nodes.states.openBook(
                self.place, owner: try NodeConfiguration(self.nodes.mexico).name,
                store: try StoreKeys(self.nodes.mexico).books)
        }
        // Two books of one licence have nothing in common: neither keys nor numbers.
        let first = try open().header.identifier
        _ = try await take(try file(row("AB1235")), isReplacing: true)
        #expect(try open().header.identifier != first)
    }

    @Test("a node that asked plain books is not started before all of them are in")
    func settled() async throws {
        _ = try file(row("AB1234"))
        let other = try file(row("AB1235"), named: "2.csv")
        let beside = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        var configuration = try NodeConfiguration(nodes.states)
        configuration.plainBooks = path
        try configuration.write(to: nodes.states)
        let error = NodeError.plainBooks(path: nodes.states.path, folder: path)
        await #expect(throws: error) {
            try await NodeService(self.nodes.states, surroundings: self.nodes.surroundings)
        }
        var intake: BookIntake? = try BookIntake(
            nodes.states, tables: .carried, today: TakenBooks.today,
            surroundings: nodes.surroundings)
        _ = try await intake?.take(other, isReplacing: false)
        let open = try #require(try intake?.settle())
        #expect(open.folder == path && open.missing == 1)
        #expect(try NodeConfiguration(nodes.states).plainBooks == path)
        _ = try await intake?.take("\(path)/\(BookIntakeTests.licence).csv", isReplacing: false)
        #expect(try intake?.settle()?.missing == 0)
        intake = nil
        let now = try NodeConfiguration(nodes.states)
        #expect(now.plainBooks == nil)
        // No list lay beside it.
        #expect(now.books.licensees == nil || now.books.licensees?.hasPrefix(beside) == true)
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}
