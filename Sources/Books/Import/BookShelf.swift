public import Chronology
public import Firearms
import FoundationEssentials
import Language

/// The books of a directory: one file a licence, named by its number.
public struct BookShelf: Sendable {
    /// The books, in the order of their files' names.
    public let books: [Book]
    /// What was noted while they were read.
    public let notes: [ImportNote]

    /// The endings of files that are taken for books.
    static let endings = [".csv", ".txt", ".tsv", ".xlsx"]

    /// Reads all books of a directory, as many at once as there are cores.
    ///
    /// - Parameter progress: told of each book that has been read.
    /// - Throws: `BooksError.noBooks` for a directory without books, and what reading one throws.
    public static func read(
        directory: String, tables: ReferenceTables, today: Day,
        progress: @Sendable @escaping () -> Void = {}
    ) async throws -> BookShelf {
        let files = try files(in: directory)
        let reader = BookImport(tables: tables, today: today)
        var read: [(index: Int, book: Book, notes: [ImportNote])] = []
        try await withThrowingTaskGroup(of: (Int, Book, [ImportNote]).self) { group in
            for (index, file) in files.enumerated() {
                group.addTask {
                    let (book, notes) = try take(
                        "\(directory)/\(file)", licence: licence(of: file), by: reader)
                    return (index, book, notes)
                }
            }
            for try await (index, book, notes) in group {
                read.append((index, book, notes))
                progress()
            }
        }
        read.sort { $0.index < $1.index }
        return BookShelf(books: read.map(\.book), notes: read.flatMap(\.notes))
    }

    /// Takes a book from its index where that is up to date, else reads it.
    private static func take(
        _ path: String, licence: String, by reader: BookImport
    ) throws -> (Book, [ImportNote]) {
        let indexed = IndexedBook(
            of: path, licence: licence, today: reader.today, memory: reader.memory)
        switch indexed {
        case .whole(let book, let notes, _): return (book, notes.map { ImportNote($0, in: path) })
        case .serials(let serials, let files, let lines):
            let read = try reader.read(licence: licence, path: path)
            let book =
                read.book.count == lines.count
                ? Book(read.book, texts: .memory(read.texts), serials: serials, files: files)
                : Book(read.book, texts: read.texts)
            return (book, read.notes.map { ImportNote($0, in: path) })
        case .none: return try reader.book(licence: licence, path: path)
        case .damaged:
            let (book, notes) = try reader.book(licence: licence, path: path)
            return (
                book,
                [ImportNote(file: path, row: nil, phrase: Phrase("books.index.damaged"))] + notes
            )
        }
    }

    /// The names of the files of a folder that are books, in order.
    static func files(in directory: String) throws(BooksError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .noDirectory(directory)
        }
        let files = names.sorted().filter(isBook)
        guard !files.isEmpty else { throw .noBooks(directory) }
        try requireOneFileEach(files, in: directory)
        return files
    }

    /// Tells whether a file's name is that of a book.
    static func isBook(_ name: String) -> Bool {
        !name.hasPrefix(".") && endings.contains { name.lowercased().hasSuffix($0) }
    }

    /// The files of a folder that are books, in the order of their names.
    ///
    /// - Throws: `BooksError.noDirectory`, `noBooks`, `sameLicence`.
    public static func paths(in directory: String) throws(BooksError) -> [String] {
        try files(in: directory).map { "\(directory)/\($0)" }
    }

    /// The licence number that a book's file is named by.
    public static func licence(ofPath path: String) -> String {
        licence(
            of: String(
                path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]))
    }

    /// The licence number that a book's file is named by.
    static func licence(of file: String) -> String {
        String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)])
    }

    /// Refuses two books of one licence: neither may be left out without a word.
    private static func requireOneFileEach(
        _ files: [String], in directory: String
    ) throws(BooksError) {
        var known: [String: String] = [:]
        for file in files {
            let number = LicenceNumber.folded(licence(of: file))
            if let other = known.updateValue(file, forKey: number) {
                throw .sameLicence("\(directory)/\(other)", "\(directory)/\(file)")
            }
        }
    }
}
