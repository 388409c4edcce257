import Books
import Chronology
import Cryptography
import Firearms
import Language
import Report
import Tabular
import Tracing

/// The work of `rastro trace`: from files of recoveries to answers, results and reports.
struct TraceJob {
    let options: TraceOptions
    let session: Session

    /// The work as the command starts it.
    static let job: TraceCommand.Job = { options, session in
        try await TraceJob(options: options, session: session).run()
    }

    /// Reads everything, traces, writes what was asked for, and says how it went.
    ///
    /// Nothing is written before everything has been read and traced.
    private func run() async throws -> ExitCode {
        // It shows names.
        ProcessSecrecy.close()
        let tables = try UserFiles.tables(options.tables)
        let weights = try UserFiles.weights(options.weights)
        let desk = try await Desk.open(options.sources, tables: tables, session: session)
        let submitted = try Submission.read(options, tables: tables)
        let tracer = Tracer(
            custodians: desk.custodians, tables: tables, weights: weights, thefts: desk.thefts,
            multipleSales: desk.multipleSales, threshold: options.threshold)
        let progress = session.progress(
            Phrase("commands.trace.progress"), total: submitted.recoveries.count)
        let findings = await tracer.trace(submitted.recoveries) { steps in
            progress.advance(by: steps)
        }
        progress.finish()
        // A book that changed on the way has answered for two states of itself.
        if let failure = desk.custodians.failure { throw failure }
        let answers = submitted.inFileOrder(findings)
        for results in options.results {
            try ResultsFile(findings: answers, catalogue: session.catalogue).write(to: results)
        }
        try writeReports(answers, submitted, desk)
        if !options.isQuiet {
            TraceSummary(
                findings: answers, submission: submitted, desk: desk, options: options,
                session: session
            ).write()
        }
        return .done
    }

    private func writeReports(
        _ findings: [Finding], _ submitted: Submission, _ desk: Desk
    ) throws {
        let source = ReportSource(
            files: submitted.files.map { file in
                .init(name: file.name, rows: file.rows, problemRows: file.unread.count)
            },
            booksAsked: desk.bookCount, threshold: options.threshold, version: Version.current)
        for report in options.reports {
            guard let catalogue = Catalogue(carried: report.tongue) else { continue }
            let other = options.reports.first { $0.tongue != report.tongue }
            let alternate = other.flatMap { other in
                Catalogue(carried: other.tongue).map { catalogue in
                    TraceReport.Alternate(file: FileName.last(of: other.path), catalogue: catalogue)
                }
            }
            let page = TraceReport(
                findings: findings, madeOn: options.today, source: source, catalogue: catalogue,
                alternate: alternate)
            try OutputFile.write(page.bytes(), to: report.path)
        }
    }
}
