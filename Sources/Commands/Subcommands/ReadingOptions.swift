import Language
public import Tabular

/// How files of recoveries are to be read, where the person knows better than the evidence.
public struct ReadingOptions: Sendable, Equatable {
    /// Fields by heading, column letter or number, as `--map` gave them; a later one wins.
    public let map: [String: String]
    /// The encoding, if it was given.
    public let encoding: TextEncoding?
    /// The delimiter, if it was given.
    public let delimiter: Delimiter?
    /// The sheet of a workbook, if it was given.
    public let sheet: String?
    /// The order of dates, if it was given.
    public let dateOrder: DateOrder?

    /// The options that `trace` and `check` share.
    static let rules: [OptionRule] = [
        OptionRule("map", .mapping, isRepeated: true, help: Phrase("commands.option.map")),
        OptionRule("encoding", .encoding, help: Phrase("commands.option.encoding")),
        OptionRule("delimiter", .delimiter, help: Phrase("commands.option.delimiter")),
        OptionRule("sheet", .sheet, help: Phrase("commands.option.sheet")),
        OptionRule("date-order", .order, help: Phrase("commands.option.dateOrder")),
    ]

    init(_ arguments: Arguments) throws {
        map = try arguments.values("map").reduce(into: [:]) { map, value in
            map.merge(try ReadingOptions.mapping(value)) { _, later in later }
        }
        encoding = try arguments.choice(
            "encoding", among: TextEncoding.words, expected: Phrase("commands.expected.encoding"))
        delimiter = try arguments.choice(
            "delimiter", among: Delimiter.words, expected: Phrase("commands.expected.delimiter"))
        dateOrder = try arguments.choice(
            "date-order", among: DateOrder.words, expected: Phrase("commands.expected.order"))
        sheet = arguments.value("sheet")
    }

    /// Reads `heading=field,heading=field`, or takes a text without `=` for a mapping file's path.
    private static func mapping(_ value: String) throws -> [String: String] {
        if value.contains("=") { return try Mapping.parse(argument: value) }
        try FileChecks.requireFile(value)
        return try Mapping.load(path: value)
    }
}

extension TextEncoding {
    static let words: [String: Self] = [
        "utf-8": .utf8, "utf8": .utf8, "utf-16": .utf16LittleEndian, "utf16": .utf16LittleEndian,
        "utf-16le": .utf16LittleEndian, "utf-16be": .utf16BigEndian, "windows-1252": .windows1252,
        "cp1252": .windows1252, "latin1": .windows1252, "iso-8859-1": .windows1252,
    ]
}

extension Delimiter {
    static let words: [String: Self] = [
        ",": .comma, "comma": .comma, "coma": .comma, ";": .semicolon, "semicolon": .semicolon,
        "punto-y-coma": .semicolon, "\t": .tab, "\\t": .tab, "tab": .tab, "tabulador": .tab,
        "|": .pipe, "pipe": .pipe, "barra": .pipe,
    ]
}

extension DateOrder {
    static let words: [String: Self] = [
        "dmy": .dayMonthYear, "dma": .dayMonthYear, "mdy": .monthDayYear, "mda": .monthDayYear,
        "ymd": .yearMonthDay, "amd": .yearMonthDay,
    ]
}
