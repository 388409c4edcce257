import Delivery
import Exchange
import Ledger

/// How the other's ledger is witnessed and mirrored: what each ruling of `WitnessDesk` is.
extension SimulatedNode {
    /// Opens the mirror, by what the tables say.
    func openMirror(_ process: NodeProcess) throws {
        let mirror = try LedgerMirror(mirrorDisk, log: peer.logSigner.verifier)
        if let note = records.witnessed {
            process.last = WitnessedTree(note.checkpoint)
            // A crash may have come between the tables and the mirror.
            if mirror.size >= process.last.size { try mirror.keep(note) }
        }
        // The tables may be an older copy, and the mirror not.
        if let kept = mirror.kept, kept.checkpoint.size > process.last.size {
            process.last = WitnessedTree(kept.checkpoint)
            try step { tables in
                tables.records.witnessed = kept
                return []
            }
        }
        process.mirror = mirror
    }

    /// Hears from the log what this node has cosigned itself.
    func hear(_ process: NodeProcess) {
        guard process.desk.phase == .listening else { return }
        ask(.shown, "asks what the log shows") { [unowned self] process, reply in
            switch reply {
            case .note(let note)?:
                guard let shown = try? VerifiedCheckpoint(note, log: peer.logSigner.verifier),
                    try shown.cosigned(by: witnessSigner.verifier) != nil
                else { return hearAgain() }
                let tree = WitnessedTree(shown.checkpoint)
                guard let forgotten = process.desk.hear(tree, known: process.last) else { return }
                world.coverage.count(.witnessForgot)
                try step { tables in
                    tables.records.witnessed = shown
                    return []
                }
                process.last = forgotten
            case .nothing?: _ = process.desk.hear(nil, known: process.last)
            default: hearAgain()
            }
        }
    }

    private func hearAgain() {
        later(5000, "listens again") { [unowned self] in hear($0) }
    }

    /// Takes entries of the other's ledger.
    func take(first: UInt64, _ entries: [[UInt8]], _ process: NodeProcess) throws -> Reply {
        guard let mirror = process.mirror, process.desk.phase == .serving else { return .later }
        switch try mirror.take(entries, at: first, cosigned: process.last.size) {
        case .taken: return .taken
        case .gap(let next): return .size(next)
        case .forgot(let size):
            world.coverage.count(.mirrorForgot)
            return .size(size)
        case .other(let cosigned): return .size(cosigned)
        }
    }

    /// Takes a request for a signature.
    func cosign(_ body: [UInt8], _ process: NodeProcess) throws -> Reply {
        guard let mirror = process.mirror else { return .later }
        if world.mutation == .cosignUnchecked { return cosignUnchecked(body) }
        let decision = try mirror.decide(body, last: process.last)
        switch process.desk.rule(on: decision) {
        case .later: return .later
        case .entriesFirst(let first):
            world.coverage.count(.entriesFirst)
            return .entriesFirst(first)
        case .forget:
            world.coverage.count(.mirrorForgot)
            try mirror.forget(beyond: process.last.size)
            return .entriesFirst(mirror.size)
        case .refuse(.conflict(let size)):
            world.coverage.count(.witnessConflict)
            return .size(size)
        case .refuse: return .refused
        case .misbehaviour:
            world.fail(.code, "\(name.text) accuses the other of what it has not done")
            return .refused
        case .cosign(let checkpoint): return try cosign(checkpoint, mirror, process)
        }
    }

    private func cosign(
        _ asked: VerifiedCheckpoint, _ mirror: LedgerMirror, _ process: NodeProcess
    ) throws -> Reply {
        let new = asked.checkpoint
        let signature = witnessSigner.cosign(new, at: UInt64(now.seconds))
        var note = asked.note
        note.add(signature)
        let cosigned = try VerifiedCheckpoint(note, log: peer.logSigner.verifier)
        try step { tables in
            tables.records.witnessed = cosigned
            return try see(new.size, mirror, tables)
        }
        // From here on, and not before, somebody else may have it: also when the disk refuses what follows and this
        // node is started anew, which then tells what it has cosigned.
        world.observeCosigned(new, by: self) { try mirror.entries($0) }
        process.last = WitnessedTree(new)
        try mirror.keep(cosigned)
        world.coverage.count(.cosigned)
        return .cosigned(signature)
    }

    /// Looks through entries that are cosigned and were not looked at.
    private func see(
        _ size: UInt64, _ mirror: LedgerMirror, _ tables: MemoryTables
    ) throws -> [Delivery.Action] {
        guard tables.records.seen < size else { return [] }
        var actions: [Delivery.Action] = []
        for bytes in try mirror.entries(tables.records.seen..<size) {
            guard let entry = try? LedgerEntry(bytes), entry.node == peer.name else { continue }
            let expected = tables.records.expected.count
            let late = entry.answered.flatMap { tables.outgoing($0)?.state } == .expired
            let new = try delivery.see(entry, circumstances, in: tables)
            if tables.records.expected.count < expected { world.coverage.count(.givenUpThere) }
            if !new.isEmpty { world.coverage.count(late ? .lateProof : .seenThere) }
            actions += new
        }
        tables.records.seen = size
        return actions
    }

    private func cosignUnchecked(_ body: [UInt8]) -> Reply {
        guard let request = try? WitnessRequest(body),
            let asked = try? VerifiedCheckpoint(request.note, log: peer.logSigner.verifier)
        else { return .refused }
        world.observeCosigned(asked.checkpoint, by: self) { _ in [] }
        return .cosigned(witnessSigner.cosign(asked.checkpoint, at: UInt64(now.seconds)))
    }
}
