import Language
import Ledger

/// Holds every entry and every tile of a ledger against what was signed.
struct LedgerChecking {
    let place: LedgerPlace
    let key: VerifierKey
    let witnesses: [VerifierKey]
    var since: Checkpoint?
    let session: Session

    /// What was found.
    func report() async throws -> LedgerAudit.Report {
        switch place {
        case .folder(let path):
            var run = audit(LedgerFolder(path: path)).begin()
            let progress = progress(run)
            while !run.isDone { step(&run, progress) }
            progress.finish()
            return run.report
        case .server(let server):
            let server = try RemoteLedger(server)
            defer { server.stop() }
            return try await fetched(from: server)
        }
    }

    private func audit(_ source: any LedgerSource) -> LedgerAudit {
        LedgerAudit(source, log: key, witnesses: witnesses, since: since)
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
    private func fetched(from server: RemoteLedger) async throws -> LedgerAudit.Report {
        let files = try await server.begin()
        var run = audit(files).begin()
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
}
