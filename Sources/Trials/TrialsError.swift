public import Language

/// What can be wrong with a benchmark's files.
public enum TrialsError: Error, Sendable, Equatable, Sayable {
    /// The system refused to open or read a file.
    case unreadable(path: String, reason: String)
    /// A file is larger than any that is read.
    case tooLarge(path: String, found: Int, most: Int)
    /// A file is no NumPy array, or of a version that nobody knows.
    case notAColumn(path: String)
    /// The header of a NumPy array can not be read from this byte on.
    case header(path: String, offset: Int)
    /// An array holds numbers of another type.
    case type(path: String, found: String, expected: String)
    /// An array has another shape.
    case shape(path: String, found: String, expected: String)
    /// An array holds more or fewer bytes than its header says.
    case size(path: String, found: Int, expected: Int)
    /// A record's number names nothing in the description of the records.
    case number(path: String, row: Int, found: Int, most: Int)
    /// A record's model is one of another make.
    case otherMake(path: String, row: Int, found: Int, expected: Int)
    /// An index that is there already has more or fewer records.
    case otherRecords(path: String, found: Int, expected: Int)
    /// There are more records than an index holds.
    case tooManyRecords(path: String, found: Int, most: Int)
    /// The description of the records is no JSON of the shape that it should have.
    case description(path: String, field: String)
    /// The queries lack a column.
    case noQueryColumn(path: String, column: String)
    /// A line of the queries has more or fewer cells than the first.
    case queryCells(path: String, line: Int, found: Int, expected: Int)
    /// A cell of the queries can not be used.
    case queryCell(path: String, line: Int, column: String, found: String)
    /// The file of queries holds none.
    case noQueries(path: String)
    /// A line of a weights file that is no weight.
    case notAWeight(file: String, line: Int, found: String)

    /// Where it went wrong, what was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .unreadable: Phrase("trials.error.unreadable", facts)
        case .tooLarge: Phrase("trials.error.tooLarge", facts)
        case .notAColumn: Phrase("trials.error.notAColumn", facts)
        case .header: Phrase("trials.error.header", facts)
        case .type: Phrase("trials.error.type", facts)
        case .shape: Phrase("trials.error.shape", facts)
        case .size: Phrase("trials.error.size", facts)
        case .number: Phrase("trials.error.number", facts)
        case .otherMake: Phrase("trials.error.otherMake", facts)
        case .otherRecords: Phrase("trials.error.otherRecords", facts)
        case .tooManyRecords: Phrase("trials.error.tooManyRecords", facts)
        case .description: Phrase("trials.error.description", facts)
        case .noQueryColumn: Phrase("trials.error.noQueryColumn", facts)
        case .queryCells: Phrase("trials.error.queryCells", facts)
        case .queryCell: Phrase("trials.error.queryCell", facts)
        case .noQueries: Phrase("trials.error.noQueries", facts)
        case .notAWeight: Phrase("trials.error.weight", facts)
        }
    }

    private var facts: [String: Fact] {
        switch self {
        case .unreadable(let path, let reason): ["path": .text(path), "reason": .text(reason)]
        case .tooLarge(let path, let found, let most),
            .tooManyRecords(let path, let found, let most):
            ["path": .text(path), "found": .count(found), "most": .count(most)]
        case .notAColumn(let path), .noQueries(let path): ["path": .text(path)]
        case .header(let path, let offset): ["path": .text(path), "offset": .count(offset)]
        case .type(let path, let found, let expected), .shape(let path, let found, let expected):
            ["path": .text(path), "found": .text(found), "expected": .text(expected)]
        case .otherRecords(let path, let found, let expected),
            .size(let path, let found, let expected):
            ["path": .text(path), "found": .count(found), "expected": .count(expected)]
        case .number(let path, let row, let found, let most):
            [
                "path": .text(path), "row": .count(row), "found": .count(found),
                "most": .count(most),
            ]
        case .otherMake(let path, let row, let found, let expected):
            [
                "path": .text(path), "row": .count(row), "found": .count(found),
                "expected": .count(expected),
            ]
        case .description(let path, let field): ["path": .text(path), "field": .text(field)]
        case .noQueryColumn(let path, let column): ["path": .text(path), "column": .text(column)]
        case .queryCells(let path, let line, let found, let expected):
            [
                "path": .text(path), "line": .text(String(line)), "found": .count(found),
                "expected": .count(expected),
            ]
        case .queryCell(let path, let line, let column, let found):
            [
                "path": .text(path), "line": .text(String(line)), "column": .text(column),
                "found": .text(found),
            ]
        case .notAWeight(let file, let line, let found):
            ["file": .text(file), "line": .text(String(line)), "found": .text(found)]
        }
    }
}
