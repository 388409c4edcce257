import Firearms
import FoundationEssentials
import Language
import Tabular
import Tracing

/// The work of `rastro check`: what a file of recoveries holds, before anything is traced.
struct CheckJob {
    let options: CheckOptions
    let session: Session

    /// The work as the command starts it.
    static let job: CheckCommand.Job = { options, session in
        try CheckJob(options: options, session: session).run()
    }

    private func run() throws -> ExitCode {
        let tables = try UserFiles.tables(options.tables)
        let sheet = try RecoverySheet(
            path: options.file, tables: tables, today: session.today,
            options: options.reading.sheetOptions)
        var tally = SheetTally()
        let problems = try sheet.readRows { row in
            tally.rows += 1
            tally.add(row.recovery.row, row.recovery.firearm)
            tally.add(row)
        }
        tally.rows += problems.count
        let preview = CheckPreview(sheet: sheet, tally: tally, problems: problems, session: session)
        if options.isJSON { try preview.writeJSON() } else { preview.write() }
        return .done
    }
}
