import Cryptography
import Exchange
import FoundationEssentials
import Inquiries
import Language
import Nodes
import Tabular
import Tracing

/// The work of `rastro submit`.
struct SubmitJob {
    let options: SubmitOptions
    let session: Session

    /// The work as the command starts it.
    static let job: SubmitCommand.Job = { options, session in
        try await SubmitJob(options: options, session: session).run()
    }

    /// The largest file whose digest is taken whole.
    private static let mostBytes = 1 << 30
    /// Notes on single rows that are shown; the rest are counted.
    private static let mostNotes = 5

    private func run() async throws -> ExitCode {
        let tables = try UserFiles.tables(options.tables)
        let sheet = try RecoverySheet(
            path: options.file, tables: tables, today: session.today,
            options: options.reading.sheetOptions)
        var rows: [Nodes.Submission.Row] = []
        let problems = try sheet.readRows { row in
            rows.append(
                .init(
                    row: row.recovery.row, reference: row.recovery.reference,
                    body: TraceRequestBody.body(of: row.recovery)))
        }
        let digest = Digest.sha256(
            try UserFiles.bytes(options.file, atMost: SubmitJob.mostBytes))
        note(problems)
        guard !rows.isEmpty else {
            session.complain(Phrase("node.submit.empty", ["file": .text(options.file)]))
            return .unusable
        }
        let submission = Nodes.Submission(
            file: FileName.last(of: options.file), digest: digest, terms: options.terms, rows: rows)
        let answer = try await LocalAsking.ask(options.folder) {
            try await $0.submit(submission)
        }
        return try await tell(answer)
    }

    /// Says which rows could not be read: they are not sent, and no other is lost for them.
    private func note(_ problems: [FieldTable.Problem]) {
        for problem in problems.prefix(SubmitJob.mostNotes) {
            session.errors.paragraph(
                "\(options.file):\(problem.row): \(session.catalogue(problem.phrase))",
                style: .open, indent: 2)
        }
        if problems.count > SubmitJob.mostNotes {
            session.errors.paragraph(
                session.catalogue(
                    Phrase(
                        "commands.summary.more_notes",
                        ["count": .count(problems.count - SubmitJob.mostNotes)])))
        }
    }

    private func tell(_ answer: SubmissionAnswer) async throws -> ExitCode {
        switch answer {
        case .taken(let submission, let requests, let peer, let isBare):
            session.output.paragraph(
                session.catalogue(
                    Phrase(
                        "node.submit.taken",
                        [
                            "count": .count(requests), "peer": .text(peer.text),
                            "submission": .text(submission.text),
                        ])), style: .strong)
            if isBare {
                session.errors.paragraph(
                    session.catalogue(Phrase("node.submit.bare")), style: .open)
            }
            guard options.isWaiting else { return .done }
            return try await Answers(
                folder: options.folder, tables: try UserFiles.tables(options.tables),
                session: session
            ).wait(for: submission, output: options.output)
        case .known(let submission):
            session.complain(
                Phrase(
                    "node.submit.known",
                    ["file": .text(options.file), "submission": .text(submission.text)]))
        case .forbidden(let refusal):
            return try RefusalNote(folder: options.folder, session: session).tell(
                refusal, of: Phrase("node.submit.forbidden", ["file": .text(options.file)]))
        case .noPeer: session.complain(Phrase("node.submit.noPeer"))
        case .unusableCase(let row):
            session.complain(
                Phrase(
                    "node.submit.unusableCase",
                    ["file": .text(options.file), "row": .count(row)]))
        case .malformed:
            session.complain(Phrase("node.submit.malformed", ["file": .text(options.file)]))
        }
        return .unusable
    }
}

/// The work of `rastro results`.
struct ResultsJob {
    let options: ResultsOptions
    let session: Session

    /// The work as the command starts it.
    static let job: ResultsCommand.Job = { options, session in
        try await ResultsJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        let reader = try await NodeReader(options.folder)
        let submissions = try await reader.submissions(atMost: Int.max)
        await reader.close()
        let wanted = options.submission.map { wanted in
            submissions.first { $0.identifier == wanted }
        }
        guard let submission = wanted ?? submissions.first else {
            session.complain(
                Phrase("node.results.unknown", ["folder": .text(options.folder.path)]))
            return .unusable
        }
        return try await Answers(
            folder: options.folder, tables: try UserFiles.tables(options.tables), session: session
        ).write(submission, to: options.output)
    }
}
