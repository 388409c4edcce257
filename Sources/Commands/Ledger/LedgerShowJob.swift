import Encoding
import Language
import Ledger

/// The work of `rastro ledger show`: entries, one a line, with their numbers.
struct LedgerShowJob {
    let options: LedgerShowOptions
    let session: Session

    /// The work as the command starts it.
    static let job: LedgerShowCommand.Job = { options, session in
        try LedgerShowJob(options: options, session: session).run()
    }

    private func run() throws -> ExitCode {
        let folder = LedgerFolder(path: options.folder)
        guard let bytes = try folder.read(LedgerLayout.checkpoint) else {
            throw LedgerError.missing(path: LedgerLayout.checkpoint)
        }
        // Without a key nothing is proved; what is shown is what the folder says.
        let checkpoint = try Checkpoint(SignedNote(bytes).text)
        let size = Int(clamping: checkpoint.size)
        let first = min(size, options.first ?? max(0, size - options.count))
        let end = min(size, first + options.count)
        let reader = LedgerReader(folder)
        for index in first..<end {
            let entry = try reader.entry(UInt64(index), size: checkpoint.size)
            session.output.line(StyledText("\(index)  \(LedgerShowJob.text(entry))"))
        }
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "commands.ledger.shown",
                    [
                        "name": .text(checkpoint.origin), "count": .count(end - first),
                        "size": .count(size),
                    ])))
        return .done
    }

    /// An entry as text where it is some, else in hexadecimal digits.
    private static func text(_ entry: [UInt8]) -> String {
        let isText = entry.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        if isText, let text = String(validating: entry, as: UTF8.self) { return text }
        return "0x" + Hexadecimal.encode(entry)
    }
}
