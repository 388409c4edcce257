public import Language

/// What a reader comes upon, one after the other.
public enum TableEvent: Hashable, Sendable {
    /// A row of the table.
    case row(TableRow)
    /// A row that could not be read; the rows after it still are.
    case problem(RowProblem)
}

/// One row below the header, with exactly as many cells as the header.
public struct TableRow: Hashable, Sendable {
    /// The line of the CSV file on which the row begins, or the sheet's row number; from 1.
    public let number: Int
    /// The cells as written: missing ones are empty, blank ones beyond the header are dropped.
    public let cells: [String]
    /// The bytes of the file that the row is made of, its line end included; `nil` where the bytes of
    /// a row do not stand by themselves, as in a workbook or in UTF-16.
    public let extent: Range<Int>?

    /// Makes a row.
    public init(number: Int, cells: [String], extent: Range<Int>? = nil) {
        self.number = number
        self.cells = cells
        self.extent = extent
    }
}

/// A row that could not be read, with its place and what to do about it.
public struct RowProblem: Hashable, Sendable, Sayable {
    /// What is wrong with a row.
    public enum Kind: Hashable, Sendable {
        /// More cells hold something than the header has headings.
        case tooManyCells(found: Int, expected: Int)
        /// A quotation mark opens in this cell (from 1) and is not closed where it should be.
        case unclosedQuote(cell: Int)
        /// The row holds a NUL byte, which no text has.
        case nulByte
        /// One cell (from 1) is longer than any cell may be, in bytes.
        case cellTooLong(cell: Int, limit: Int)
        /// The row is longer than any row may be, in bytes.
        case rowTooLong(limit: Int)
        /// A cell refers to a text that the workbook does not hold.
        case unknownText(cell: String)
    }

    /// The line of the CSV file on which the row begins, or the sheet's row number; from 1.
    public let number: Int
    /// What is wrong.
    public let kind: Kind
    /// The cells that stand at their places all the same, so that the row can be named; the others
    /// are empty or left off.
    public let soundCells: [String]

    /// Makes a problem.
    public init(number: Int, kind: Kind, soundCells: [String] = []) {
        self.number = number
        self.kind = kind
        self.soundCells = soundCells
    }

    /// Two problems are the same when the same is wrong in the same place.
    public static func == (left: RowProblem, right: RowProblem) -> Bool {
        left.number == right.number && left.kind == right.kind
    }

    /// Hashes what makes two problems the same.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(number)
        hasher.combine(kind)
    }

    /// What was found in the row, what was expected and what to do; the place is `number`.
    public var phrase: Phrase {
        switch kind {
        case .tooManyCells(let found, let expected):
            Phrase(
                "tabular.row.too_many", ["found": .count(found), "expected": .count(expected)])
        case .unclosedQuote(let cell):
            Phrase("tabular.row.unclosed_quote", ["cell": .text(String(cell))])
        case .nulByte: Phrase("tabular.row.nul")
        case .cellTooLong(let cell, let limit):
            Phrase(
                "tabular.row.cell_too_long",
                ["cell": .text(String(cell)), "limit": .count(limit)])
        case .rowTooLong(let limit): Phrase("tabular.row.too_long", ["limit": .count(limit)])
        case .unknownText(let cell): Phrase("tabular.row.unknown_text", ["cell": .text(cell)])
        }
    }
}

/// Something about a whole file that was coped with and has to be said.
public enum TableWarning: Hashable, Sendable, Sayable {
    /// Some rows are in another encoding than the file; they were read in their own.
    case mixedEncoding(rows: Int, first: Int, as: TextEncoding)
    /// Some characters of a UTF-16 file are broken and were replaced by U+FFFD.
    case brokenCharacters(count: Int)

    /// What was found and how it was read.
    public var phrase: Phrase {
        switch self {
        case .mixedEncoding(let rows, let first, let encoding):
            Phrase(
                "tabular.warning.mixed_encoding",
                [
                    "rows": .count(rows), "first": .text(String(first)),
                    "encoding": .text(encoding.rawValue),
                ])
        case .brokenCharacters(let count):
            Phrase("tabular.warning.broken_characters", ["count": .count(count)])
        }
    }
}
