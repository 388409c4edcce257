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
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw BooksError.noDirectory(directory)
        }
        let files = names.sorted().filter { name in
            !name.hasPrefix(".") && endings.contains { name.lowercased().hasSuffix($0) }
        }
        guard !files.isEmpty else { throw BooksError.noBooks(directory) }
        try requireOneFileEach(files, in: directory)
        let reader = BookImport(tables: tables, today: today)
        var read: [(index: Int, book: Book, notes: [ImportNote])] = []
        try await withThrowingTaskGroup(of: (Int, Book, [ImportNote]).self) { group in
            for (index, file) in files.enumerated() {
                group.addTask {
                    let (book, notes) = try reader.book(
                        licence: licence(of: file), path: "\(directory)/\(file)")
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

    /// The licence number that a book's file is named by.
    private static func licence(of file: String) -> String {
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
