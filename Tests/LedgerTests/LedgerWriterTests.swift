import Cryptography
import FoundationEssentials
import Ledger
import Synchronization
import Testing

struct LedgerWriterTests {
    private func entry(_ index: Int) -> [UInt8] { Array("entry-\(index)".utf8) }

    private func audit(_ store: any LedgerSource, since: Checkpoint? = nil) throws
        -> LedgerAudit.Report
    {
        LedgerAudit(store, log: try TestKeys.log().verifier, since: since).run()
    }

    /// A ledger of so many entries, published in batches of a size.
    private func ledger(_ count: Int, batch: Int = 300) throws -> SimulatedDisk {
        let store = SimulatedDisk()
        let writer = try LedgerWriter(store, signer: TestKeys.log())
        for index in 0..<count {
            #expect(try writer.append(entry(index)) == UInt64(index))
            if index % batch == batch - 1 { try writer.publish() }
        }
        try writer.publish()
        return store
    }

    @Test("an entry is queued, then durable, then published")
    func states() throws {
        let store = SimulatedDisk()
        let writer = try LedgerWriter(store, signer: TestKeys.log())
        #expect(writer.published.checkpoint.size == 0)
        #expect(try writer.append(entry(0)) == 0)
        #expect((writer.size, writer.durableSize) == (1, 0))
        #expect(store.snapshot.files["queue"] == nil)
        try writer.sync()
        #expect((writer.size, writer.durableSize) == (1, 1))
        #expect(writer.published.checkpoint.size == 0)
        #expect(try writer.publish().checkpoint.size == 1)
        #expect(try writer.publish().checkpoint.size == 1)
        #expect(try audit(store).isSound)
    }

    @Test(
        "a ledger has the files and the root that its entries make",
        arguments: [0, 1, 5, 255, 256, 257, 1000])
    func files(count: Int) throws {
        let store = try ledger(count)
        let report = try audit(store)
        #expect(report.problems == [])
        #expect(report.entries == UInt64(count))
        let tree = PlainTree(count)
        #expect(report.checkpoint?.checkpoint.root == tree.root(size: UInt64(count)))
        for path in TilePath.rightEdge(ofSize: UInt64(count)) {
            #expect(store.snapshot.files[path.text] != nil)
        }
    }

    @Test("what was published in other batches has the same root and goes on from what was before")
    func batches() throws {
        let early = try audit(try ledger(700, batch: 1)).checkpoint
        let late = try ledger(1500, batch: 97)
        let report = try audit(late, since: try #require(early).checkpoint)
        #expect(report.problems == [])
        #expect(report.since?.size == 700)
    }

    @Test("every entry has evidence that holds, read from the files")
    func evidence() throws {
        let store = try ledger(1000)
        let reader = LedgerReader(store)
        let log = try TestKeys.log().verifier
        let checkpoint = try reader.checkpoint(log)
        for index in stride(from: UInt64(0), to: 1000, by: 13) {
            let evidence = try reader.evidence(of: index, checkpoint)
            let entry = try reader.entry(index, size: 1000)
            #expect(entry == self.entry(Int(index)))
            #expect(try evidence.verify(entry, log: log).checkpoint.size == 1000)
        }
        let proof = try reader.consistencyProof(from: 300, to: 1000)
        #expect(proof == PlainTree(1000).consistencyProof(from: 300, to: 1000))
    }

    @Test("after a failure at any step everything promised is there, and nothing twice")
    func everyStep() throws {
        let start = try ledger(510)
        var steps = 0
        while true {
            let store = SimulatedDisk(start.snapshot, seed: UInt64(steps))
            store.fail(after: steps)
            var promised: UInt64 = 510
            var signed: [Checkpoint] = []
            var failed = false
            do {
                let writer = try LedgerWriter(store, signer: TestKeys.log())
                for index in 510..<530 {
                    _ = try writer.append(entry(index))
                    if index % 4 == 0 {
                        try writer.sync()
                        promised = writer.durableSize
                    }
                    if index % 7 == 0 {
                        signed.append(try writer.publish().checkpoint)
                        promised = writer.durableSize
                    }
                }
            } catch {
                failed = true
            }
            store.restart()
            let after = SimulatedDisk(store.snapshot)
            let writer = try LedgerWriter(after, signer: TestKeys.log())
            #expect(writer.published.checkpoint.size >= promised, "step \(steps)")
            let count = Int(writer.published.checkpoint.size)
            let report = try audit(after)
            #expect(report.problems == [], "step \(steps)")
            #expect(
                writer.published.checkpoint.root == PlainTree(count).root(size: UInt64(count)))
            // What a crash has cut short does not stand in the way of what comes next.
            _ = try writer.append(entry(count))
            try writer.sync()
            #expect(try LedgerWriter(after, signer: TestKeys.log()).size == UInt64(count + 1))
            for checkpoint in signed {
                #expect(try audit(after, since: checkpoint).since == checkpoint)
            }
            if !failed { break }
            steps += 1
        }
        #expect(steps > 20)
    }

    @Test("a writer goes on after a disk that refused once, and loses nothing")
    func recovers() throws {
        var refused = 0
        for step in 0..<60 {
            let store = SimulatedDisk()
            let writer = try LedgerWriter(store, signer: TestKeys.log())
            let start = store.steps
            store.fail(after: step, .refusal(steps: 1, reason: 5))
            for index in 0..<300 {
                _ = try writer.append(entry(index))
                guard index % 25 == 24 else { continue }
                do throws(LedgerError) {
                    if index % 50 == 49 { try writer.publish() } else { try writer.sync() }
                } catch {
                    refused += 1
                }
            }
            #expect(store.steps > start)
            store.restart()
            #expect(try writer.publish().checkpoint.size == 300)
            #expect(writer.published.checkpoint.root == PlainTree(300).root(size: 300))
            #expect(try audit(store).isSound, "step \(step)")
            #expect(try LedgerWriter(store, signer: TestKeys.log()).size == 300)
        }
        #expect(refused > 30)
    }

    @Test("a folder that is an older copy of itself signs nothing")
    func rollback() throws {
        let old = try ledger(300)
        let new = SimulatedDisk(old.snapshot)
        let writer = try LedgerWriter(new, signer: TestKeys.log())
        for index in 300..<400 { _ = try writer.append(entry(index)) }
        let signed = try writer.publish().checkpoint
        // The tiles come from the backup, the checkpoint does not.
        let mixed = SimulatedDisk(old.snapshot)
        mixed.damage("checkpoint") { $0 = new.snapshot.files["checkpoint"] ?? [] }
        #expect(throws: LedgerError.rolledBack(signed: 400, found: 300)) {
            try LedgerWriter(mixed, signer: TestKeys.log())
        }
        // All comes from the backup, and the witness remembers.
        let seen = WitnessedTree(size: signed.size, root: signed.root)
        #expect(throws: LedgerError.rolledBack(signed: 400, found: 300)) {
            try LedgerWriter(SimulatedDisk(old.snapshot), signer: TestKeys.log(), witnessed: seen)
        }
        let other = WitnessedTree(size: 300, root: signed.root)
        #expect(throws: LedgerError.forked(size: 300)) {
            try LedgerWriter(SimulatedDisk(old.snapshot), signer: TestKeys.log(), witnessed: other)
        }
        #expect(
            try LedgerWriter(SimulatedDisk(new.snapshot), signer: TestKeys.log(), witnessed: seen)
                .size == 400)
    }

    @Test("a record of the queue that is damaged before others is not passed over")
    func damagedQueue() throws {
        let store = SimulatedDisk()
        let writer = try LedgerWriter(store, signer: TestKeys.log())
        for index in 0..<5 { _ = try writer.append(entry(index)) }
        try writer.sync()
        let size = try #require(store.snapshot.files["queue"]).count
        for place in 0..<size {
            let damaged = SimulatedDisk(store.snapshot)
            damaged.damage("queue") { $0[place] ^= 4 }
            let opened = try? LedgerWriter(damaged, signer: TestKeys.log())
            // Only the last may be taken for one that was cut short.
            #expect(opened == nil || opened?.published.checkpoint.size == 4)
        }
        for count in 0..<size {
            let cut = SimulatedDisk(store.snapshot)
            cut.damage("queue") { $0.removeLast(size - count) }
            let opened = try LedgerWriter(cut, signer: TestKeys.log())
            #expect(opened.published.checkpoint.size <= 5)
            #expect(try audit(cut).isSound)
        }
    }

    @Test("an audit finds a changed bit in any file, and a missing one")
    func damage() throws {
        let store = try ledger(600)
        var generator = SystemRandomNumberGenerator()
        let served = store.snapshot.files.keys.filter {
            $0.hasPrefix("tile/") || $0 == "checkpoint"
        }
        let needed = served.filter { path in
            guard let tile = TilePath(path), !tile.isFull else { return true }
            return TilePath.rightEdge(ofSize: 600).contains(tile)
        }
        #expect(needed.count >= 7)
        for path in needed {
            let damaged = SimulatedDisk(store.snapshot)
            damaged.damage(path) { bytes in
                let bit = Int.random(in: 0..<bytes.count * 8, using: &generator)
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            }
            #expect(try !audit(damaged).isSound, "\(path)")
            let less = SimulatedDisk(.init(files: store.snapshot.files.filter { $0.key != path }))
            #expect(try !audit(less).isSound, "\(path)")
        }
    }

    @Test("an audit names the one entry, or the one tile, that is not what was signed")
    func precise() throws {
        let store = try ledger(600)
        let changed = SimulatedDisk(store.snapshot)
        changed.damage("tile/entries/001") { bytes in
            // Entries of nine bytes, each behind its length.
            bytes[100 * 11 + 10] ^= 1
        }
        #expect(try audit(changed).problems == [.mismatch(part: .entry, at: 356)])
        let tile = SimulatedDisk(store.snapshot)
        tile.damage("tile/1/000.p/2") { $0[3] ^= 1 }
        #expect(try audit(tile).problems == [.mismatch(part: .tile, at: 0)])
    }

    @Test("a ledger in a folder is what it is in memory")
    func folder() throws {
        let path =
            FileManager.default.temporaryDirectory.path
            + "/rastro-ledger-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = LedgerFolder(path: path)
        let writer = try LedgerWriter(folder, signer: TestKeys.log())
        for index in 0..<600 {
            _ = try writer.append(entry(index))
            if index % 100 == 99 { try writer.publish() }
        }
        let memory = try ledger(600, batch: 100)
        for (name, bytes) in memory.snapshot.files {
            #expect(try folder.read(name) == bytes, "\(name)")
        }
        #expect(try audit(folder).isSound)
        #expect(try folder.read("nothing/here") == nil)
        #expect(try LedgerWriter(folder, signer: TestKeys.log()).size == 600)
    }

    @Test("a cosignature is kept with the checkpoint, a foreign one is not")
    func cosignature() throws {
        let store = try ledger(3)
        let writer = try LedgerWriter(store, signer: TestKeys.log())
        let witness = try TestKeys.witness()
        let checkpoint = writer.published.checkpoint
        try writer.add(witness.cosign(checkpoint, at: 77), by: witness.verifier)
        let other = Checkpoint(origin: checkpoint.origin, size: 2, root: checkpoint.root)
        #expect(throws: LedgerError.self) {
            try writer.add(witness.cosign(other, at: 78), by: witness.verifier)
        }
        let log = try TestKeys.log().verifier
        let report = LedgerAudit(store, log: log, witnesses: [witness.verifier]).run()
        #expect(report.cosigned == [witness.verifier.name: 77])
        #expect(report.isSound)
        let again = try LedgerWriter(store, signer: TestKeys.log())
        #expect(try again.published.cosigned(by: witness.verifier) == 77)
        let third = try TestKeys.signer("ca.trace.example/witness", .witness, 8)
        #expect(
            LedgerAudit(store, log: log, witnesses: [third.verifier]).run().problems
                == [.unsigned(name: third.verifier.name, isForged: false)])
    }

    @Test("an entry that is too long is refused, and nothing of it is there")
    func tooLong() throws {
        let writer = try LedgerWriter(SimulatedDisk(), signer: TestKeys.log())
        #expect(throws: LedgerError.tooLong(bytes: 4097, most: 4096)) {
            try writer.append([UInt8](repeating: 0, count: 4097))
        }
        #expect(writer.size == 0)
    }
}
