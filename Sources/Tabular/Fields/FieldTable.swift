public import Chronology
public import Language

/// A table whose columns are understood: which holds which field, and how its dates are written.
///
/// The file is gone through twice: once to decide over whole columns, once to read. Neither keeps it
/// in memory.
public struct FieldTable: Sendable {
    /// A row that can not be used, and why.
    public struct Problem: Hashable, Sendable, Sayable {
        /// The row of the file.
        public let row: Int
        /// What was found and what to do.
        public let phrase: Phrase
        /// What the row's naming field holds, where that could be read all the same.
        public let name: String?
    }

    /// What the file turned out to be.
    public let description: TableDescription
    /// Which column holds which field.
    public let map: FieldMap
    /// How the dates of each date field are written.
    public let dates: [String: DateColumn]
    /// What has to be said of the file as a whole, such as lines in another encoding.
    public let warnings: [TableWarning]
    private let path: String
    private let options: ReadOptions

    /// The rows that are looked at to understand the columns, unless a caller says otherwise.
    public static let usualSampleRows = 500

    /// Opens a file, maps its columns and decides how its dates are written.
    ///
    /// - Parameters:
    ///   - dates: the fields that hold dates.
    ///   - given: fields by heading, where the caller knows better.
    ///   - order: the order of day and month, where the caller knows better.
    ///   - fallback: the order where every date of a column fits both.
    ///   - today: by which two-digit years are told apart.
    ///   - sampleRows: how many rows are looked at to understand the columns.
    /// - Throws: `TabularError` or `FieldTableError` when the file as a whole can not be used.
    public init(
        path: String, options: ReadOptions = ReadOptions(), fields: [FieldSpec],
        dates: Set<String>, given: [String: String] = [:], order: DateOrder? = nil,
        fallback: DateOrder = .dayMonthYear, today: Day,
        sampleRows: Int = FieldTable.usualSampleRows
    ) throws {
        self.path = path
        self.options = options
        var reader = try TableReader(path: path, options: options)
        description = reader.description
        var samples: [[String]] = []
        while samples.count < sampleRows, let event = try reader.next() {
            if case .row(let row) = event { samples.append(row.cells) }
        }
        do {
            map = try FieldMap.propose(
                header: description.header, samples: samples, fields: fields, given: given)
        } catch {
            throw FieldTableError(file: path, problem: error)
        }
        self.dates = try FieldTable.decide(
            dates, in: map, reader: &reader, samples: samples, order: order,
            fallback: fallback, today: today)
        warnings = reader.warnings
    }

    /// Decides over whole columns how their dates are written.
    private static func decide(
        _ fields: Set<String>, in map: FieldMap, reader: inout TableReader, samples: [[String]],
        order: DateOrder?, fallback: DateOrder, today: Day
    ) throws(TabularError) -> [String: DateColumn] {
        var profiles = fields.sorted().compactMap { field in
            map.column(of: field).map { column in
                (field: field, column: column, profile: DateColumnProfile(today: today))
            }
        }
        func add(_ cells: [String]) {
            for index in profiles.indices where profiles[index].column < cells.count {
                profiles[index].profile.add(cells[profiles[index].column])
            }
        }
        for cells in samples { add(cells) }
        while let event = try reader.next() {
            if case .row(let row) = event { add(row.cells) }
        }
        return profiles.reduce(into: [:]) { decided, entry in
            decided[entry.field] = entry.profile.decision(
                order: order, fallback: fallback)
        }
    }

    /// A column of the table and what it was taken for.
    public struct Column: Hashable, Sendable {
        /// The heading as the table has it.
        public let heading: String
        /// The field and what that rests on; `nil` for a column that is not used.
        public let assignment: FieldMap.Assignment?
    }

    /// All columns in the table's order, for showing the mapping.
    public var columns: [Column] {
        let assigned = Dictionary(
            uniqueKeysWithValues: map.assignments.map { ($0.column, $0) })
        return description.header.enumerated().map { index, heading in
            Column(heading: heading, assignment: assigned[index])
        }
    }

    /// What is to be said of how dates were decided, field by field.
    public var dateRemarks: [Phrase] { remarks { _ in true } }

    /// What is to be said of the columns whose dates could be read in two ways.
    public var ambiguousDateRemarks: [Phrase] { remarks { $0.isAmbiguous } }

    /// What is to be said of the columns whose dates do not say for themselves what is day and month.
    public var dateOrderRemarks: [Phrase] { remarks { $0.basis != .notNeeded } }

    private func remarks(where isWanted: (DateColumn) -> Bool) -> [Phrase] {
        dates.filter { isWanted($0.value) }.sorted { $0.key < $1.key }.map { field, column in
            Phrase(
                "tabular.fields.dates",
                [
                    "heading": .text(heading(of: field)), "decision": .phrase(column.phrase),
                ])
        }
    }

    /// The column of each field that the table has.
    var columnOfField: [String: Int] {
        Dictionary(uniqueKeysWithValues: map.assignments.map { ($0.field, $0.column) })
    }

    private func heading(of field: String) -> String {
        map.column(of: field).map { description.header[$0] } ?? field
    }

    /// Reads all rows in order; returns those that could not be read, each with its reason.
    ///
    /// - Parameter naming: the field by which a row is known, kept also of a row that is not read.
    public func readRows(
        naming: String = "", _ body: (FieldRow) throws -> Void
    ) throws -> [Problem] {
        var reader = try TableReader(path: path, options: options)
        let columns = columnOfField
        var problems: [Problem] = []
        while let event = try reader.next() {
            switch event {
            case .row(let row):
                try body(FieldRow(row, columns: columns, dates: dates))
            case .problem(let problem):
                let sound = FieldRow(
                    TableRow(number: problem.number, cells: problem.soundCells), columns: columns,
                    dates: dates)
                let name = sound[naming]
                problems.append(
                    Problem(
                        row: problem.number, phrase: problem.phrase,
                        name: name.isEmpty ? nil : name))
            }
        }
        return problems
    }
}

/// Why the columns of a file could not be understood, with the file's name.
public struct FieldTableError: Error, Hashable, Sendable, Sayable {
    /// The file.
    public let file: String
    /// What is wrong with its columns.
    public let problem: MappingError

    /// Where, what was found, what was expected and what to do.
    public var phrase: Phrase {
        Phrase(
            "tabular.error.columns", ["file": .text(file), "problem": .phrase(problem.phrase)])
    }
}
