import Language
import Ledger
import Tabular

/// The work of `rastro ledger prove`: one entry's proof as a file.
struct LedgerProveJob {
    let options: LedgerProveOptions
    let session: Session

    /// The work as the command starts it.
    static let job: LedgerProveCommand.Job = { options, session in
        try LedgerProveJob(options: options, session: session).run()
    }

    private func run() throws -> ExitCode {
        let reader = LedgerReader(LedgerFolder(path: options.folder))
        let checkpoint = try reader.checkpoint(options.key)
        let size = checkpoint.checkpoint.size
        let index = UInt64(options.entry)
        guard index < size else {
            session.complain(
                Phrase(
                    "commands.ledger.noEntry",
                    ["entry": .count(options.entry), "size": .count(Int(clamping: size))]))
            return .unusable
        }
        let entry = try reader.entry(index, size: size)
        let evidence = try reader.evidence(of: index, checkpoint)
        // What would not convince others is not written.
        _ = try evidence.verify(entry, log: options.key)
        try OutputFile.write(evidence.bytes, to: options.output)
        if let path = options.entryOutput { try OutputFile.write(entry, to: path) }
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "commands.ledger.proved",
                    [
                        "entry": .count(options.entry), "size": .count(Int(clamping: size)),
                        "file": .text(options.output),
                    ])))
        return .done
    }
}
