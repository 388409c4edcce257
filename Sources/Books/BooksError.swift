public import Language

/// What can be wrong with a shelf of books.
public enum BooksError: Error, Sendable, Equatable, Sayable {
    /// The directory does not exist or can not be read.
    case noDirectory(String)
    /// The directory holds no file that could be a book.
    case noBooks(String)

    /// What failed, where, what was found and expected, and what to do.
    public var phrase: Phrase {
        switch self {
        case .noDirectory(let path): Phrase("books.error.no_directory", ["path": .text(path)])
        case .noBooks(let path): Phrase("books.error.no_books", ["path": .text(path)])
        }
    }
}
