import Chronology
import Language
import Ledger

/// The work of `rastro ledger verify`: an audit, and in words what it found.
struct LedgerVerifyJob {
    let options: LedgerVerifyOptions
    let session: Session

    /// The work as the command starts it.
    static let job: LedgerVerifyCommand.Job = { options, session in
        try await LedgerVerifyJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        var since: Checkpoint?
        if let path = options.since {
            // Whether it is the log's is checked like all else: it may be why somebody asks.
            let bytes = try UserFiles.bytes(path, atMost: SignedNote.mostBytes)
            since = try VerifiedCheckpoint(bytes, log: options.key).checkpoint
        }
        let start = session.surroundings.now()
        let report: LedgerAudit.Report
        switch options.place {
        case .folder(let path):
            var run = audit(LedgerFolder(path: path), since).begin()
            let progress = progress(run)
            while !run.isDone { step(&run, progress) }
            progress.finish()
            report = run.report
        case .server(let server):
            let server = try RemoteLedger(server)
            defer { server.stop() }
            report = try await fetched(from: server, since)
        }
        tell(report, took: session.surroundings.now() - start)
        return report.isSound ? .done : .unsound
    }

    private func audit(_ source: any LedgerSource, _ since: Checkpoint?) -> LedgerAudit {
        LedgerAudit(source, log: options.key, witnesses: options.witnesses, since: since)
    }

    private func progress(_ run: LedgerAudit.Run) -> ProgressLine {
        session.progress(Phrase("commands.ledger.progress"), total: Int(clamping: run.size))
    }

    private func step(_ run: inout LedgerAudit.Run, _ progress: ProgressLine) {
        let before = run.report.entries
        run.step()
        progress.advance(by: Int(clamping: run.report.entries - before))
    }

    /// The report on a ledger of which some bundles are fetched while those before them are gone over.
    private func fetched(
        from server: RemoteLedger, _ since: Checkpoint?
    ) async throws -> LedgerAudit.Report {
        let files = try await server.begin()
        var run = audit(files, since).begin()
        let progress = progress(run)
        defer { progress.finish() }
        let (size, count) = (run.size, RemoteLedger.bundlesAtOnce)
        guard !run.isDone else { return run.report }
        var first: UInt64 = 0
        var next = try await server.fetch(
            LedgerAudit.Run.files(ofSize: size, bundles: 0..<count))
        while !run.isDone {
            files.replace(with: next)
            first += count
            let paths = LedgerAudit.Run.files(ofSize: size, bundles: first..<first + count)
            async let following = server.fetch(paths)
            for _ in 0..<count { step(&run, progress) }
            next = try await following
        }
        return run.report
    }

    private func tell(_ report: LedgerAudit.Report, took: Duration) {
        if let checkpoint = report.checkpoint?.checkpoint {
            say(
                Phrase(
                    "commands.ledger.size",
                    [
                        "name": .text(checkpoint.origin),
                        "size": .count(Int(clamping: checkpoint.size)),
                        "root": .text(String(checkpoint.text.split(separator: "\n").last ?? "")),
                    ]))
        }
        for problem in report.problems {
            session.output.paragraph(
                "✗ " + session.catalogue(problem.phrase), style: .stopped, indent: 2)
        }
        if report.isSound { say(Phrase("commands.ledger.sound")) }
        for witness in options.witnesses {
            guard let time = report.cosigned[witness.name] else { continue }
            say(
                Phrase(
                    "commands.ledger.cosigned",
                    ["name": .text(witness.name), "time": .text(LedgerTime.text(time))]))
        }
        if options.witnesses.isEmpty { say(Phrase("commands.ledger.noWitness")) }
        if let since = report.since {
            say(Phrase("commands.ledger.goesOn", ["size": .count(Int(clamping: since.size))]))
        }
        say(
            Phrase(
                "commands.ledger.read",
                [
                    "entries": .count(Int(clamping: report.entries)),
                    "size": .decimal(Double(report.bytes) / 1e6, places: 1),
                    "tiles": .count(report.tiles),
                    "seconds": .decimal(took / .seconds(1), places: 2),
                ]))
    }

    private func say(_ phrase: Phrase) { session.output.paragraph(session.catalogue(phrase)) }
}

/// A moment as a ledger has it, written so that it sorts and can be read in any country.
enum LedgerTime {
    /// The day and the time of day in Universal Time, of seconds since 1970.
    static func text(_ seconds: UInt64) -> String {
        let day = Day(number: Int32(clamping: seconds / 86_400))
        let rest = Int(seconds % 86_400)
        let parts = [rest / 3600, rest / 60 % 60, rest % 60].map { number in
            number < 10 ? "0\(number)" : "\(number)"
        }
        return "\(day) \(parts.joined(separator: ":")) UTC"
    }
}
