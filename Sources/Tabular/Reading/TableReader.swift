/// Reads a table row by row, in bounded memory, from a CSV file or a workbook.
///
/// Opening it reads far enough to tell what the file is and to find the header. A row that can not be
/// read is an event among the others; only what stops the whole file is an error.
public struct TableReader: ~Copyable {
    /// What the table turned out to be.
    public let description: TableDescription
    /// How many rows were handed out so far; 0 at the end means that there is a header alone.
    public private(set) var rowCount = 0
    /// How many rows could not be read so far.
    public private(set) var problemCount = 0

    private let source: any RowSource
    /// What was read to find the header and stands below it, last first.
    private var waiting: [RawEvent]
    private var isAtEnd = false

    /// Opens a file.
    ///
    /// - Throws: When the file can not be opened, holds nothing, or is no table; the error says which.
    public init(path: String, options: ReadOptions = ReadOptions()) throws(TabularError) {
        let bytes = try FileSource(path: path, blockBytes: options.limits.blockBytes)
        try self.init(
            TableOpening(name: path, options: options, isFile: true), reading: bytes)
    }

    /// Opens a table that is in memory.
    ///
    /// - Parameter name: What errors call it.
    /// - Throws: When the bytes are empty or no table; the error says which.
    public init(
        bytes: [UInt8], name: String, options: ReadOptions = ReadOptions()
    ) throws(TabularError) {
        let source = MemorySource(bytes: bytes, blockBytes: options.limits.blockBytes)
        try self.init(
            TableOpening(name: name, options: options, isFile: false), reading: source)
    }

    private init(
        _ opening: consuming TableOpening, reading bytes: any ByteSource
    ) throws(TabularError) {
        let opened = try opening.open(bytes)
        source = opened.source
        waiting = opened.waiting
        description = opened.description
    }

    /// What has to be said of the file so far; whole when the last row was read.
    public var warnings: [TableWarning] { source.warnings }

    /// The next row or problem; `nil` at the end of the table.
    ///
    /// - Throws: When the file breaks off or is damaged beyond a single row.
    public mutating func next() throws(TabularError) -> TableEvent? {
        guard !isAtEnd else { return nil }
        let raw: RawEvent?
        if let first = waiting.popLast() { raw = first } else { raw = try source.next() }
        switch raw {
        case .row(let row): return fitted(row)
        case .problem(let problem):
            problemCount += 1
            return .problem(problem)
        case nil:
            isAtEnd = true
            return nil
        }
    }

    /// A row with as many cells as the header, or the problem that it has more.
    private mutating func fitted(_ row: TableRow) -> TableEvent {
        let width = description.header.count
        var cells = row.cells
        if cells.count > width {
            let found = (cells.lastIndex { !$0.isBlank } ?? 0) + 1
            guard found <= width else {
                problemCount += 1
                // In a CSV file a stray delimiter has moved every cell after it; only the first has
                // nothing before it. A workbook says the column of each.
                let soundCount = description.format == .xlsx ? width : 1
                return .problem(
                    RowProblem(
                        number: row.number,
                        kind: .tooManyCells(found: found, expected: width),
                        soundCells: Array(cells.prefix(soundCount))))
            }
            cells.removeLast(cells.count - width)
        } else if cells.count < width {
            cells.append(contentsOf: repeatElement("", count: width - cells.count))
        }
        rowCount += 1
        return .row(TableRow(number: row.number, cells: cells, extent: row.extent))
    }
}

@available(*, unavailable)
extension TableReader: Sendable {}
