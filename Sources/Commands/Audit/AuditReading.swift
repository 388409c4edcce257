import Audit
import Language
import Ledger

/// What was read of a ledger, and what it is worth.
struct ReadLedger: Sendable {
    /// Its name; `nil` where nothing was published yet.
    var origin: String?
    /// How many entries its checkpoint says that there are.
    var size: UInt64 = 0
    /// How many were read.
    var read: UInt64 = 0
    /// How many more are durable at the node, and not published.
    var waiting = 0
    /// Tells whether the ledger's key was there, so that it is known who signed.
    var isKeyed = false
    /// When each witness cosigned, in seconds since 1970, by name.
    var cosigned: [(name: String, time: UInt64)] = []
    /// Who should have cosigned and did not.
    var unsigned: [String] = []
    /// How many tiles were held against the entries; `nil` where that was not asked.
    var tiles: Int?
    /// What is wrong.
    var problems: [LedgerError] = []

    /// Tells whether nothing is wrong with what was read.
    var isSound: Bool { problems.isEmpty }
}

/// Reads a ledger's entries once, and holds them against its checkpoint.
struct AuditReading {
    let place: LedgerPlace
    let key: VerifierKey?
    let witnesses: [VerifierKey]
    /// Tells whether a ledger may have no checkpoint yet.
    var mayBeEmpty = false
    let session: Session

    /// Reads the ledger.
    ///
    /// - Parameter take: is given each entry in its order.
    func read(_ take: (AuditLine) -> Void) async throws -> ReadLedger {
        switch place {
        case .folder(let path):
            return try await read(LedgerFolder(path: path), take) { _ in }
        case .server(let server):
            let server = try RemoteLedger(server)
            defer { server.stop() }
            let files = try await server.begin()
            return try await read(files, take) { files.replace(with: try await server.fetch($0)) }
        }
    }

    private func read(
        _ source: some LedgerSource, _ take: (AuditLine) -> Void,
        fetch: ([TilePath]) async throws -> Void
    ) async throws -> ReadLedger {
        var ledger = ReadLedger()
        guard let bytes = try source.read(LedgerLayout.checkpoint) else {
            guard mayBeEmpty else { throw LedgerError.missing(path: LedgerLayout.checkpoint) }
            return ledger
        }
        guard let checkpoint = try checkpoint(bytes, &ledger) else { return ledger }
        ledger.origin = checkpoint.origin
        ledger.size = checkpoint.size
        var walk = LedgerWalk(source, size: checkpoint.size)
        let progress = session.progress(
            Phrase("commands.ledger.progress"), total: Int(clamping: checkpoint.size))
        defer { progress.finish() }
        while !walk.isDone {
            try await fetch(walk.files(atMost: RemoteLedger.bundlesAtOnce))
            for _ in 0..<RemoteLedger.bundlesAtOnce where !walk.isDone {
                do throws(LedgerError) {
                    try step(&walk, take)
                } catch {
                    ledger.problems.append(error)
                    return ledger
                }
                progress.advance(by: Int(walk.next - ledger.read))
                ledger.read = walk.next
            }
        }
        if walk.root != checkpoint.root {
            ledger.problems.append(.mismatch(part: .root, at: walk.size))
        }
        return ledger
    }

    private func step(_ walk: inout LedgerWalk, _ take: (AuditLine) -> Void) throws(LedgerError) {
        let first = walk.next
        for (place, entry) in try walk.step().enumerated() {
            take(AuditLine(index: first + UInt64(place), bytes: entry))
        }
    }

    /// The checkpoint, and who has signed it; `nil` when it is not what the ledger's key signed.
    private func checkpoint(
        _ bytes: [UInt8], _ ledger: inout ReadLedger
    ) throws -> Checkpoint? {
        // Without a key nothing is proved of who signed; what is read is what the ledger says.
        guard let key else { return try Checkpoint(SignedNote(bytes).text) }
        do throws(LedgerError) {
            let checkpoint = try VerifiedCheckpoint(bytes, log: key)
            ledger.isKeyed = true
            for witness in witnesses {
                guard let time = try checkpoint.cosigned(by: witness) else {
                    ledger.unsigned.append(witness.name)
                    continue
                }
                ledger.cosigned.append((witness.name, time))
            }
            return checkpoint.checkpoint
        } catch {
            ledger.problems.append(error)
            return nil
        }
    }
}
