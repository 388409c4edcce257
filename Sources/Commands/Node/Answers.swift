import Exchange
import Firearms
import Inquiries
import Language
import Nodes
import Report
import Synchronization
import Tracing

/// The answers to recoveries that were handed in: waited for, summed up, and written as those of `trace` are.
struct Answers {
    let folder: NodeFolder
    let tables: ReferenceTables
    let session: Session

    /// How often it is looked whether all have an end.
    private static let beat = Duration.milliseconds(200)

    /// Waits until each has an end, then writes them.
    func wait(
        for identifier: UniqueIdentifier, output: OutputOptions
    ) async throws -> ExitCode {
        let reader = try await NodeReader(folder)
        let first = try await reader.submission(identifier)
        let progress = session.progress(Phrase("node.submit.waiting"), total: first?.rows)
        var done = 0
        var last = first
        while let submission = last, !submission.isFinished {
            try await Task.sleep(for: Answers.beat)
            last = try await reader.submission(identifier)
            let open = last?.counts.first { $0.state == "open" }?.count ?? 0
            let ended = (last?.rows ?? 0) - open
            progress.advance(by: ended - done)
            done = ended
        }
        progress.finish()
        await reader.close()
        guard let last else { return .failed }
        return try await write(last, to: output)
    }

    /// What is read of the tables while they are gone through.
    private struct Gathered {
        var findings: [Finding] = []
        var threshold: Double?
        var unreadable = 0
        var before = 0
        var describer: FirearmDescriber
    }

    /// Sums up the answers and writes what was asked for.
    func write(_ submission: SubmissionOverview, to output: OutputOptions) async throws -> ExitCode
    {
        let reader = try await NodeReader(folder)
        let gathered = Mutex(Gathered(describer: FirearmDescriber(tables: tables)))
        let file = submission.file
        try await reader.answers(of: submission.identifier) { answered in
            gathered.withLock { gathered in
                guard let result = answered.result else { return }
                do {
                    let recovery = try TraceRequestBody.recovery(
                        answered.body, describer: &gathered.describer, file: file,
                        row: answered.row)
                    let read = try TraceResultBody.read(result.body, for: recovery)
                    var finding = read.finding
                    if let earlier = answered.earlier {
                        finding = finding.submitted(
                            before: earlier.reference, in: earlier.submission.text)
                        gathered.before += 1
                    }
                    gathered.findings.append(finding)
                    gathered.threshold =
                        gathered.threshold ?? TracingAnswerer.threshold(of: result.body)
                } catch {
                    gathered.unreadable += 1
                }
            }
        }
        await reader.close()
        // Each was answered by itself: which are one firearm, is seen here.
        let findings = Duplicates.marked(gathered.withLock { $0.findings })
        try writeFiles(
            findings, submission, threshold: gathered.withLock { $0.threshold }, to: output)
        summarise(findings, submission)
        let before = gathered.withLock { $0.before }
        if before > 0 {
            session.output.paragraph(
                session.catalogue(Phrase("node.results.before", ["count": .count(before)])))
        }
        WrittenFiles(results: output.results, reports: output.reports).write(
            to: session, isApart: false)
        let unreadable = gathered.withLock { $0.unreadable }
        if unreadable > 0 {
            session.complain(Phrase("node.results.unreadable", ["count": .count(unreadable)]))
        }
        return submission.isFinished && unreadable == 0 ? .done : .unsound
    }

    private func writeFiles(
        _ findings: [Finding], _ submission: SubmissionOverview, threshold: Double?,
        to output: OutputOptions
    ) throws {
        for results in output.results {
            try ResultsFile(findings: findings, catalogue: session.catalogue).write(to: results)
        }
        let source = ReportSource(
            files: [.init(name: submission.file, rows: submission.rows, problemRows: 0)],
            booksAsked: nil, threshold: threshold ?? Tracer.usualThreshold,
            version: Version.current)
        for report in output.reports {
            guard let catalogue = Catalogue(carried: report.tongue) else { continue }
            let other = output.reports.first { $0.tongue != report.tongue }
            let alternate = other.flatMap { other in
                Catalogue(carried: other.tongue).map { catalogue in
                    TraceReport.Alternate(
                        file: FileName.last(of: other.path), catalogue: catalogue)
                }
            }
            let page = TraceReport(
                findings: findings, madeOn: session.today, source: source, catalogue: catalogue,
                alternate: alternate)
            try OutputFile.write(page.bytes(), to: report.path)
        }
    }

    private func summarise(_ findings: [Finding], _ submission: SubmissionOverview) {
        let (output, catalogue) = (session.output, session.catalogue)
        let traced = findings.count { $0.outcome == .purchaser }
        output.paragraph(
            catalogue(
                Phrase(
                    "commands.summary.headline",
                    [
                        "traced": .count(traced), "all": .count(submission.rows),
                        "share": .share(
                            Double(traced) / Double(max(1, submission.rows)), places: 0),
                    ])), style: .strong)
        for count in submission.counts where count.state != "answered" {
            output.paragraph(
                catalogue(
                    Phrase(
                        "node.results.without",
                        [
                            "count": .count(count.count),
                            "state": .phrase(RequestWords.state(count.state)),
                        ])), style: .open)
        }
        output.line()
        guard !findings.isEmpty else { return }
        FindingsSummary(findings: findings, session: session).write()
    }
}
