import Audit
import Exchange
import Language
import Ledger
import Nodes
import Policy
import Vault

/// An audit in a node's folder, whether a process runs the node or not.
struct AuditOfNode {
    let options: AuditOptions
    let folder: NodeFolder
    let session: Session
    let now: Moment

    func run() async throws -> ExitCode {
        var selection = AuditJob.selection(options)
        var given: UInt64?
        // Nobody is asked for what could not be told with it.
        guard options.about.request == nil || options.peer == nil else {
            return complain("audit.error.recordOfPeer")
        }
        if let leave = options.leave {
            switch try await LocalAsking.ask(folder, { try await $0.leave(leave) }) {
            case nil: return complain("audit.error.ledgerClosed", .unsound)
            case .forbidden(let refusal)?:
                return try RefusalNote(folder: folder, session: session).tell(
                    refusal, of: Phrase("audit.error.forbidden", ["place": .text(folder.path)]))
            case .given(let entry, let pseudonym)?:
                given = entry
                if let pseudonym { selection.officer = pseudonym.text }
            }
        }
        let reader = try await NodeReader(folder)
        let code = try await run(reader, selection, given)
        await reader.close()
        return code
    }

    private func run(
        _ reader: NodeReader, _ selection: AuditSelection, _ given: UInt64?
    ) async throws -> ExitCode {
        var selection = selection
        selection.caseFile = options.about.caseFile
        if let name = options.about.request {
            guard let request = try await reader.requests(named: name).last else {
                session.complain(Phrase("node.request.unknown", ["name": .text(name)]))
                return .unusable
            }
            switch try await reader.recordKeys(of: request.identifier) {
            case nil:
                session.output.paragraph(
                    session.catalogue(Phrase("audit.record.unread", ["name": .text(name)])))
                return .done
            case .some(nil): return complain("audit.error.erased", name: name)
            case .some(let keys?): selection.record = keys
            }
        }
        let own = try await reader.ownLedger()
        let mirrors = try await reader.mirrors()
        let audited = options.peer.map { name in mirrors.first { $0.node == name } } ?? own
        guard let audited else {
            throw NodeError.unknownPeer(name: options.peer ?? own.node)
        }
        var notes = try await reader.auditNotes(isOpen: given != nil)
        let isOwn = audited.node == own.node
        // What was opened there, and how far requests are there, its owner alone knows.
        if !isOwn { (notes.usedPermits, notes.states) = (nil, [:]) }
        var walk = AuditWalk(Set(options.questions), of: selection, notes: notes, at: now)
        var ledger = try await reading(audited).read { walk.add($0) }
        if isOwn { try await readWaiting(reader, audited, &walk, &ledger) }
        if options.isVerified {
            try await LedgerChecking.add(
                to: &ledger, at: .folder(audited.folder), key: audited.log,
                witnesses: audited.witnesses, session)
        }
        var beside: [ReadLedger] = []
        if options.questions.contains(.gaps) {
            for other in [own] + mirrors where other.node != audited.node {
                let read = try await reading(other).read { walk.add(beside: $0) }
                ledger.problems += read.problems
                if read.origin != nil { beside.append(read) }
            }
        }
        beside += try await AuditJob.readBeside(options, session, &walk)
        let policies = [try? folder.policyInForce(reader.configuration, at: now)]
        return try AuditPage(
            report: walk.report(), ledger: ledger, options: options, session: session,
            policies: policies.compactMap(\.self) + Policy.carried, now: now, beside: beside,
            leave: given
        ).finish()
    }

    private func reading(_ ledger: LedgerInFolder) -> AuditReading {
        AuditReading(
            place: .folder(ledger.folder), key: ledger.log, witnesses: ledger.witnesses,
            mayBeEmpty: true, session: session)
    }

    /// Reads the entries that are durable and not published; those that were published meanwhile are left to the next
    /// audit.
    private func readWaiting(
        _ reader: NodeReader, _ ledger: LedgerInFolder, _ walk: inout AuditWalk,
        _ read: inout ReadLedger
    ) async throws {
        guard read.isSound else { return }
        var next = read.size
        for (index, bytes) in try await reader.waitingEntries(from: read.size) {
            guard index == next else { return }
            walk.add(AuditLine(index: index, bytes: bytes))
            next += 1
            read.waiting += 1
        }
    }

    private func complain(
        _ key: String, _ code: ExitCode = .unusable, name: String? = nil
    ) -> ExitCode {
        session.complain(Phrase(key, ["place": .text(name ?? folder.path)]))
        return code
    }
}
