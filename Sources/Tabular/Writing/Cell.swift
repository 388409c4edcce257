public import Chronology

/// What a cell that is written holds.
public enum Cell: Hashable, Sendable {
    /// A text, never a formula whatever it begins with.
    case text(String)
    /// A number that the program made; one that is not finite is left blank.
    case number(Double)
    /// A whole number that the program made.
    case integer(Int)
    /// A day.
    case day(Day)
    /// Nothing.
    case blank
}

/// How a table is written.
public struct WriteOptions: Hashable, Sendable {
    /// What ends a line of a CSV file.
    public enum LineEnd: String, Hashable, Sendable, CaseIterable {
        case crlf = "\r\n"
        case lf = "\n"
    }

    /// The delimiter of a CSV file.
    public var delimiter: Delimiter
    /// What ends a line of a CSV file; RFC 4180 has CRLF.
    public var lineEnd: LineEnd
    /// Whether a CSV file begins with a byte order mark, without which Excel misreads accents.
    public var hasMark: Bool
    /// The name of the sheet of a workbook, at most 31 characters.
    public var sheet: String

    /// Makes options.
    public init(
        delimiter: Delimiter = .comma, lineEnd: LineEnd = .crlf, hasMark: Bool = false,
        sheet: String = "Rastro"
    ) {
        self.delimiter = delimiter
        self.lineEnd = lineEnd
        self.hasMark = hasMark
        self.sheet = sheet
    }
}
