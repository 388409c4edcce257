import Cryptography
import Ledger
import Testing

struct CosignedLedgerTests {
    private func open(
        _ disk: SimulatedDisk, heard: WitnessedTree = .nothing
    ) throws -> CosignedLedger {
        try CosignedLedger(
            disk, signer: TestKeys.log(), witnesses: [TestKeys.witness().verifier], heard: heard)
    }

    private func seen(_ size: UInt64) -> WitnessedTree {
        WitnessedTree(size: size, root: PlainTree(Int(size)).root(size: size))
    }

    /// A ledger of so many entries that the witness has cosigned.
    private func settled(_ count: Int) throws -> SimulatedDisk {
        let disk = SimulatedDisk()
        let ledger = try open(disk)
        let candidate = try ledger.prepare(TestLedger.entries(0..<count))
        try ledger.settle(candidate, with: [TestLedger.cosignature(candidate)])
        return disk
    }

    @Test("a checkpoint is shown once the witness has cosigned it, and never before")
    func settling() throws {
        let disk = SimulatedDisk()
        let ledger = try open(disk)
        #expect(ledger.published == nil && ledger.candidate == nil)
        #expect(try ledger.request(from: 0) == nil)
        let first = try ledger.prepare(TestLedger.entries(0..<300))
        #expect(first.checkpoint.size == 300 && ledger.size == 300)
        #expect(ledger.candidate == first && ledger.published == nil)
        #expect(disk.snapshot.files["checkpoint"] == nil)
        #expect(try ledger.evidence(for: 0) == nil)
        let settled = try ledger.settle(first, with: [TestLedger.cosignature(first)])
        #expect(ledger.published == settled && ledger.candidate == nil)
        let report = try TestLedger.audit(disk, witnesses: [TestKeys.witness().verifier])
        #expect(report.problems == [] && report.entries == 300)
        #expect(try ledger.entries(255..<257) == TestLedger.entries(255..<257))
        #expect(ledger.root == settled.checkpoint.root)
    }

    @Test("the same size has the same checkpoint, to the byte, here and after a start")
    func repeated() throws {
        let disk = SimulatedDisk()
        let ledger = try open(disk)
        let first = try ledger.prepare(TestLedger.entries(0..<10))
        #expect(try ledger.prepare([]) == first)
        let again = try open(disk)
        #expect(again.candidate == first)
        #expect(try again.prepare([]) == first)
        let settled = try again.settle(first, with: [TestLedger.cosignature(first)])
        #expect(try again.prepare([]) == settled)
        let third = try open(disk, heard: seen(10))
        #expect(third.published == settled && third.candidate == nil)
        // Cosigned again, with a later time in the place of the earlier.
        let later = try third.settle(settled, with: [TestLedger.cosignature(settled, at: 99)])
        #expect(later.note.signatures.count == 2)
        #expect(try later.cosigned(by: TestKeys.witness().verifier) == 99)
    }

    @Test("a larger candidate may follow a smaller one, and either may be settled")
    func order() throws {
        for isLateFirst in [true, false] {
            let disk = SimulatedDisk()
            let ledger = try open(disk)
            let small = try ledger.prepare(TestLedger.entries(0..<200))
            let large = try ledger.prepare(TestLedger.entries(200..<600))
            #expect(ledger.candidate == large)
            let request = try #require(try ledger.request(from: 200))
            #expect(request.note == large.note)
            for one in isLateFirst ? [large, small] : [small, large] {
                try ledger.settle(one, with: [TestLedger.cosignature(one)])
                #expect(try TestLedger.audit(disk).problems == [])
                if one == small { #expect(ledger.candidate == (isLateFirst ? nil : large)) }
            }
            #expect(ledger.published?.checkpoint == large.checkpoint)
        }
    }

    @Test("what an emergency signs is proof here alone, and leaves what is under way as it is")
    func unwitnessed() throws {
        let disk = SimulatedDisk()
        let log = try TestKeys.log().verifier
        let ledger = try open(disk)
        #expect(try ledger.unwitnessedEvidence(for: 0) == nil)
        let small = try ledger.prepare(TestLedger.entries(0..<200))
        let asked = try #require(try ledger.request(from: 0, for: small))
        _ = try ledger.prepare(TestLedger.entries(200..<203))
        let evidence = try #require(try ledger.unwitnessedEvidence(for: 202))
        let signed = try VerifiedCheckpoint(evidence.note, log: log)
        try evidence.verify(TestLedger.entries(202..<203)[0], under: signed)
        #expect(signed.checkpoint.size == 203)
        #expect(try ledger.unwitnessedEvidence(for: 203) == nil)
        #expect(try ledger.evidence(for: 0) == nil, "nobody else is shown anything")
        #expect(disk.snapshot.files["checkpoint"] == nil)
        // What the witness was asked for meanwhile is asked for and settled all the same.
        #expect(try ledger.request(from: 0, for: small)?.body == asked.body)
        try ledger.settle(small, with: [TestLedger.cosignature(small)])
        #expect(ledger.published?.checkpoint.size == 200)
        #expect(try ledger.evidence(for: 202) == nil)
        #expect(try ledger.unwitnessedEvidence(for: 202) == evidence)
        // A crash keeps it.
        let again = try open(disk, heard: seen(200))
        #expect(try again.unwitnessedEvidence(for: 202) == evidence)
    }

    @Test("the witness cosigns what is asked of it, from any size that it has")
    func requests() throws {
        let ledger = try open(SimulatedDisk())
        let log = try TestKeys.log().verifier
        _ = try ledger.prepare(TestLedger.entries(0..<300))
        let candidate = try ledger.prepare(TestLedger.entries(300..<520))
        for size in stride(from: UInt64(0), through: 520, by: 20) {
            let request = try #require(try ledger.request(from: size))
            let decision = WitnessDecision.decide(
                request.body, key: { _ in log }, last: { _ in seen(size) })
            #expect(decision == .cosign(candidate.checkpoint), "\(size)")
        }
        #expect(throws: LedgerError.rolledBack(signed: 521, found: 520)) {
            try ledger.request(from: 521)
        }
    }

    @Test("nothing is shown without the cosignature of each witness")
    func refused() throws {
        let disk = SimulatedDisk()
        let third = try TestKeys.signer("ca.trace.example/witness", .witness, 9)
        let us = try TestKeys.witness()
        let ledger = try CosignedLedger(
            disk, signer: TestKeys.log(), witnesses: [us.verifier, third.verifier])
        let candidate = try ledger.prepare(TestLedger.entries(0..<5))
        let good = try TestLedger.cosignature(candidate)
        let other = third.cosign(candidate.checkpoint, at: 5)
        let wrong = try TestLedger.cosignature(TestLedger.signed(4))
        for (given, missing, isForged) in [
            ([], us, false), ([good], third, false), ([other], us, false),
            ([wrong, other], us, true),
        ] {
            #expect(throws: LedgerError.unsigned(name: missing.verifier.name, isForged: isForged)) {
                try ledger.settle(candidate, with: given)
            }
        }
        #expect(ledger.published == nil && disk.snapshot.files["checkpoint"] == nil)
        let stranger = try TestKeys.signer("uk.trace.example/witness", .witness, 10)
        let unknown = stranger.cosign(candidate.checkpoint, at: 6)
        let settled = try ledger.settle(candidate, with: [unknown, good, other])
        #expect(settled.note.signatures.count == 3)
    }

    @Test("a checkpoint of another log, another size or another root is not settled")
    func foreign() throws {
        let ledger = try open(SimulatedDisk())
        _ = try ledger.prepare(TestLedger.entries(0..<5))
        let more = try TestLedger.signed(6)
        #expect(throws: LedgerError.rolledBack(signed: 6, found: 5)) {
            try ledger.settle(more, with: [TestLedger.cosignature(more)])
        }
        let forged = try TestLedger.signed(5, root: PlainTree(4).root(size: 4))
        #expect(throws: LedgerError.forked(size: 5)) {
            try ledger.settle(forged, with: [TestLedger.cosignature(forged)])
        }
        let other = try TestKeys.signer("mx.trace.example/ledger", .log, 5)
        let checkpoint = Checkpoint(
            origin: other.verifier.name, size: 5, root: PlainTree(5).root(size: 5))
        let foreign = try VerifiedCheckpoint(
            SignedNote(text: checkpoint.text, signatures: [other.sign(checkpoint)]),
            log: other.verifier)
        #expect(
            throws: LedgerError.foreign(
                origin: other.verifier.name, expected: "us.trace.example/ledger")
        ) { try ledger.settle(foreign) }
    }

    @Test("without witnesses a ledger is settled with none")
    func alone() throws {
        let disk = SimulatedDisk()
        let ledger = try CosignedLedger(disk, signer: TestKeys.log())
        try ledger.settle(ledger.prepare([]))
        #expect(ledger.published?.checkpoint.size == 0)
        try ledger.settle(ledger.prepare(TestLedger.entries(0..<3)))
        #expect(try TestLedger.audit(disk).entries == 3)
        // With a witness from now on, what is in its place is to be cosigned too.
        let later = try open(disk)
        let candidate = try #require(later.candidate)
        #expect(later.published?.checkpoint == candidate.checkpoint)
        #expect(try later.request(from: 0)?.note == candidate.note)
        try later.settle(candidate, with: [TestLedger.cosignature(candidate)])
        #expect(try open(disk).candidate == nil)
    }

    @Test("every entry has evidence under what is in its place, without reading for a batch")
    func evidence() throws {
        let disk = try settled(700)
        let ledger = try open(disk, heard: seen(700))
        let log = try TestKeys.log().verifier
        let candidate = try ledger.prepare(TestLedger.entries(700..<1000))
        #expect(try ledger.evidence(for: 700) == nil)
        try ledger.settle(candidate, with: [TestLedger.cosignature(candidate)])
        let before = disk.reads
        for index in 768..<1000 {
            let evidence = try #require(try ledger.evidence(for: UInt64(index)))
            let checkpoint = try evidence.verify(TestLedger.entry(index), log: log)
            #expect(checkpoint == ledger.published)
        }
        #expect(disk.reads == before)
        for index in 0..<768 {
            let evidence = try #require(try ledger.evidence(for: UInt64(index)))
            #expect(try InclusionEvidence(evidence.bytes) == evidence)
            _ = try evidence.verify(TestLedger.entry(index), log: log)
        }
        #expect(disk.reads - before < 10)
        #expect(try ledger.evidence(for: 1000) == nil)
    }

    @Test(
        "a folder that is an older copy of itself does not open, by the witness or by its checkpoint"
    )
    func rollback() throws {
        let disk = try settled(300)
        let old = disk.snapshot
        let ledger = try open(disk, heard: seen(300))
        let candidate = try ledger.prepare(TestLedger.entries(300..<400))
        try ledger.settle(candidate, with: [TestLedger.cosignature(candidate)])
        let restored = SimulatedDisk(old)
        #expect(throws: LedgerError.rolledBack(signed: 400, found: 300)) {
            try open(restored, heard: seen(400))
        }
        let other = WitnessedTree(size: 300, root: PlainTree(299).root(size: 299))
        #expect(throws: LedgerError.forked(size: 300)) { try open(restored, heard: other) }
        restored.damage("checkpoint") { $0 = disk.snapshot.files["checkpoint"] ?? [] }
        #expect(throws: LedgerError.rolledBack(signed: 400, found: 300)) { try open(restored) }
        restored.damage("checkpoint") { $0 = [] }
        #expect(throws: LedgerError.malformed(part: .note, place: 0)) { try open(restored) }
        let forged = try TestLedger.signed(300, root: other.root)
        restored.damage("checkpoint") { $0 = forged.note.bytes }
        #expect(throws: LedgerError.forked(size: 300)) { try open(restored) }
    }

    @Test(
        "after a loss of power at any step what was shown is there, and the rest is signed as before"
    )
    func everyStep() throws {
        let start = try settled(250)
        var steps = 0
        while true {
            let disk = SimulatedDisk(start.snapshot, seed: UInt64(steps))
            let ledger = try open(disk, heard: seen(250))
            disk.fail(after: steps)
            var candidates: [VerifiedCheckpoint] = []
            var shown: UInt64 = 250
            var hasFailed = false
            do {
                for end in [260, 300, 530] {
                    let first = Int(ledger.size)
                    candidates.append(try ledger.prepare(TestLedger.entries(first..<end)))
                    if end == 300 { continue }
                    let last = candidates[candidates.count - 1]
                    try ledger.settle(last, with: [TestLedger.cosignature(last)])
                    shown = last.checkpoint.size
                }
            } catch {
                hasFailed = true
            }
            disk.restart()
            let after = try open(disk, heard: seen(shown))
            #expect(after.published.map { $0.checkpoint.size >= shown } == true)
            for one in candidates where one.checkpoint.size == after.size {
                #expect(try after.prepare([]).checkpoint == one.checkpoint)
            }
            #expect(try TestLedger.audit(disk).problems == [], "step \(steps)")
            let candidate = try after.prepare(TestLedger.entries(Int(after.size)..<600))
            try after.settle(candidate, with: [TestLedger.cosignature(candidate)])
            #expect(try TestLedger.audit(disk).entries == 600, "step \(steps)")
            if !hasFailed { break }
            steps += 1
        }
        #expect(steps > 15)
    }
}
