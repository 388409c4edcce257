import Language

/// How files of recoveries are to be read, where the person knows better than the evidence.
public struct ReadingOptions: Sendable, Equatable {
    /// The encoding of a text file.
    public enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "UTF-8"
        case utf16LittleEndian = "UTF-16LE"
        case utf16BigEndian = "UTF-16BE"
        case windows1252 = "Windows-1252"
    }

    /// The character between two cells of a text file.
    public enum Delimiter: String, Sendable, CaseIterable {
        case comma = ","
        case semicolon = ";"
        case tab = "\t"
        case pipe = "|"
    }

    /// The order of day, month and year in a date of figures.
    public enum DateOrder: String, Sendable, CaseIterable {
        case dayMonthYear = "dmy"
        case monthDayYear = "mdy"
        case yearMonthDay = "ymd"
    }

    /// Which column holds which field.
    public enum Mapping: Sendable, Equatable {
        /// Written on the command line.
        case columns([ColumnField])
        /// Kept in a file.
        case file(String)
    }

    /// A column's heading, as written, and the field that it holds.
    public struct ColumnField: Sendable, Hashable {
        /// The heading.
        public let column: String
        /// The field's name.
        public let field: String

        /// Makes a pair.
        public init(column: String, field: String) {
            self.column = column
            self.field = field
        }
    }

    /// The mappings given, in order; a later one of a column wins.
    public let mappings: [Mapping]
    /// The encoding, if it was given.
    public let encoding: Encoding?
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

    init(_ arguments: Arguments) throws(CommandError) {
        var mappings: [Mapping] = []
        for value in arguments.values("map") {
            mappings.append(try ReadingOptions.mapping(value))
        }
        self.mappings = mappings
        encoding = try arguments.choice(
            "encoding", among: Encoding.words, expected: Phrase("commands.expected.encoding"))
        delimiter = try arguments.choice(
            "delimiter", among: Delimiter.words, expected: Phrase("commands.expected.delimiter"))
        dateOrder = try arguments.choice(
            "date-order", among: DateOrder.words, expected: Phrase("commands.expected.order"))
        sheet = arguments.value("sheet")
    }

    /// Reads `column=field,column=field`, or takes a text without `=` for a mapping file's path.
    private static func mapping(_ value: String) throws(CommandError) -> Mapping {
        guard value.contains("=") else {
            try FileChecks.requireFile(value)
            return .file(value)
        }
        var columns: [ColumnField] = []
        for pair in value.split(separator: ",", omittingEmptySubsequences: false) {
            // A heading may hold an equals sign, a field's name never does.
            guard let equals = pair.lastIndex(of: "=") else { throw unusable(value) }
            let column = pair[..<equals].trimmed
            let field = pair[pair.index(after: equals)...].trimmed
            guard !column.isEmpty, !field.isEmpty, !columns.contains(where: { $0.column == column })
            else { throw unusable(value) }
            columns.append(ColumnField(column: column, field: field))
        }
        return .columns(columns)
    }

    private static func unusable(_ value: String) -> CommandError {
        .unusableValue(option: "map", value: value, expected: Phrase("commands.expected.mapping"))
    }
}

extension ReadingOptions.Encoding {
    static let words: [String: Self] = [
        "utf-8": .utf8, "utf8": .utf8, "utf-16": .utf16LittleEndian, "utf16": .utf16LittleEndian,
        "utf-16le": .utf16LittleEndian, "utf-16be": .utf16BigEndian, "windows-1252": .windows1252,
        "cp1252": .windows1252, "latin1": .windows1252, "iso-8859-1": .windows1252,
    ]
}

extension ReadingOptions.Delimiter {
    static let words: [String: Self] = [
        ",": .comma, "comma": .comma, "coma": .comma, ";": .semicolon, "semicolon": .semicolon,
        "punto-y-coma": .semicolon, "\t": .tab, "\\t": .tab, "tab": .tab, "tabulador": .tab,
        "|": .pipe, "pipe": .pipe, "barra": .pipe,
    ]
}

extension ReadingOptions.DateOrder {
    static let words: [String: Self] = [
        "dmy": .dayMonthYear, "dma": .dayMonthYear, "mdy": .monthDayYear, "mda": .monthDayYear,
        "ymd": .yearMonthDay, "amd": .yearMonthDay,
    ]
}
