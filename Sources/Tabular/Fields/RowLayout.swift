/// How the rows of a CSV file are taken apart, so that one of them can be read without the others.
public struct RowLayout: Hashable, Sendable {
    /// The encoding of the file; never one that has to be decoded from its beginning.
    public let encoding: TextEncoding
    /// What stands between cells.
    public let delimiter: Delimiter
    /// How many headings there are.
    public let width: Int
    /// The column of each field that the file has.
    public let columns: [String: Int]

    /// Makes a layout, as of a file that was read before.
    ///
    /// - Returns: `nil` for an encoding whose rows do not stand by themselves, or a column that is not
    ///   among the headings.
    public init?(
        encoding: TextEncoding, delimiter: Delimiter, width: Int, columns: [String: Int]
    ) {
        guard encoding == .utf8 || encoding == .windows1252,
            columns.values.allSatisfy({ (0..<width).contains($0) })
        else { return nil }
        self.encoding = encoding
        self.delimiter = delimiter
        self.width = width
        self.columns = columns
    }

    /// Reads the bytes of one row, its line end included.
    ///
    /// - Returns: `nil` when they are not exactly one row of as many cells as the file has headings.
    public func row(
        _ bytes: [UInt8], number: Int, dates: [String: DateColumn] = [:]
    ) -> FieldRow? {
        var scanner = RowScanner(delimiter: delimiter.byte)
        guard scanner.scan(bytes.span, isLast: true) == .row(length: bytes.count),
            !scanner.hasNUL
        else { return nil }
        let choice = EncodingChoice(encoding: encoding, evidence: .asciiAlone)
        var cells = CellText(encoding: choice).cells(scanner.cells, of: bytes.span).texts
        guard cells.dropFirst(width).allSatisfy(\.isBlank) else { return nil }
        cells.removeLast(max(0, cells.count - width))
        cells.append(contentsOf: repeatElement("", count: width - cells.count))
        return FieldRow(
            TableRow(number: number, cells: cells), columns: columns, dates: dates)
    }
}

extension FieldTable {
    /// How one row can be read again by its bytes alone; `nil` for a file whose rows can not.
    ///
    /// Neither can a workbook's or UTF-16's, nor those of a file whose encoding was given.
    public var rowLayout: RowLayout? {
        guard let encoding = description.encoding, encoding.evidence != .given,
            let delimiter = description.delimiter
        else { return nil }
        return RowLayout(
            encoding: encoding.encoding, delimiter: delimiter.delimiter,
            width: description.header.count, columns: columnOfField)
    }
}
