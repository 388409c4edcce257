public import Chronology

/// A row whose cells are known by their fields.
public struct FieldRow: Sendable {
    private let row: TableRow
    private let columns: [String: Int]
    private let dates: [String: DateColumn]

    init(_ row: TableRow, columns: [String: Int], dates: [String: DateColumn]) {
        self.row = row
        self.columns = columns
        self.dates = dates
    }

    /// The row of the file.
    public var number: Int { row.number }

    /// The bytes of the file that the row is made of, where they stand by themselves.
    public var extent: Range<Int>? { row.extent }

    /// The text of a field, without spaces around it; empty where the file has no such column.
    public subscript(field: String) -> String {
        guard let column = columns[field], column < row.cells.count else { return "" }
        return row.cells[column].trimmed
    }

    /// The date of a field; blank where the file has no such column.
    public func date(_ field: String) -> DateReading {
        dates[field]?.read(self[field]) ?? .blank
    }

    /// The days on which the date of a field is read as it is today; `nil` where it is on any day.
    public func daysOfSameReading(_ field: String) -> DayRange? {
        dates[field]?.daysOfSameReading(self[field])
    }
}
