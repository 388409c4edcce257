import BlindLookup
import Firearms
import Language
import Tabular
import Tracing

/// A file of firearms as it is compared: each row with its forms, and nothing of who had it.
struct BlindSheet {
    /// A row.
    struct Row {
        let number: Int
        let reference: String
        let firearm: Descriptor
    }

    let rows: [Row]
    let problems: [FieldTable.Problem]
    private let path: String

    /// Notes on single rows that are shown; the rest are counted.
    private static let mostNotes = 5

    /// Reads a file as recoveries are read.
    init(
        _ path: String, _ reading: ReadingOptions, tables: [String], in session: Session
    ) throws {
        let sheet = try RecoverySheet(
            path: path, tables: try UserFiles.tables(tables), today: session.today,
            options: reading.sheetOptions)
        var rows: [Row] = []
        problems = try sheet.readRows { row in
            rows.append(
                Row(
                    number: row.recovery.row, reference: row.recovery.reference,
                    firearm: row.recovery.firearm))
        }
        self.rows = rows
        self.path = path
    }

    /// Says which rows could not be read.
    func note(in session: Session) {
        for problem in problems.prefix(BlindSheet.mostNotes) {
            session.errors.paragraph(
                "\(path):\(problem.row): \(session.catalogue(problem.phrase))", style: .open,
                indent: 2)
        }
        guard problems.count > BlindSheet.mostNotes else { return }
        session.errors.paragraph(
            session.catalogue(
                Phrase(
                    "commands.summary.more_notes",
                    ["count": .count(problems.count - BlindSheet.mostNotes)])))
    }
}
