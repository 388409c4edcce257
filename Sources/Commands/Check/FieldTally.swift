import Chronology
import Firearms
import Tabular
import Tracing

/// How the values of one field were read, counted over a file.
struct FieldTally {
    /// A value that could not be used, and where it stands.
    struct Example {
        let value: String
        var count = 0
        var rows: [Int] = []
    }

    /// The rows that are listed for one value.
    static let mostRows = 5
    /// The values that are listed for one field.
    static let mostExamples = 10
    /// Distinct values that are remembered; a field with more has no common ones.
    private static let mostDistinct = 20_000

    /// How many values have each state, by the state's name.
    private(set) var counts: [String: Int] = [:]
    private var unused: [String: Example] = [:]

    /// Counts a value; one that could not be used is remembered with its row.
    mutating func add(state: String, isUnused: Bool, value: String, row: Int) {
        counts[state, default: 0] += 1
        guard isUnused else { return }
        guard unused[value] != nil || unused.count < FieldTally.mostDistinct else { return }
        var example = unused[value] ?? Example(value: value)
        example.count += 1
        if example.rows.count < FieldTally.mostRows { example.rows.append(row) }
        unused[value] = example
    }

    /// The values that could not be used, the commonest first.
    var examples: [Example] {
        let sorted = unused.values.sorted { left, right in
            (right.count, left.value) < (left.count, right.value)
        }
        return Array(sorted.prefix(FieldTally.mostExamples))
    }
}

/// What a file of recoveries holds, field by field.
struct SheetTally {
    /// How many rows the file has, those included that could not be read.
    var rows = 0
    /// The fields, in the order in which they are shown.
    var fields: [(name: String, states: [String], tally: FieldTally)]
    /// Days from purchase to recovery, where a row has both.
    var daysBetween: [Int] = []

    private static let dateStates = ["exact", "range", "unreadable", "blank"]

    init() {
        fields =
            ["make", "importer", "model", "calibre", "kind", "country"].map { name in
                (name, ["recognised", "unknown", "contradictory", "blank"], FieldTally())
            }
            + [("serial", SerialReading.Kind.allCases.map(\.rawValue), FieldTally())]
            + ["recovered_on", "purchased_on", "sold_on"].map {
                ($0, SheetTally.dateStates, FieldTally())
            }
    }

    mutating func add(_ row: Int, _ firearm: Descriptor) {
        func count<Value>(_ place: Int, _ field: Normalised<Value>) {
            let isUnused = field.state == .unknown || field.state == .contradictory
            fields[place].tally.add(
                state: field.state.rawValue, isUnused: isUnused, value: field.raw, row: row)
        }
        count(0, firearm.make)
        count(1, firearm.importer)
        count(2, firearm.model)
        count(3, firearm.calibre)
        count(4, firearm.kind)
        count(5, firearm.country)
        fields[6].tally.add(
            state: firearm.serial.kind.rawValue, isUnused: firearm.serial.kind == .notASerial,
            value: firearm.serial.raw, row: row)
    }

    mutating func add(_ row: RecoverySheet.Row) {
        for (place, reading) in [(7, row.recoveredOn), (8, row.purchasedOn), (9, row.soldOn)] {
            let state =
                switch reading.reading {
                case .blank: "blank"
                case .exact: "exact"
                case .range: "range"
                case .unreadable: "unreadable"
                }
            fields[place].tally.add(
                state: state, isUnused: state == "unreadable", value: reading.raw,
                row: row.recovery.row)
        }
        let bought = row.purchasedOn.reading.days ?? row.soldOn.reading.days
        if let bought = bought?.exactDay,
            let found = row.recoveredOn.reading.days?.exactDay
        {
            daysBetween.append(found - bought)
        }
    }
}
