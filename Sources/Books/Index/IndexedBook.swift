import Chronology
import SerialIndex
import Tabular

/// What lies beside a book's file.
enum IndexedBook {
    /// No index that may be used: there is none, or the book has changed, or this version reads it otherwise.
    case none
    /// An index that is not as it was written.
    case damaged
    /// The book, as its index has it.
    case whole(Book, [StoredNote], lines: LinesFile)
    /// The index of its serials alone; the lines have to be read from the book.
    case serials(SerialFinder, IndexFiles, lines: LinesFile)

    /// Looks for the index of a book.
    init(of path: String, licence: String, today: Day, memory: DescriptionMemory) {
        do {
            self = try IndexedBook.open(path, licence, today, memory)
        } catch LinesFileError.otherVersion {
            self = .none
        } catch SerialIndexError.version {
            self = .none
        } catch {
            self = .damaged
        }
    }

    private static func open(
        _ path: String, _ licence: String, _ today: Day, _ memory: DescriptionMemory
    ) throws -> IndexedBook {
        guard let file = try? ByteFile(path: IndexFiles.lines(of: path)) else { return .none }
        let lines = try LinesFile(decoding: try file.allBytes())
        let identity = try ByteFile(path: path).identity
        guard lines.book == identity, lines.days.first <= today, today <= lines.days.last else {
            return .none
        }
        let serialsPath = IndexFiles.serials(of: path)
        guard try LinesFile.Pin(of: serialsPath) == lines.serials else {
            throw LinesFileError.damaged
        }
        let segment = try SerialSegment(path: serialsPath)
        try segment.verify()
        let files = IndexFiles(book: path, identity: identity)
        guard let content = lines.content else {
            return .serials(SerialFinder(segment), files, lines: lines)
        }
        let rows = BookRows(
            files: files, layout: content.layout,
            dates: content.orders.mapValues { order in
                DateColumn.decide(over: [], today: today, order: order)
            }, places: content.places)
        let draft = BookDraft(
            licence: licence, descriptions: content.descriptions.map(memory.description(of:)),
            columns: content.columns)
        let book = Book(
            draft, texts: .file(rows), serials: SerialFinder(segment), files: files)
        return .whole(book, content.notes, lines: lines)
    }
}
