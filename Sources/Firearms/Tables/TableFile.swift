/// The name of a reference table: the second word of a table file's first line.
public enum TableName: String, Hashable, Sendable, CaseIterable {
    case firms, models, calibres, kinds, countries, words
    case serialFormats = "serial_formats"
}

/// A table file taken apart into rows, each knowing where it stands.
///
/// The first line says which table it extends: `table firms 1 2026-11-24`. The next line that is not
/// a comment names the columns, `|` between them; every further line is a row. `#` begins a comment
/// line. Within a cell, `;` stands between the items of a list.
struct TableFile: Sendable {
    /// More lines than this are refused before they are read.
    static let maximumLines = 200_000

    /// One row, its cells by their columns' names.
    struct Row: Sendable {
        let file: String
        let line: Int
        let cells: [String: String]

        /// The text of a cell, empty when it is empty or its column is absent.
        func text(_ column: String) -> String { cells[column] ?? "" }

        /// The items of a list.
        func list(_ column: String) -> [String] {
            text(column).split(separator: ";").map(trimmed).filter { !$0.isEmpty }
        }

        /// The text of a cell that must not be empty.
        func needed(_ column: String) throws(FirearmsError) -> String {
            let text = text(column)
            guard !text.isEmpty else {
                throw .emptyCell(FilePlace(file: file, line: line, column: column))
            }
            return text
        }

        /// The error that a cell does not hold what its column asks for.
        func wrong(_ column: String, _ found: String, expected: String) -> FirearmsError {
            .badCell(
                FilePlace(file: file, line: line, column: column), found: found,
                expected: expected)
        }
    }

    let table: TableName
    let version: String
    let date: String
    let rows: [Row]

    /// Takes a table file apart.
    init(text: String, named file: String) throws(FirearmsError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count <= TableFile.maximumLines else {
            throw .tooManyLines(file: file, found: lines.count, limit: TableFile.maximumLines)
        }
        let first = trimmed(lines[0].drop { $0 == "\u{FEFF}" })
        let words = first.split(separator: " ")
        guard words.count >= 2, words[0] == "table" else {
            throw .noTableLine(file: file, found: String(first.prefix(60)))
        }
        guard let table = TableName(rawValue: String(words[1])) else {
            throw .unknownTable(file: file, found: String(words[1]))
        }
        self.table = table
        version = words.count > 2 ? String(words[2]) : ""
        date = words.count > 3 ? String(words[3]) : ""
        rows = try TableFile.rows(in: lines, of: table, file: file)
    }

    private static func rows(
        in lines: [Substring], of table: TableName, file: String
    ) throws(FirearmsError) -> [Row] {
        var columns: [String] = []
        var rows: [Row] = []
        for (index, line) in lines.enumerated().dropFirst() {
            guard !trimmed(line).isEmpty, !line.hasPrefix("#") else { continue }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
            if columns.isEmpty {
                columns = try header(cells, of: table, file: file, line: index + 1)
                continue
            }
            guard cells.count <= columns.count else {
                throw .tooManyCells(
                    file: file, line: index + 1, found: cells.count, expected: columns.count)
            }
            let pairs = zip(columns, cells).map { ($0, $1) }
            rows.append(
                Row(file: file, line: index + 1, cells: Dictionary(uniqueKeysWithValues: pairs)))
        }
        return rows
    }

    private static func header(
        _ cells: [String], of table: TableName, file: String, line: Int
    ) throws(FirearmsError) -> [String] {
        for (index, cell) in cells.enumerated()
        where !table.columns.contains(cell) || cells[..<index].contains(cell) {
            throw .unknownColumn(
                FilePlace(file: file, line: line, column: cell),
                expected: table.columns.joined(separator: "|"))
        }
        for column in table.neededColumns where !cells.contains(column) {
            throw .missingColumn(file: file, line: line, column: column)
        }
        return cells
    }
}

extension TableName {
    /// The columns that a file of this table may have.
    var columns: [String] {
        switch self {
        case .firms:
            [
                "code", "name", "roles", "countries", "ncic", "years", "kinds", "importers",
                "related", "aliases",
            ]
        case .models: ["name", "firms", "kinds", "calibres", "variants", "aliases"]
        case .calibres: ["code", "name", "ncic", "kinds", "compatible", "spellings"]
        case .kinds: ["code", "ncic", "compatible", "words"]
        case .countries: ["code", "names"]
        case .words: ["meaning", "words"]
        case .serialFormats: ["firm", "format", "years", "kinds", "confidence", "note"]
        }
    }

    /// The columns that every file of this table must have.
    var neededColumns: [String] {
        switch self {
        case .firms, .calibres, .kinds, .countries: ["code"]
        case .models: ["name", "kinds"]
        case .words: ["meaning", "words"]
        case .serialFormats: ["firm", "format"]
        }
    }
}

/// A text without the blanks at its ends.
func trimmed(_ text: some StringProtocol) -> String {
    guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else {
        return String(text)
    }
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
}
