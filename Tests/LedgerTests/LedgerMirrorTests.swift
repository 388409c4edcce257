import Cryptography
import Ledger
import Testing

struct LedgerMirrorTests {
    private func open(_ disk: SimulatedDisk) throws -> LedgerMirror {
        try LedgerMirror(disk, log: TestKeys.log().verifier)
    }

    @Test("entries wait until their checkpoint is kept; then the folder is a ledger like any other")
    func keeping() throws {
        let disk = SimulatedDisk()
        let mirror = try open(disk)
        let plain = PlainTree(700)
        try mirror.append(TestLedger.entries(0..<300), at: 0)
        try mirror.append(TestLedger.entries(300..<700), at: 300)
        #expect(mirror.size == 700 && mirror.kept == nil)
        #expect(disk.snapshot.files.keys.sorted() == ["queue"])
        for size in stride(from: UInt64(0), through: 700, by: 35) {
            #expect(try mirror.root(size: size) == plain.root(size: size))
        }
        let first = try TestLedger.cosigned(400)
        try mirror.keep(first)
        #expect(mirror.kept == first && mirror.size == 700)
        let witness = try TestKeys.witness().verifier
        let report = try TestLedger.audit(disk, witnesses: [witness])
        #expect(report.problems == [] && report.entries == 400)
        #expect(try mirror.root(size: 350) == plain.root(size: 350))
        #expect(try mirror.root(size: 650) == plain.root(size: 650))
        for range in [0..<700, 399..<401, 100..<400, 400..<700, 500..<500] {
            #expect(
                try mirror.entries(UInt64(range.lowerBound)..<UInt64(range.upperBound))
                    == TestLedger.entries(range))
        }
        try mirror.keep(TestLedger.cosigned(700))
        #expect(try TestLedger.audit(disk).entries == 700)
        // An older one changes nothing; the same one with other cosignatures takes its place.
        try mirror.keep(first)
        #expect(mirror.kept?.checkpoint.size == 700)
        try mirror.keep(TestLedger.signed(700))
        #expect(try mirror.kept == TestLedger.signed(700))
        let again = try open(disk)
        #expect(again.size == 700 && again.kept == mirror.kept)
    }

    @Test("the same entries may come twice, others may not")
    func idempotent() throws {
        let disk = SimulatedDisk()
        let mirror = try open(disk)
        try mirror.append(TestLedger.entries(0..<300), at: 0)
        try mirror.keep(TestLedger.cosigned(200))
        let before = disk.snapshot
        try mirror.append(TestLedger.entries(0..<300), at: 0)
        try mirror.append(TestLedger.entries(150..<250), at: 150)
        try mirror.append([], at: 300)
        #expect(disk.snapshot == before)
        try mirror.append(TestLedger.entries(190..<310), at: 190)
        #expect(mirror.size == 310)
        for index in [0, 199, 200, 309] {
            var entries = TestLedger.entries(0..<320)
            entries[index].append(0)
            #expect(throws: LedgerError.mismatch(part: .entry, at: UInt64(index))) {
                try mirror.append(entries, at: 0)
            }
        }
        #expect(throws: LedgerError.gap(next: 310, given: 311)) {
            try mirror.append([[1]], at: 311)
        }
        #expect(throws: LedgerError.tooLong(bytes: 4097, most: 4096)) {
            try mirror.append([[1], [UInt8](repeating: 0, count: 4097)], at: 310)
        }
        #expect(mirror.size == 310)
        let many = [[UInt8]](repeating: [], count: LedgerMirror.mostWaiting)
        #expect(
            throws: LedgerError.tooMany(
                waiting: 110 + LedgerMirror.mostWaiting, most: LedgerMirror.mostWaiting)
        ) { try mirror.append(many, at: 310) }
        #expect(try open(disk).size == 310)
    }

    @Test("entries that come late, or of another history, forget nothing that was cosigned")
    func offers() throws {
        let mirror = try open(SimulatedDisk())
        func offer(_ entries: [[UInt8]], at first: UInt64) throws -> LedgerMirror.Offer {
            try mirror.take(entries, at: first, cosigned: 200)
        }
        #expect(try offer(TestLedger.entries(0..<200), at: 0) == .taken(size: 200))
        try mirror.keep(TestLedger.cosigned(200))
        #expect(try offer(TestLedger.entries(200..<300), at: 200) == .taken(size: 300))
        #expect(try offer(TestLedger.entries(190..<210), at: 190) == .taken(size: 210))
        #expect(try offer([[1]], at: 301) == .gap(next: 300))
        // Others than were cosigned: within them, and from before them to behind what waits.
        #expect(try offer([[1], [2]], at: 198) == .other(cosigned: 200))
        #expect(
            try offer([[1]] + TestLedger.entries(200..<310), at: 199) == .other(cosigned: 200))
        #expect(mirror.size == 300)
        // Others than what waits.
        let other = TestLedger.entries(190..<250) + [[1]]
        #expect(try offer(other, at: 190) == .forgot(size: 200))
        #expect(try offer(other, at: 190) == .taken(size: 251))
        #expect(throws: LedgerError.tooLong(bytes: 4097, most: 4096)) {
            try offer([[UInt8](repeating: 0, count: 4097)], at: 251)
        }
    }

    @Test("a checkpoint is kept only when the entries under it are here")
    func refused() throws {
        let disk = SimulatedDisk()
        let mirror = try open(disk)
        try mirror.append(TestLedger.entries(0..<300), at: 0)
        try mirror.keep(TestLedger.cosigned(200))
        let before = disk.snapshot
        #expect(throws: LedgerError.gap(next: 300, given: 301)) {
            try mirror.keep(TestLedger.cosigned(301))
        }
        let root = PlainTree(9).root(size: 9)
        #expect(throws: LedgerError.mismatch(part: .root, at: 300)) {
            try mirror.keep(TestLedger.signed(300, root: root))
        }
        #expect(throws: LedgerError.forked(size: 200)) {
            try mirror.keep(TestLedger.signed(200, root: root))
        }
        let other = try TestKeys.signer("mx.trace.example/ledger", .log, 5)
        let checkpoint = Checkpoint(origin: other.verifier.name, size: 9, root: root)
        let foreign = try VerifiedCheckpoint(
            SignedNote(text: checkpoint.text, signatures: [other.sign(checkpoint)]),
            log: other.verifier)
        #expect(
            throws: LedgerError.foreign(origin: other.verifier.name, expected: mirror.log.name)
        ) { try mirror.keep(foreign) }
        #expect(disk.snapshot == before)
    }

    @Test("what only waited can be forgotten, and nothing that was cosigned")
    func forgetting() throws {
        let disk = SimulatedDisk()
        let mirror = try open(disk)
        try mirror.append(TestLedger.entries(0..<300), at: 0)
        try mirror.keep(TestLedger.cosigned(200))
        try mirror.forget(beyond: 300)
        #expect(mirror.size == 300)
        try mirror.forget(beyond: 250)
        #expect(mirror.size == 250)
        try mirror.forget(beyond: 0)
        #expect(mirror.size == 200)
        #expect(try open(disk).size == 200)
        try mirror.append([[1], [2]], at: 200)
        #expect(try open(disk).entries(200..<202) == [[1], [2]])
        disk.fail(after: 0, .refusal(steps: 1, reason: 5))
        #expect(throws: LedgerError.self) { try mirror.forget(beyond: 0) }
        #expect(mirror.size == 202)
    }

    @Test("the queue does not grow for ever, whether something waits or not")
    func queue() throws {
        let disk = SimulatedDisk()
        let mirror = try open(disk)
        let long = [UInt8](repeating: 7, count: 4000)
        var plain = TreeFrontier()
        var most = 0
        for batch in 0..<20 {
            try mirror.append([[UInt8]](repeating: long, count: 100), at: UInt64(batch * 100))
            for _ in 0..<90 { plain.append(MerkleTree.leaf(long)) }
            var rest = plain
            for _ in 0..<10 { rest.append(MerkleTree.leaf(long)) }
            if batch > 0 { try mirror.keep(TestLedger.signed(Int(plain.size), root: plain.root)) }
            plain = rest
            most = max(most, disk.snapshot.files["queue"]?.count ?? 0)
            #expect(try open(disk).size == UInt64(batch + 1) * 100)
        }
        #expect(most < 3 << 20)
        #expect(try open(disk).size == 2000)
    }

    @Test("a mirror that is an older copy of itself, or was changed, does not open")
    func damage() throws {
        let disk = SimulatedDisk()
        let mirror = try open(disk)
        try mirror.append(TestLedger.entries(0..<300), at: 0)
        let old = disk.snapshot
        try mirror.keep(TestLedger.cosigned(300))
        let mixed = SimulatedDisk(old)
        mixed.damage("checkpoint") { $0 = disk.snapshot.files["checkpoint"] ?? [] }
        #expect(throws: LedgerError.rolledBack(signed: 300, found: 0)) { try open(mixed) }
        let forged = try TestLedger.signed(300, root: PlainTree(9).root(size: 9))
        let changed = SimulatedDisk(disk.snapshot)
        changed.damage("checkpoint") { $0 = forged.note.bytes }
        #expect(throws: LedgerError.forked(size: 300)) { try open(changed) }
        changed.damage("checkpoint") { $0[0] ^= 1 }
        #expect(throws: LedgerError.self) { try open(changed) }
        let torn = SimulatedDisk(old)
        torn.damage("queue") { $0[5] ^= 1 }
        #expect(throws: LedgerError.malformed(part: .queue, place: 0)) { try open(torn) }
    }

    @Test(
        "after a failure at any step all that was taken is here, and goes on",
        arguments: [true, false])
    func everyStep(isPowerLoss: Bool) throws {
        var steps = 0
        while true {
            let disk = SimulatedDisk(seed: UInt64(steps))
            var mirror = try open(disk)
            try mirror.append(TestLedger.entries(0..<200), at: 0)
            disk.fail(after: steps, isPowerLoss ? .powerLoss : .refusal(steps: 1, reason: 28))
            var taken: UInt64 = 200
            var hasFailed = false
            do {
                for (end, keeps) in [(240, 0), (300, 250), (520, 520)] {
                    try mirror.append(TestLedger.entries(Int(taken)..<end), at: taken)
                    taken = UInt64(end)
                    if keeps > 0 { try mirror.keep(TestLedger.cosigned(keeps)) }
                }
            } catch {
                hasFailed = true
            }
            disk.restart()
            if isPowerLoss { mirror = try open(disk) }
            #expect(mirror.size >= taken)
            try mirror.append(TestLedger.entries(0..<600), at: 0)
            try mirror.append(TestLedger.entries(600..<610), at: 600)
            #expect(try open(disk).size == 610, "step \(steps)")
            try mirror.keep(TestLedger.cosigned(600))
            let report = try TestLedger.audit(disk)
            #expect(report.problems == [] && report.entries == 600, "step \(steps)")
            #expect(try open(disk).root(size: 610) == PlainTree(610).root(size: 610))
            if !hasFailed { break }
            steps += 1
        }
        #expect(steps > 8)
    }
}
