public import Chronology
public import Firearms
public import Language
public import Tabular

/// A file of recoveries, its columns understood, ready to be read row by row.
public struct RecoverySheet: Sendable {
    /// How a file is to be read where its own evidence is not to decide.
    public struct Options: Sendable {
        /// Encoding, delimiter, sheet and limits.
        public var reading = ReadOptions()
        /// Headings given for fields.
        public var map: [String: String] = [:]
        /// The order of day and month, when it is known.
        public var dateOrder: DateOrder?

        /// Makes options that leave everything to the file's evidence.
        public init() {}
    }

    /// A row as it was read, its firearm described.
    public struct Row: Sendable {
        /// The recovery.
        public let recovery: Recovery
        /// The date of the recovery.
        public let recoveredOn: WrittenDate
        /// The date of a purchase, where the file has one.
        public let purchasedOn: WrittenDate
        /// The date of a sale, where the file has one.
        public let soldOn: WrittenDate
    }

    /// A date as it was written beside what was made of it.
    public struct WrittenDate: Sendable {
        /// The text.
        public let raw: String
        /// What it was read as.
        public let reading: DateReading

        /// Tells whether something was written that is no date.
        var isUnreadable: Bool {
            if case .unreadable = reading { true } else { false }
        }
    }

    /// The table, with its mapping and its dates' orders.
    public let table: FieldTable
    private let tables: ReferenceTables
    /// The file.
    public let name: String

    /// Opens a file and understands its columns.
    ///
    /// - Throws: `TabularError` or `FieldTableError` when the file as a whole can not be used.
    public init(
        path: String, tables: ReferenceTables, today: Day, options: Options = Options()
    ) throws {
        table = try FieldTable(
            path: path, options: options.reading, fields: RecoveryFields.all,
            dates: RecoveryFields.dates, given: options.map, order: options.dateOrder, today: today)
        self.tables = tables
        name = path
    }

    /// Tells whether a field has a column.
    public func has(_ field: String) -> Bool { table.map.column(of: field) != nil }

    /// What is to be said of how the file was understood: its dress, its dates, a missing reference.
    public var remarks: [Phrase] {
        table.description.phrases + table.dateRemarks + warnings
    }

    /// The remarks that a person should see who did not ask: what had to be decided, and what is
    /// missing.
    public var cautions: [Phrase] { table.dateOrderRemarks + warnings }

    private var warnings: [Phrase] {
        let missing = has("reference") ? [] : [Phrase("tracing.sheet.no_reference")]
        return table.warnings.map(\.phrase) + missing
    }

    /// Reads all rows in order; returns the rows that could not be read, each with its reason.
    ///
    /// A row without a reference of its own is known by its row number, such as `row-12`. A row that
    /// could not be read keeps its reference where that could be.
    public func readRows(_ body: (Row) throws -> Void) throws -> [FieldTable.Problem] {
        var describer = FirearmDescriber(tables: tables)
        return try table.readRows(naming: "reference") { row in
            let firearm = describer.describe(
                RawDescriptor(
                    make: row["make"], importer: row["importer"], model: row["model"],
                    calibre: row["calibre"], kind: row["kind"], country: row["country"],
                    serial: row["serial"]))
            func date(_ field: String) -> WrittenDate {
                WrittenDate(raw: row[field], reading: row.date(field))
            }
            let recoveredOn = date("recovered_on")
            let reference = row["reference"]
            let recovery = Recovery(
                reference: reference.isEmpty ? "row-\(row.number)" : reference, file: name,
                row: row.number, recoveredOn: recoveredOn.reading.days, state: row["state"],
                municipality: row["municipality"], offence: row["offence"],
                agency: row["agency"], firearm: firearm,
                unreadDate: recoveredOn.isUnreadable ? String(recoveredOn.raw.prefix(60)) : "")
            try body(
                Row(
                    recovery: recovery, recoveredOn: recoveredOn,
                    purchasedOn: date("purchased_on"), soldOn: date("sold_on")))
        }
    }
}
