public import Firearms

/// What is asked of many lines of a book at once: what the firearm of each is, its row, its days and its serial.
///
/// It names no person. It is kept as bytes, which tell all serials of a book and are for its owner alone.
public struct BookColumns: Sendable, Equatable {
    /// As they are written in the book: what they mean is for the tables of the day to say.
    let descriptions: [RawDescriptor]
    let columns: LineColumns

    /// The most lines of a book.
    public static let mostLines = 1 << 26

    init(descriptions: [RawDescriptor], columns: LineColumns) {
        self.descriptions = descriptions
        self.columns = columns
    }

    /// How many lines there are.
    public var count: Int { columns.count }

    /// The row of a line in the file that was read.
    public func row(ofLine line: Int) -> Int { Int(columns.rows[line]) }

    /// The serial of a line, as written.
    public func serial(ofLine line: Int) -> String { columns.serial(of: line) }

    /// The bytes that are kept.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.add(UInt32(clamping: count))
        writer.add(descriptions)
        writer.add(columns)
        return writer.bytes
    }

    /// Reads what is kept; `nil` for anything else.
    ///
    /// - Complexity: O(n); no more memory is taken than the bytes can hold.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        do throws(LinesFileError) {
            let count = Int(try reader.number(UInt32.self))
            guard count <= BookColumns.mostLines else { return nil }
            descriptions = try reader.descriptions()
            columns = try LineColumns(&reader, count: count, descriptions: descriptions.count)
        } catch {
            return nil
        }
        guard reader.rest == 0 else { return nil }
    }
}

/// Makes books whose lines name nobody.
///
/// May be used by any number of tasks at once.
public struct NamelessBooks: Sendable {
    private let memory: DescriptionMemory

    /// A maker of books whose descriptions mean what some tables say.
    public init(tables: ReferenceTables) { memory = DescriptionMemory(tables: tables) }

    /// The book of a licence, with an index of its serials in memory.
    ///
    /// - Complexity: O(n log n) in the lines.
    public func book(
        licence: String, columns: BookColumns, lines: any NamelessLines
    ) -> Book {
        let draft = BookDraft(
            licence: licence,
            descriptions: columns.descriptions.map(memory.description(of:)),
            columns: columns.columns)
        return Book(draft, lines: lines)
    }
}
