import Chronology
import Tabular

/// Opens the files of custodians: as tables, but with errors that repeat nothing of what they hold.
enum BookTable {
    /// Opens a file and understands its columns.
    ///
    /// - Throws: `TabularError` when it is no table, `BooksError` when its columns can not be told.
    static func open(
        _ path: String, fields: [FieldSpec], dates: Set<String>,
        fallback: DateOrder = .dayMonthYear, today: Day,
        sampleRows: Int = FieldTable.usualSampleRows
    ) throws -> FieldTable {
        do {
            return try FieldTable(
                path: path, fields: fields, dates: dates, fallback: fallback, today: today,
                sampleRows: sampleRows)
        } catch let error as FieldTableError {
            let needed = fields.filter(\.isNeeded)
            let missing =
                switch error.problem {
                case .unmapped(let fields, _): fields
                case .rivals(let field, _, _): [field]
                default: needed.map(\.id)
                }
            throw BooksError.noHeadings(
                file: path, fields: missing, expected: needed.compactMap(\.headings.first))
        }
    }
}
