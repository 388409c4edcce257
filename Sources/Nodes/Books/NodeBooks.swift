public import Books
import Cryptography
import Encoding
public import Exchange
public import Firearms
import Inquiries
import Ledger
import Synchronization
import Tabular
import Vault

/// The books that a node has taken in, open to be asked.
public struct NodeBooks: Sendable {
    /// The books, by their licences.
    public let books: [Book]
    /// Tells whether some were taken in by another list of licensees than the one that is in use.
    public let hasOtherLicensees: Bool
    let sealed: [String: SealedBook]
    let vault: VaultDoor
    let surroundings: NodeSurroundings

    /// The member of a `NODE_START` entry that has the digest.
    static let member = "x-books"

    /// What the ledger is told of them: it changes with each book that is put in or out.
    static func digest(_ books: some Sequence<SealedBook>) -> Digest {
        let lines = books.map {
            "\(LicenceNumber.folded($0.header.licence)) \(Hexadecimal.encode($0.digest.bytes))\n"
        }
        return Digest.sha256(Array("rastro-books/1\n\(lines.sorted().joined())".utf8))
    }
}

/// A book that a node has taken in, as far as it is known without a key.
public struct BookDescription: Hashable, Sendable {
    /// The licence, as the file that was taken in was named.
    public let licence: String
    /// How many lines it has.
    public let lines: Int
    /// How many bytes its file has.
    public let bytes: Int
    /// When it was taken in.
    public let takenIn: Moment?
}

extension NodeFolder {
    /// What the name of a book's file ends with.
    private static let bookEnding = ".book"

    /// The books that were taken in.
    var books: String { path + "/books" }

    /// Where the book of a licence is.
    func book(of licence: String) -> String {
        "\(books)/\(LicenceNumber.folded(licence))\(NodeFolder.bookEnding)"
    }

    private func bookPaths() -> [String] {
        PrivateFiles.names(in: books).filter { $0.hasSuffix(NodeFolder.bookEnding) }.sorted()
            .map { "\(books)/\($0)" }
    }

    /// Removes what an interrupted taking-in has left.
    func removePartialBooks() throws(NodeError) {
        for name in PrivateFiles.names(in: books) where name.hasSuffix(PartialFile.ending) {
            try PrivateFiles.remove("\(books)/\(name)")
        }
    }

    /// Tells whether the node has taken in a book.
    public var hasBooks: Bool { !bookPaths().isEmpty }

    /// The books that were taken in, by their licences.
    ///
    /// - Throws: `NodeError.book` for a file that is no book.
    public func bookDescriptions() throws -> [BookDescription] {
        try bookPaths().map { path in
            let file = try ByteFile(path: path)
            let header = try NodeFolder.reading(path) { () throws(BookFileError) in
                let size = min(file.identity.size, BookHeader.size)
                return try BookHeader((try? file.bytes(0..<size)) ?? [])
            }
            return BookDescription(
                licence: header.licence, lines: header.lines, bytes: file.identity.size,
                takenIn: Moment(milliseconds: header.identifier.milliseconds))
        }
    }

    /// Opens the file of a book.
    func openBook(_ path: String, owner: NodeName, store: HMACKey) throws -> SealedBook {
        do {
            return try SealedBook(path, owner: owner, store: store)
        } catch let fault as BookFileError {
            throw NodeError.book(path: path, fault.kind)
        }
    }

    private static func reading<Value>(
        _ path: String, _ body: () throws(BookFileError) -> Value
    ) throws(NodeError) -> Value {
        do throws(BookFileError) {
            return try body()
        } catch {
            throw .book(path: path, error.kind)
        }
    }

    /// Opens all books that were taken in, as many at once as the machine has lanes.
    func openBooks(
        owner: NodeName, store: HMACKey, tables: ReferenceTables, lanes: Int
    ) async throws -> [(sealed: SealedBook, book: Book)] {
        let paths = bookPaths()
        let maker = NamelessBooks(tables: tables)
        var opened: [(sealed: SealedBook, book: Book)] = []
        try await withThrowingTaskGroup(of: (SealedBook, Book).self) { group in
            for (index, path) in paths.enumerated() {
                if index >= lanes, let one = try await group.next() { opened.append(one) }
                group.addTask {
                    let sealed = try openBook(path, owner: owner, store: store)
                    let book = maker.book(
                        licence: sealed.header.licence, columns: sealed.columns, lines: sealed)
                    return (sealed, book)
                }
            }
            for try await one in group { opened.append(one) }
        }
        return opened.sorted { $0.sealed.header.licence < $1.sealed.header.licence }
    }
}

extension BookFileError {
    fileprivate var kind: NodeError.BookFault {
        switch self {
        case .damaged: .damaged
        case .otherVersion: .otherVersion
        case .otherKey: .otherKey
        }
    }
}

extension NodeService {
    /// Opens the books that were taken in, and has the ledger told of them at the start.
    ///
    /// - Parameter licensees: by whose names businesses are told from people.
    /// - Returns: `nil` for a node without books, which only asks.
    /// - Throws: `NodeError.book` for a file that is no book of this node.
    public func books(
        tables: ReferenceTables, licensees: [Licensee]
    ) async throws -> NodeBooks? {
        let opened = try await folder.openBooks(
            owner: name, store: store.books, tables: tables, lanes: surroundings.lanes)
        guard !opened.isEmpty else { return nil }
        let digest = NodeBooks.digest(opened.map(\.sealed))
        notedBooks.withLock { $0 = digest }
        let names = BookIntake.digest(ofNames: licensees)
        return NodeBooks(
            books: opened.map(\.book),
            hasOtherLicensees: opened.contains { $0.sealed.licensees != names },
            sealed: Dictionary(
                opened.map { (LicenceNumber.folded($0.sealed.header.licence), $0.sealed) },
                uniquingKeysWith: { one, _ in one }),
            vault: keys.vault, surroundings: surroundings)
    }
}

extension NodeBooks {
    /// What a custodian at hand says of a recipient, with tokens in the place of names.
    struct Told: Sendable {
        let reply: RecipientReply
        let names: NameTokens
    }

    /// To whom a line of a book at hand says that its firearm went.
    ///
    /// - Returns: `nil` while the vault is locked: the request waits for it.
    func tell(
        _ question: RecipientQuestion, by keeper: LocalKeeper, for request: UniqueIdentifier
    ) throws -> Told? {
        guard vault.isOpen(for: request) else { return nil }
        var names: NameTokens = [:]
        guard let book = sealed[keeper.key], let line = keeper.line(of: question),
            let people = try book.people(ofLine: line),
            let name = token(.name, of: people, in: &names)
        else { return Told(reply: .noRecord, names: [:]) }
        // An agency and a foreign buyer have no day of birth, whatever stands in the book.
        let isPerson = try book.parties(ofLines: [line]).contains {
            if case .retail = $0.disposition { true } else { false }
        }
        let born = isPerson ? token(.born, of: people, in: &names) : nil
        return Told(
            reply: .named(Recipient(name: name, born: born ?? "")), names: names)
    }

    private func token(
        _ field: LineField, of people: SealedLine, in names: inout NameTokens
    ) -> String? {
        guard let path = field.path, people.has(path) else { return nil }
        return names.add(.line(people, path), by: surroundings)
    }
}

extension NodeFolder {
    /// Reads all books whole, and returns the licences of those whose lines are not as they were written.
    ///
    /// - Throws: `NodeError.book` for a file that can not be opened.
    public func damagedBooks(tables: ReferenceTables) async throws -> Set<String> {
        let configuration = try NodeConfiguration(self)
        let opened = try await openBooks(
            owner: configuration.name, store: try StoreKeys(self).books, tables: tables, lanes: 1)
        return Set(opened.filter { !$0.sealed.isWhole() }.map(\.sealed.header.licence))
    }
}
