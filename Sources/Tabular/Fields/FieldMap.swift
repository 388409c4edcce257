public import Language

/// Which column of a table holds which field: one column to a field, one field to a column.
public struct FieldMap: Hashable, Sendable {
    /// One column and its field.
    public struct Assignment: Hashable, Sendable {
        /// The column, from 0.
        public let column: Int
        /// The column's heading as the table has it.
        public let heading: String
        /// The field's name.
        public let field: String
        /// What the assignment rests on.
        public let basis: Basis
        /// The first cell of the column that holds something; empty when none was looked at.
        public let example: String
    }

    /// What an assignment rests on.
    public enum Basis: String, Hashable, Sendable, CaseIterable, Sayable {
        /// It was given.
        case given
        /// The heading is one of the field's.
        case name
        /// The heading is one of the field's, and the cells look like it.
        case nameAndContent = "name_and_content"
        /// The cells look like the field, and nothing else claims them.
        case content

        /// The basis in words.
        public var phrase: Phrase {
            switch self {
            case .given: Phrase("tabular.mapping.by.given")
            case .name: Phrase("tabular.mapping.by.name")
            case .nameAndContent: Phrase("tabular.mapping.by.name_and_content")
            case .content: Phrase("tabular.mapping.by.content")
            }
        }
    }

    /// What a mapping says for a column that is to be left alone.
    public static let ignored = "-"

    /// The columns that have a field, in the table's order.
    public let assignments: [Assignment]
    /// The columns without a field, from 0.
    public let otherColumns: [Int]
    private let columns: [String: Int]

    init(assignments: [Assignment], columnCount: Int) {
        self.assignments = assignments.sorted { $0.column < $1.column }
        let used = Set(assignments.map(\.column))
        otherColumns = (0..<columnCount).filter { !used.contains($0) }
        columns = Dictionary(
            assignments.map { ($0.field, $0.column) }, uniquingKeysWith: { first, _ in first })
    }

    /// The column of a field, from 0; `nil` when the table has none for it.
    public func column(of field: String) -> Int? { columns[field] }

    /// The cell of a field in a row; empty when the table has no column for it.
    public func cell(_ field: String, of row: TableRow) -> String {
        guard let column = columns[field], row.cells.indices.contains(column) else { return "" }
        return row.cells[column]
    }

    /// Assigns the columns of a table to fields, by what was given, by name and by content.
    ///
    /// - Parameters:
    ///   - samples: Some hundred rows, each with as many cells as the header.
    ///   - given: Fields by heading, column letter or number; `FieldMap.ignored` leaves a column alone.
    /// - Throws: When a needed field has no column, two columns claim one field equally, or what was
    ///   given names something that is not there.
    public static func propose(
        header: [String], samples: [[String]], fields: [FieldSpec],
        given: [String: String] = [:]
    ) throws(MappingError) -> FieldMap {
        let settled = try GivenColumns(given, header: header, fields: fields)
        var matching = FieldMatching(header: header, samples: samples, fields: fields)
        for (column, field) in settled.fields { matching.settle(column, field) }
        for column in settled.ignored { matching.ignore(column) }
        try matching.matchByName()
        matching.matchByContent()
        let map = FieldMap(assignments: matching.assignments, columnCount: header.count)
        let missing = fields.filter { $0.isNeeded && map.column(of: $0.id) == nil }.map(\.id)
        guard missing.isEmpty else { throw .unmapped(fields: missing, headings: header) }
        return map
    }
}
