import Encoding
import Language
import Ledger

/// The work of `rastro ledger show`: entries, one a line, with their numbers.
struct LedgerShowJob {
    let options: LedgerShowOptions
    let session: Session

    /// The work as the command starts it.
    static let job: LedgerShowCommand.Job = { options, session in
        try await LedgerShowJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        switch options.place {
        case .folder(let path): return try await show(LedgerFolder(path: path)) { _ in }
        case .server(let server):
            let server = try RemoteLedger(server)
            defer { server.stop() }
            let files = try await server.begin()
            return try await show(files) { files.replace(with: try await server.fetch($0)) }
        }
    }

    /// Shows the entries.
    ///
    /// - Parameter fetch: makes bundles readable that are about to be read.
    private func show(
        _ source: some LedgerSource, fetch: ([TilePath]) async throws -> Void
    ) async throws -> ExitCode {
        guard let bytes = try source.read(LedgerLayout.checkpoint) else {
            throw LedgerError.missing(path: LedgerLayout.checkpoint)
        }
        // Without a key nothing is proved; what is shown is what the ledger says.
        let checkpoint = try Checkpoint(SignedNote(bytes).text)
        let size = Int(clamping: checkpoint.size)
        let first = min(size, options.first ?? max(0, size - options.count))
        let end = min(size, first + options.count)
        let reader = LedgerReader(source)
        let width = Int(RemoteLedger.bundlesAtOnce) * TilePath.width
        var next = first
        while next < end {
            let stop = min(end, (next / width + 1) * width)
            try await fetch(bundles(next..<stop, size))
            for index in next..<stop {
                let entry = try reader.entry(UInt64(index), size: checkpoint.size)
                session.output.line(StyledText("\(index)  \(LedgerShowJob.text(entry))"))
            }
            next = stop
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

    /// The bundles that the entries of a range are in.
    private func bundles(_ range: Range<Int>, _ size: Int) -> [TilePath] {
        let width = TilePath.width
        return (range.lowerBound / width..<(range.upperBound + width - 1) / width).map {
            .entries(index: UInt64($0), count: min(width, size - $0 * width))
        }
    }

    /// An entry as text where it is some, else in hexadecimal digits.
    private static func text(_ entry: [UInt8]) -> String {
        let isText = entry.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        if isText, let text = String(validating: entry, as: UTF8.self) { return text }
        return "0x" + Hexadecimal.encode(entry)
    }
}
