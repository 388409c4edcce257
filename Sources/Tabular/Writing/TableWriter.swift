/// Writes a table row by row, as CSV or as a workbook; the file is there whole or not at all.
///
/// Nothing is in its place until `finish()`; a writer that goes without it leaves nothing behind.
public struct TableWriter: ~Copyable {
    private let sink: any TableSink

    /// Begins a table with its header; the format is a workbook when the path ends in `.xlsx`.
    ///
    /// - Throws: When the folder is not there or may not be written.
    public init(
        path: String, header: [String], options: WriteOptions = WriteOptions()
    ) throws(TabularError) {
        let isWorkbook = path.lowercased().hasSuffix(".xlsx")
        try self.init(
            path: path, header: header, format: isWorkbook ? .xlsx : .csv, options: options)
    }

    /// Begins a table of a format with its header.
    public init(
        path: String, header: [String], format: TableDescription.Format,
        options: WriteOptions = WriteOptions()
    ) throws(TabularError) {
        let begun = try TableWriter.makeSink(path: path, format: format, options: options)
        try begun.write(header.map { .text($0) })
        sink = begun
    }

    private static func makeSink(
        path: String, format: TableDescription.Format, options: WriteOptions
    ) throws(TabularError) -> any TableSink {
        switch format {
        case .csv: try CSVSink(path: path, options: options)
        case .xlsx: try WorkbookSink(path: path, options: options)
        }
    }

    /// Writes a row.
    ///
    /// - Throws: When the disk refuses, or a sheet has no room for the row.
    public mutating func write(_ cells: [Cell]) throws(TabularError) {
        try sink.write(cells)
    }

    /// Puts the table in its place, over any file that was there.
    public consuming func finish() throws(TabularError) {
        try sink.finish()
    }
}

@available(*, unavailable)
extension TableWriter: Sendable {}

/// What writes rows of one format.
protocol TableSink: AnyObject {
    func write(_ cells: [Cell]) throws(TabularError)
    func finish() throws(TabularError)
}

extension String {
    /// The text without NUL, which no file of text may hold.
    var withoutNUL: String {
        utf8.contains(0)
            ? String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
            : self
    }
}
