import Audit
import Chronology
import Exchange
import Language
import Ledger
import Nodes
import Policy

/// The work of `rastro audit`.
struct AuditJob {
    let options: AuditOptions
    let session: Session
    private let now = NodeSurroundings.ofProcess(say: { _ in }).now()

    /// The work as the command starts it.
    static let job: AuditCommand.Job = { options, session in
        try await AuditJob(options: options, session: session).run()
    }

    init(options: AuditOptions, session: Session) {
        self.options = options
        self.session = session
    }

    private func run() async throws -> ExitCode {
        if case .folder(let path) = options.place {
            let folder = try NodeFolder(UserFiles.absolute(path))
            if folder.hasNode {
                for option in ["key", "witness"]
                where option == "key" ? options.key != nil : !options.witnesses.isEmpty {
                    throw CommandError.needlessOption(
                        option, command: AuditOptions.command + " " + path)
                }
                return try await AuditOfNode(
                    options: options, folder: folder, session: session, now: now
                ).run()
            }
        }
        // A ledger alone has nothing by which a commitment could be opened.
        guard options.leave == nil else { return complain("audit.error.noOpenings") }
        guard options.peer == nil else { return complain("audit.error.noPeers") }
        var walk = AuditWalk(
            Set(options.questions), of: selection(), notes: AuditNotes(), at: now)
        let reading = AuditReading(
            place: options.place, key: options.key, witnesses: options.witnesses, session: session)
        var ledger = try await reading.read { walk.add($0) }
        if options.isVerified { try await verify(reading, &ledger) }
        let beside = try await AuditJob.readBeside(options, session, &walk)
        return try AuditPage(
            report: walk.report(), ledger: ledger, options: options, session: session,
            policies: Policy.carried, now: now, beside: beside
        ).finish()
    }

    /// What the options say of time and officer.
    private func selection() -> AuditSelection {
        AuditJob.selection(options)
    }

    /// What options say of time and officer.
    static func selection(_ options: AuditOptions) -> AuditSelection {
        var selection = AuditSelection()
        selection.start = options.first.flatMap { Moment(seconds: Int64($0.number) * 86_400) }
        selection.end = options.last.flatMap {
            Moment(seconds: (Int64($0.number) + 1) * 86_400)
        }
        selection.officer = options.about.pseudonym
        return selection
    }

    /// Reads the ledger that was named beside the one that is audited.
    static func readBeside(
        _ options: AuditOptions, _ session: Session, _ walk: inout AuditWalk
    ) async throws -> [ReadLedger] {
        guard let beside = options.beside else { return [] }
        let reading = AuditReading(
            place: .folder(beside), key: nil, witnesses: [], session: session)
        var other = walk
        let ledger = try await reading.read { other.add(beside: $0) }
        if let problem = ledger.problems.first { throw problem }
        walk = other
        return [ledger]
    }

    private func verify(_ reading: AuditReading, _ ledger: inout ReadLedger) async throws {
        guard let key = options.key else {
            throw CommandError.missingOption(
                "key", placeholder: .key, command: AuditOptions.command + " --verify")
        }
        try await LedgerChecking.add(
            to: &ledger, at: reading.place, key: key, witnesses: reading.witnesses, session)
    }

    private func complain(_ key: String) -> ExitCode {
        guard case .folder(let path) = options.place else {
            session.complain(Phrase(key, ["place": .text("URL")]))
            return .unusable
        }
        session.complain(Phrase(key, ["place": .text(path)]))
        return .unusable
    }
}

extension LedgerChecking {
    /// Goes over a ledger with its tiles, and adds what is found to what was read of it.
    static func add(
        to ledger: inout ReadLedger, at place: LedgerPlace, key: VerifierKey,
        witnesses: [VerifierKey], _ session: Session
    ) async throws {
        let report = try await LedgerChecking(
            place: place, key: key, witnesses: witnesses, session: session
        ).report()
        ledger.tiles = report.tiles
        for problem in report.problems where !ledger.problems.contains(problem) {
            ledger.problems.append(problem)
        }
    }
}
