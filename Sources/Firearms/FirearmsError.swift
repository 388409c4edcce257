public import Language

/// A place in a table file.
public struct FilePlace: Hashable, Sendable {
    /// The file's name, as it was given.
    public let file: String
    /// The line, counted from 1.
    public let line: Int
    /// The column's name.
    public let column: String

    /// Makes a place.
    public init(file: String, line: Int, column: String) {
        self.file = file
        self.line = line
        self.column = column
    }

    var facts: [String: Fact] {
        ["file": .text(file), "line": .text(String(line)), "column": .text(column)]
    }
}

/// Why a table file can not be used.
public enum FirearmsError: Error, Sendable, Equatable {
    /// The first line does not say which table the file extends.
    case noTableLine(file: String, found: String)
    /// The first line names a table that there is not.
    case unknownTable(file: String, found: String)
    /// The file has more lines than are read.
    case tooManyLines(file: String, found: Int, limit: Int)
    /// A column that the table does not have, or one named twice.
    case unknownColumn(FilePlace, expected: String)
    /// A column that the table must have is not there.
    case missingColumn(file: String, line: Int, column: String)
    /// A row has more cells than there are columns.
    case tooManyCells(file: String, line: Int, found: Int, expected: Int)
    /// A cell that must not be empty is.
    case emptyCell(FilePlace)
    /// A cell does not hold what its column asks for.
    case badCell(FilePlace, found: String, expected: String)
    /// A cell names a code that no table has.
    case unknownCode(FilePlace, found: String)
    /// An alias belongs to another firm already, and is not declared ambiguous by `~`.
    case aliasTaken(FilePlace, found: String, holder: String)
}

extension FirearmsError: Sayable {
    /// What is wrong, where, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .noTableLine(let file, let found):
            Phrase("firearms.error.no_table_line", ["file": .text(file), "found": .text(found)])
        case .unknownTable(let file, let found):
            Phrase(
                "firearms.error.unknown_table",
                [
                    "file": .text(file), "found": .text(found),
                    "expected": .text(TableName.allCases.map(\.rawValue).joined(separator: ", ")),
                ])
        case .tooManyLines(let file, let found, let limit):
            Phrase(
                "firearms.error.too_many_lines",
                ["file": .text(file), "found": .count(found), "limit": .count(limit)])
        case .unknownColumn(let place, let expected):
            Phrase("firearms.error.unknown_column", at: place, ["expected": .text(expected)])
        case .missingColumn(let file, let line, let column):
            Phrase(
                "firearms.error.missing_column",
                at: FilePlace(file: file, line: line, column: column))
        case .tooManyCells(let file, let line, let found, let expected):
            Phrase(
                "firearms.error.too_many_cells", at: FilePlace(file: file, line: line, column: ""),
                ["found": .count(found), "expected": .count(expected)])
        case .emptyCell(let place):
            Phrase("firearms.error.empty_cell", at: place)
        case .badCell(let place, let found, let expected):
            Phrase(
                "firearms.error.bad_cell", at: place,
                ["found": .text(found), "expected": .text(expected)])
        case .unknownCode(let place, let found):
            Phrase("firearms.error.unknown_code", at: place, ["found": .text(found)])
        case .aliasTaken(let place, let found, let holder):
            Phrase(
                "firearms.error.alias_taken", at: place,
                ["found": .text(found), "holder": .text(holder)])
        }
    }
}

extension Phrase {
    /// A phrase about a place in a table file.
    fileprivate init(_ key: String, at place: FilePlace, _ facts: [String: Fact] = [:]) {
        self.init(key, facts.merging(place.facts) { own, _ in own })
    }
}
