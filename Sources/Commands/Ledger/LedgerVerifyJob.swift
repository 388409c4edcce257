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
        let report = try await LedgerChecking(
            place: options.place, key: options.key, witnesses: options.witnesses, since: since,
            session: session
        ).report()
        tell(report, took: session.surroundings.now() - start)
        return report.isSound ? .done : .unsound
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
