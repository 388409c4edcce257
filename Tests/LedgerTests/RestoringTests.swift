import Cryptography
import Ledger
import Testing

struct RestoringTests {
    private func restore(
        _ disk: SimulatedDisk, _ range: Range<Int>, _ checkpoint: VerifiedCheckpoint,
        witnesses: [VerifierKey]? = nil
    ) throws -> UInt64 {
        try CosignedLedger.restore(
            disk, log: TestKeys.log().verifier,
            witnesses: witnesses ?? [TestKeys.witness().verifier],
            entries: TestLedger.entries(range), from: UInt64(range.lowerBound),
            checkpoint: checkpoint.note)
    }

    private func ledger(_ count: Int) throws -> SimulatedDisk {
        let disk = SimulatedDisk()
        try LedgerTree(disk).append(TestLedger.entries(0..<count))
        return disk
    }

    private func open(_ disk: SimulatedDisk, heard size: UInt64) throws -> CosignedLedger {
        try CosignedLedger(
            disk, signer: TestKeys.log(), witnesses: [TestKeys.witness().verifier],
            heard: WitnessedTree(size: size, root: PlainTree(Int(size)).root(size: size)))
    }

    @Test(
        "a ledger that lost its end, or all, is what it was", arguments: [0, 1, 256, 300, 699, 700])
    func healing(left: Int) throws {
        let disk = try ledger(left)
        let wanted = try TestLedger.cosigned(700)
        // Entries that are here already may come with the others.
        let first = max(0, left - 3)
        #expect(try restore(disk, first..<700, wanted) == 700)
        let opened = try open(disk, heard: 700)
        #expect(opened.published == wanted && opened.candidate == nil)
        #expect(try TestLedger.audit(disk).entries == 700)
        let next = try opened.prepare(TestLedger.entries(700..<710))
        try opened.settle(next, with: [TestLedger.cosignature(next)])
        #expect(try TestLedger.audit(disk).problems == [])
    }

    @Test("what is longer here than what was cosigned stays")
    func longer() throws {
        let disk = try ledger(500)
        try LedgerTree(disk).append(TestLedger.entries(500..<550))
        #expect(try restore(disk, 0..<0, TestLedger.cosigned(500)) == 550)
        let opened = try open(disk, heard: 500)
        #expect(opened.published?.checkpoint.size == 500)
        #expect(opened.candidate?.checkpoint.size == 550)
        #expect(try TestLedger.audit(disk).problems == [])
        // An older checkpoint does not take the place of a newer one.
        #expect(try restore(disk, 0..<0, TestLedger.cosigned(400)) == 550)
        #expect(try open(disk, heard: 500).published?.checkpoint.size == 500)
    }

    @Test("nothing is taken that the own key and the witness have not both signed")
    func refused() throws {
        let disk = try ledger(300)
        let before = disk.snapshot
        let name = try TestKeys.witness().verifier.name
        #expect(throws: LedgerError.unsigned(name: name, isForged: false)) {
            try restore(disk, 300..<400, TestLedger.signed(400))
        }
        let wanted = try TestLedger.cosigned(400)
        let third = try TestKeys.signer("ca.trace.example/witness", .witness, 9)
        #expect(throws: LedgerError.unsigned(name: third.verifier.name, isForged: false)) {
            try restore(disk, 300..<400, wanted, witnesses: [third.verifier])
        }
        #expect(throws: LedgerError.gap(next: 300, given: 301)) {
            try restore(disk, 301..<400, wanted)
        }
        for range in [300..<399, 300..<401] {
            #expect(throws: LedgerError.gap(next: UInt64(range.upperBound), given: 400)) {
                try restore(disk, range, wanted)
            }
        }
        var changed = TestLedger.entries(300..<400)
        changed[40][0] ^= 1
        #expect(throws: LedgerError.mismatch(part: .root, at: 400)) {
            try CosignedLedger.restore(
                disk, log: TestKeys.log().verifier, witnesses: [TestKeys.witness().verifier],
                entries: changed, from: 300, checkpoint: wanted.note)
        }
        let other = try TestKeys.signer("mx.trace.example/ledger", .log, 5)
        #expect(
            throws: LedgerError.foreign(
                origin: wanted.checkpoint.origin, expected: other.verifier.name)
        ) {
            try CosignedLedger.restore(
                disk, log: other.verifier, witnesses: [TestKeys.witness().verifier],
                entries: [], from: 300, checkpoint: wanted.note)
        }
        #expect(disk.snapshot == before)
    }

    @Test("another history is not mended but told")
    func forked() throws {
        let disk = SimulatedDisk()
        try LedgerTree(disk).append(TestLedger.entries(1..<301))
        #expect(throws: LedgerError.forked(size: 200)) {
            try restore(disk, 0..<0, TestLedger.cosigned(200))
        }
        #expect(throws: LedgerError.mismatch(part: .root, at: 400)) {
            try restore(disk, 300..<400, TestLedger.cosigned(400))
        }
        // A checkpoint that was shown is under what is restored, or two histories were signed.
        let mixed = try ledger(100)
        let shown = try TestLedger.signed(200, root: PlainTree(199).root(size: 199))
        mixed.damage("checkpoint") { $0 = shown.note.bytes }
        #expect(throws: LedgerError.forked(size: 200)) {
            try restore(mixed, 100..<300, TestLedger.cosigned(300))
        }
        let early = try TestLedger.signed(50, root: PlainTree(49).root(size: 49))
        mixed.damage("checkpoint") { $0 = early.note.bytes }
        #expect(throws: LedgerError.forked(size: 50)) {
            try restore(mixed, 100..<300, TestLedger.cosigned(300))
        }
        mixed.damage("checkpoint") { $0 = [] }
        #expect(throws: LedgerError.malformed(part: .note, place: 0)) {
            try restore(mixed, 100..<300, TestLedger.cosigned(300))
        }
    }

    @Test("a loss of power at any step of restoring leaves what can be restored")
    func everyStep() throws {
        let start = try ledger(100)
        let wanted = try TestLedger.cosigned(600)
        var steps = 0
        while true {
            let disk = SimulatedDisk(start.snapshot, seed: UInt64(steps))
            disk.fail(after: steps)
            let hasFailed = (try? restore(disk, 100..<600, wanted)) == nil
            disk.restart()
            #expect(try restore(disk, 100..<600, wanted) == 600, "step \(steps)")
            #expect(try open(disk, heard: 600).published == wanted)
            #expect(try TestLedger.audit(disk).problems == [])
            if !hasFailed { break }
            steps += 1
        }
        #expect(steps > 5)
    }
}
