/// A book read whole, to be kept so that it names nobody.
public struct ReadBook: Sendable {
    /// What is asked of many lines.
    public let columns: BookColumns
    /// What was noted while it was read.
    public let notes: [ImportNote]
    private let texts: LineTextRun
    private let words: DispositionWords

    init(_ read: LineReader.Result, file: String, words: DispositionWords) {
        columns = BookColumns(
            descriptions: read.book.descriptions.map(\.raw), columns: read.book.columns)
        notes = read.notes.map { ImportNote($0, in: file) }
        texts = read.texts
        self.words = words
    }

    /// What a line says of people, as it is written.
    public func texts(ofLine line: Int) -> LineTexts { texts.texts(of: line) }

    /// Whom a line names, as its words are understood.
    public func parties(of texts: LineTexts) -> LineParties {
        LineParties(texts, words: words)
    }
}

extension BookImport {
    /// Reads the book of a licence whole, without an index of its serials.
    ///
    /// A line that can not be used is noted, and the others are kept.
    ///
    /// - Throws: `TabularError` or `BooksError` when the file as a whole can not be used.
    public func whole(
        licence: String, path: String, words: DispositionWords = .carried
    ) throws -> ReadBook {
        ReadBook(try read(licence: licence, path: path), file: path, words: words)
    }
}
