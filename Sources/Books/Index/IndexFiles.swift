import Synchronization
import Tabular

/// The files that a book is asked through, and whether they have failed.
final class IndexFiles: Sendable {
    /// The book's file.
    let book: String
    /// What the file was when its index was made.
    let identity: ByteFile.Identity
    private let hasFailed = Atomic<Bool>(false)

    init(book: String, identity: ByteFile.Identity) {
        self.book = book
        self.identity = identity
    }

    /// The file of a book's serial index.
    static func serials(of book: String) -> String { book + serialsEnding }
    /// The file of a book's lines.
    static func lines(of book: String) -> String { book + linesEnding }

    static let serialsEnding = ".serials"
    static let linesEnding = ".lines"

    /// Remembers that the files are not what they were: nothing read from them is to be used.
    func fail() { hasFailed.store(true, ordering: .releasing) }

    /// What to say when the files have failed.
    var failure: BooksError? {
        hasFailed.load(ordering: .acquiring) ? .changed(book) : nil
    }
}
