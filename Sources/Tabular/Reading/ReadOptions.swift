/// How a table is to be read, where the evidence is not to decide.
public struct ReadOptions: Hashable, Sendable {
    /// The encoding of a CSV file; `nil` lets the evidence decide.
    public var encoding: TextEncoding?
    /// The delimiter of a CSV file; `nil` lets the evidence decide.
    public var delimiter: Delimiter?
    /// The name of the sheet of a workbook; `nil` takes the first visible one.
    public var sheet: String?
    /// The limits to keep to.
    public var limits: TableLimits

    /// Makes options; what is left out is decided by evidence.
    public init(
        encoding: TextEncoding? = nil, delimiter: Delimiter? = nil, sheet: String? = nil,
        limits: TableLimits = TableLimits()
    ) {
        self.encoding = encoding
        self.delimiter = delimiter
        self.sheet = sheet
        self.limits = limits
    }
}

/// An encoding in which tables are sent; the raw value is its name to a person.
public enum TextEncoding: String, Hashable, Sendable, CaseIterable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case windows1252 = "Windows-1252"
}

/// What stands between the cells of a CSV file; the raw value is the character.
public enum Delimiter: String, Hashable, Sendable, CaseIterable {
    case comma = ","
    case semicolon = ";"
    case tab = "\t"
    case pipe = "|"

    /// The character as its ASCII code.
    public var byte: UInt8 {
        switch self {
        case .comma: UInt8(ascii: ",")
        case .semicolon: UInt8(ascii: ";")
        case .tab: UInt8(ascii: "\t")
        case .pipe: UInt8(ascii: "|")
        }
    }
}

/// How much of anything is read before a file is refused or a row reported.
///
/// The defaults leave room for every table that people send and none for a file made to exhaust memory.
public struct TableLimits: Hashable, Sendable {
    /// The bytes read at a time.
    public var blockBytes = 256 << 10
    /// The bytes looked at to tell format, encoding and delimiter.
    public var sampleBytes = 64 << 10
    /// The rows looked at to find the header.
    public var headerRows = 20
    /// The bytes of one row of a CSV file, as UTF-8.
    public var rowBytes = 1 << 20
    /// The bytes of one cell, as UTF-8: four for each of the 32,767 characters of an Excel cell.
    public var cellBytes = 128 << 10
    /// The cells of one row, as in Excel.
    public var columns = 16_384
    /// The rows of one sheet, as in Excel.
    public var sheetRows = 1_048_576
    /// The cells of one sheet that hold something.
    public var sheetCells = 200_000_000
    /// The bytes of all texts that the cells of a workbook share.
    public var sharedTextBytes = 256 << 20
    /// The number of texts that the cells of a workbook share.
    public var sharedTexts = 8_000_000
    /// The bytes of a workbook's small parts: its list of sheets, relations and styles.
    public var partBytes = 32 << 20
    /// The bytes of a workbook's sheet or shared texts, once inflated.
    public var sheetBytes = 2 << 30
    /// The bytes of a part from which on `ratio` is heeded.
    public var ratioBytes = 128 << 20
    /// How many times larger than in the zip file a large part may be.
    public var ratio = 250
    /// The files in a workbook's zip file.
    public var zipEntries = 10_000

    /// The default limits.
    public init() {}
}
