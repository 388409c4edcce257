import Cryptography
import Ledger
import Testing

struct MirrorDecisionTests {
    private let tree = PlainTree(700)

    private func seen(_ size: UInt64) -> WitnessedTree {
        WitnessedTree(size: size, root: tree.root(size: size))
    }

    private func mirror(_ waiting: Int, kept: Int) throws -> LedgerMirror {
        let mirror = try LedgerMirror(SimulatedDisk(), log: TestKeys.log().verifier)
        try mirror.append(TestLedger.entries(0..<waiting), at: 0)
        if kept > 0 { try mirror.keep(TestLedger.cosigned(kept)) }
        return mirror
    }

    private func body(_ old: UInt64, _ new: VerifiedCheckpoint) -> [UInt8] {
        let size = new.checkpoint.size
        return WitnessRequest(
            oldSize: old, proof: old <= size ? tree.consistencyProof(from: old, to: size) : [],
            note: new.note
        ).body
    }

    @Test("a checkpoint is cosigned when its entries are here, and asked for them when not")
    func entriesFirst() throws {
        let mirror = try mirror(500, kept: 300)
        for size in [300, 301, 400, 500] {
            let new = try TestLedger.signed(size)
            #expect(try mirror.decide(body(300, new), last: seen(300)) == .cosign(new))
        }
        let new = try TestLedger.signed(600)
        #expect(try mirror.decide(body(300, new), last: seen(300)) == .entriesFirst(from: 500))
        try mirror.append(TestLedger.entries(500..<600), at: 500)
        #expect(try mirror.decide(body(300, new), last: seen(300)) == .cosign(new))
        // A mirror that has lost what was cosigned wants it again.
        let empty = try self.mirror(0, kept: 0)
        #expect(try empty.decide(body(300, new), last: seen(300)) == .entriesFirst(from: 0))
    }

    @Test("what a witness refuses, a mirror refuses too")
    func refused() throws {
        let mirror = try mirror(500, kept: 300)
        let new = try TestLedger.signed(400)
        func decide(_ body: [UInt8]) throws -> MirrorDecision {
            try mirror.decide(body, last: seen(300))
        }
        #expect(try decide([1]) == .refuse(.malformed))
        #expect(try decide(body(500, new)) == .refuse(.malformed))
        #expect(try decide(body(200, new)) == .refuse(.conflict(lastSize: 300)))
        #expect(try decide(body(200, TestLedger.signed(250))) == .refuse(.conflict(lastSize: 300)))
        let unproved = WitnessRequest(oldSize: 300, proof: [], note: new.note).body
        #expect(try decide(unproved) == .refuse(.unprocessable(isMisbehaviour: false)))
        let thief = try TestKeys.signer("us.trace.example/ledger", .log, 8)
        let stolen = SignedNote(
            text: new.note.text, signatures: [thief.sign(new.checkpoint)])
        let request = WitnessRequest(oldSize: 300, proof: [], note: stolen).body
        #expect(try decide(request) == .refuse(.forbidden))
        let other = try TestKeys.signer("mx.trace.example/ledger", .log, 5)
        let foreign = Checkpoint(
            origin: other.verifier.name, size: 400, root: tree.root(size: 400))
        let note = SignedNote(text: foreign.text, signatures: [other.sign(foreign)])
        #expect(
            try decide(WitnessRequest(oldSize: 300, proof: [], note: note).body)
                == .refuse(.unknown))
    }

    @Test("a signed root that is not of the entries is told, with the note as proof")
    func contradicted() throws {
        let mirror = try mirror(500, kept: 300)
        // Signed before for other entries: whatever sizes the request says.
        for (size, old) in [(300, 300), (250, 300), (250, 250), (300, 7), (1, 0)] {
            let forged = try TestLedger.signed(size, root: tree.root(size: 9))
            let request = WitnessRequest(oldSize: UInt64(old), proof: [], note: forged.note)
            #expect(
                try mirror.decide(request.body, last: seen(300))
                    == .contradicted(forged, isCosigned: true), "\(size)")
        }
        // Another history that goes on from the same checkpoint, with a proof that holds.
        var entries = TestLedger.entries(0..<500)
        entries[450] = [1]
        let other = SimulatedDisk()
        let otherTree = try LedgerTree(other)
        try otherTree.append(entries)
        let signed = try TestLedger.signed(500, root: otherTree.root)
        let request = WitnessRequest(
            oldSize: 300, proof: try otherTree.consistencyProof(from: 300, to: 500),
            note: signed.note)
        #expect(
            try mirror.decide(request.body, last: seen(300))
                == .contradicted(signed, isCosigned: false))
        // The log had lost its entries: what only waited gives way.
        try mirror.forget(beyond: 300)
        #expect(try mirror.decide(request.body, last: seen(300)) == .entriesFirst(from: 300))
        try mirror.append(Array(entries[300...]), at: 300)
        #expect(try mirror.decide(request.body, last: seen(300)) == .cosign(signed))
    }

    @Test("a mirror whose own entries are not those that were cosigned accuses nobody")
    func broken() throws {
        let mirror = try mirror(500, kept: 300)
        let other = WitnessedTree(size: 300, root: tree.root(size: 9))
        let new = try TestLedger.signed(400)
        #expect(throws: LedgerError.forked(size: 300)) {
            try mirror.decide(body(300, new), last: other)
        }
    }
}
