import Cryptography
import Ledger
import Testing

/// A node with its ledger, and the witness that mirrors it, each with a disk that fails.
private struct Pair {
    let node: SimulatedDisk
    let peer: SimulatedDisk
    /// What the node's database has, on the same disk as its ledger, and what the peer's has of the witness.
    var promised: [[UInt8]] = []
    var last = WitnessedTree.nothing
    var lastNote: SignedNote?
    /// All that was ever shown to others.
    var shown: [Checkpoint] = []
    var restored = 0
    /// How often a copy was of no use.
    var fetched = 0
    private var chance: UInt64
    private var count = 0
    private var ledger: CosignedLedger?
    private var mirror: LedgerMirror?

    init(seed: UInt64) {
        node = SimulatedDisk(seed: seed)
        peer = SimulatedDisk(seed: ~seed)
        chance = seed
    }

    mutating func draw(_ bound: Int) -> Int {
        chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(chance >> 33) % bound
    }

    mutating func fail() {
        let disk = draw(2) == 0 ? node : peer
        let isLoss = draw(2) == 0
        disk.fail(after: draw(12), isLoss ? .powerLoss : .refusal(steps: 1 + draw(2), reason: 28))
    }

    /// The node's whole disk is an old copy.
    mutating func restore(_ old: (SimulatedDisk.Snapshot, [[UInt8]])) {
        node.restart()
        node.restore(old.0)
        promised = old.1
        ledger = nil
        restored += 1
    }

    /// One round: entries, mirrored, cosigned, settled; ends early where a disk fails.
    mutating func round() throws {
        do throws(LedgerError) {
            try openAll()
            guard let ledger, let mirror else { return }
            for _ in 0..<draw(60) {
                promised.append(Array("entry \(count) of \(restored)".utf8))
                count += 1
            }
            let candidate = try ledger.prepare(Array(promised[Int(ledger.size)...]))
            guard let request = try ledger.request(from: last.size) else { return }
            guard let asked = try ask(mirror, ledger, request) else { return }
            if draw(5) == 0 { return }
            last = WitnessedTree(asked.checkpoint)
            lastNote = asked.note
            try mirror.keep(asked)
            if draw(5) == 0 { return }
            shown.append(
                try ledger.settle(candidate, with: [cosignature(asked)]).checkpoint)
        } catch {
            guard case .io = error else { throw error }
            if node.isOff { ledger = nil }
            if peer.isOff { mirror = nil }
            node.restart()
            peer.restart()
        }
    }

    /// What the witness cosigns, once it has the entries.
    private func ask(
        _ mirror: LedgerMirror, _ ledger: CosignedLedger, _ request: WitnessRequest
    ) throws(LedgerError) -> VerifiedCheckpoint? {
        var hasForgotten = false
        while true {
            switch try mirror.decide(request.body, last: last) {
            case .cosign(let asked): return asked
            case .entriesFirst(let first):
                // Some at a time, so that a failure comes in between.
                let end = min(ledger.size, first + 25)
                try mirror.append(try ledger.entries(first..<end), at: first)
            case .contradicted(_, isCosigned: false) where restored > 0 && !hasForgotten:
                // Of a disk that was lost, and sent before.
                hasForgotten = true
                try mirror.forget(beyond: last.size)
            case let other:
                Issue.record("\(other)")
                return nil
            }
        }
    }

    private func cosignature(_ asked: VerifiedCheckpoint) -> NoteSignature {
        guard let witness = try? TestKeys.witness() else { preconditionFailure("a key") }
        return witness.cosign(asked.checkpoint, at: 7)
    }

    /// Opens what is not open: the mirror first, for the node asks it what it has.
    private mutating func openAll() throws(LedgerError) {
        guard let log = try? TestKeys.log(), let witness = try? TestKeys.witness().verifier else {
            preconditionFailure("keys")
        }
        if mirror == nil {
            let opened = try LedgerMirror(peer, log: log.verifier)
            if let lastNote {
                try opened.keep(VerifiedCheckpoint(lastNote, log: log.verifier))
            }
            mirror = opened
        }
        guard ledger == nil, let mirror else { return }
        do throws(LedgerError) {
            ledger = try CosignedLedger(node, signer: log, witnesses: [witness], heard: last)
        } catch {
            guard restored > 0, let lastNote else { throw error }
            var note = lastNote
            note.add(cosignature(try VerifiedCheckpoint(lastNote, log: log.verifier)))
            try heal(mirror, log.verifier, witness, note, error)
            ledger = try CosignedLedger(node, signer: log, witnesses: [witness], heard: last)
        }
        guard let ledger else { return }
        // What came back with the ledger is in the database again.
        if promised.count < Int(ledger.size) {
            promised += try ledger.entries(UInt64(promised.count)..<ledger.size)
        }
    }

    private mutating func heal(
        _ mirror: LedgerMirror, _ log: VerifierKey, _ witness: VerifierKey, _ note: SignedNote,
        _ error: LedgerError
    ) throws(LedgerError) {
        do throws(LedgerError) {
            guard case .rolledBack(_, let found) = error else { throw error }
            try CosignedLedger.restore(
                node, log: log, witnesses: [witness],
                entries: mirror.entries(found..<last.size), from: found, checkpoint: note)
            return
        } catch {
            switch error {
            case .forked, .mismatch(part: .root, at: _): break
            default: throw error
            }
        }
        // The copy has an end that was never cosigned, and another took its place since: all of it is fetched.
        node.restore(.init())
        promised = []
        fetched += 1
        try CosignedLedger.restore(
            node, log: log, witnesses: [witness], entries: mirror.entries(0..<last.size), from: 0,
            checkpoint: note)
    }
}

struct MirroringTests {
    @Test(
        "two nodes whose disks fail and are restored show one history, and heal", arguments: 0..<16)
    func histories(seed: Int) throws {
        var pair = Pair(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        var copies: [(SimulatedDisk.Snapshot, [[UInt8]])] = [(.init(), [])]
        for _ in 0..<60 {
            if pair.draw(3) == 0 { pair.fail() }
            if pair.draw(6) == 0 { copies.append((pair.node.snapshot, pair.promised)) }
            if pair.draw(12) == 0 { pair.restore(copies[pair.draw(copies.count)]) }
            try pair.round()
        }
        pair.node.restart()
        pair.peer.restart()
        for _ in 0..<20 { try pair.round() }
        #expect(!pair.shown.isEmpty)
        let log = try TestKeys.log().verifier
        // A mirror may be ahead by what was cosigned and not settled; each shown checkpoint is its beginning.
        let latest = try LedgerReader(pair.peer).checkpoint(log).checkpoint
        for disk in [pair.node, pair.peer] {
            let report = LedgerAudit(disk, log: log).run()
            #expect(report.problems == [])
            let tree = try LedgerTree(disk)
            for shown in pair.shown { try tree.require(WitnessedTree(shown)) }
        }
        #expect(latest.size >= pair.shown.map(\.size).max() ?? 0)
        for (earlier, later) in zip(pair.shown, pair.shown.dropFirst()) {
            #expect(earlier.size <= later.size)
        }
    }
}
