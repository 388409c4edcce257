import Chronology
import SerialIndex
import Tabular

/// The lines of a book that stay in its file: where each is, and how it is taken apart.
struct BookRows: Sendable {
    /// Where a line lies in the file, and the checksum of its bytes.
    struct Place: Sendable, Equatable {
        let start: UInt64
        let length: UInt32
        let checksum: UInt32

        var extent: Range<Int> { Int(start)..<Int(start) + Int(length) }
    }

    let files: IndexFiles
    let layout: RowLayout
    let dates: [String: DateColumn]
    let places: [Place]

    /// The fields whose cells are dates.
    static let dateFields: Set<String> = ["acquired_on", "disposed_on", "born"]

    /// Reads the texts of lines from the book's file.
    ///
    /// - Throws: When the file can not be read or is no longer what it was; `files` remembers it.
    func texts(of lines: [Int]) throws -> [LineTexts] {
        guard !lines.isEmpty else { return [] }
        do {
            let file = try ByteFile(path: files.book)
            guard file.identity == files.identity else { throw BooksError.changed(files.book) }
            return try lines.map { line in
                let bytes = try file.bytes(places[line].extent)
                guard BookRows.checksum(bytes[...]) == places[line].checksum,
                    let row = layout.row(bytes, number: line, dates: dates)
                else { throw BooksError.changed(files.book) }
                return LineTexts(BookLine(row, acquired: nil, disposed: nil))
            }
        } catch {
            files.fail()
            throw error
        }
    }

    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        UInt32(truncatingIfNeeded: ContentChecksum.of(bytes))
    }
}

extension BookLine {
    /// Takes a line from a row of a book; its days are read by whoever notes those that can not be.
    init(_ row: FieldRow, acquired: Day?, disposed: Day?) {
        self.init(
            row: row.number, serial: row["serial"],
            acquisition: (
                acquired,
                Party(name: row["acquired_from"], addressOrLicence: row["acquired_from_licence"])
            ),
            disposition: (
                disposed,
                Party(name: row["disposed_to"], addressOrLicence: row["disposed_to_licence"])
            ),
            document: row["document"],
            born: row.date("born").days?.exactDay?.description ?? row["born"])
    }
}
