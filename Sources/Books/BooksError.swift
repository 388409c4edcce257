public import Language

/// What can be wrong with a shelf of books.
public enum BooksError: Error, Sendable, Equatable, Sayable {
    /// The directory does not exist or can not be read.
    case noDirectory(String)
    /// The directory holds no file that could be a book.
    case noBooks(String)
    /// Two files are the book of one licence.
    case sameLicence(String, String)
    /// The first row of a file names no column, or more than one, for some fields.
    ///
    /// What stands there is not repeated: in a file without a header it may be a purchaser's name.
    case noHeadings(file: String, fields: [String], expected: [String])
    /// A book, or its index, was changed while it was in use.
    case changed(String)
    /// The index of a book can not be made.
    case noIndex(String)
    /// A file of an index can not be removed.
    case notRemoved(String)

    /// What failed, where, what was found and expected, and what to do.
    public var phrase: Phrase {
        switch self {
        case .noDirectory(let path): Phrase("books.error.no_directory", ["path": .text(path)])
        case .noBooks(let path): Phrase("books.error.no_books", ["path": .text(path)])
        case .sameLicence(let first, let second):
            Phrase(
                "books.error.same_licence", ["path": .text(second), "other": .text(first)])
        case .noHeadings(let file, let fields, let expected):
            Phrase(
                "books.error.no_headings",
                [
                    "path": .text(file), "fields": .text(fields.joined(separator: ", ")),
                    "expected": .text(expected.joined(separator: ", ")),
                ])
        case .changed(let path): Phrase("books.error.changed", ["path": .text(path)])
        case .noIndex(let path): Phrase("books.error.no_index", ["path": .text(path)])
        case .notRemoved(let path): Phrase("books.error.not_removed", ["path": .text(path)])
        }
    }
}
