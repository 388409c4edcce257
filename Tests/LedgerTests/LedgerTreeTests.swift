import Cryptography
import Ledger
import Testing

struct LedgerTreeTests {
    @Test(
        "a tree has the files that a writer makes, whatever the batches",
        arguments: [1, 255, 256, 257, 1000])
    func files(count: Int) throws {
        let disk = SimulatedDisk()
        let tree = try LedgerTree(disk)
        var next = 0
        while next < count {
            let end = min(count, next + 97)
            try tree.append(TestLedger.entries(next..<end))
            next = end
        }
        let other = SimulatedDisk()
        let writer = try LedgerWriter(other, signer: TestKeys.log())
        for index in 0..<count { _ = try writer.append(TestLedger.entry(index)) }
        try writer.publish()
        #expect(tree.size == UInt64(count))
        #expect(tree.root == PlainTree(count).root(size: UInt64(count)))
        for path in TilePath.rightEdge(ofSize: UInt64(count)) {
            #expect(disk.snapshot.files[path.text] == other.snapshot.files[path.text])
        }
        #expect(disk.snapshot.files["state"] == other.snapshot.files["state"])
        #expect(disk.snapshot.files["checkpoint"] == nil)
        #expect(try LedgerTree(SimulatedDisk(disk.snapshot)).root == tree.root)
    }

    @Test("every root and proof is that of the entries, and entries come back in any range")
    func proofs() throws {
        let disk = SimulatedDisk()
        let tree = try LedgerTree(disk)
        let plain = PlainTree(700)
        for (from, to) in [(0, 3), (3, 255), (255, 256), (256, 400), (400, 700)] {
            try tree.append(TestLedger.entries(from..<to))
            let opened = try LedgerTree(disk)
            for size in stride(from: 1, through: UInt64(to), by: 13) {
                #expect(try tree.root(size: size) == plain.root(size: size))
                let index = size / 2
                let proof = plain.inclusionProof(at: index, size: size)
                #expect(try tree.inclusionProof(at: index, size: size) == proof)
                #expect(try opened.inclusionProof(at: index, size: size) == proof)
                let step = plain.consistencyProof(from: size, to: UInt64(to))
                #expect(try tree.consistencyProof(from: size, to: UInt64(to)) == step)
            }
        }
        for range in [0..<700, 0..<0, 255..<257, 256..<512, 512..<700, 699..<700] {
            #expect(
                try tree.entries(UInt64(range.lowerBound)..<UInt64(range.upperBound))
                    == TestLedger.entries(range))
        }
    }

    @Test("proofs of what was just appended read no file")
    func cheap() throws {
        let disk = SimulatedDisk()
        let tree = try LedgerTree(disk)
        try tree.append(TestLedger.entries(0..<1000))
        try tree.append(TestLedger.entries(1000..<1300))
        let plain = PlainTree(1300)
        let before = disk.reads
        for index in UInt64(1000)..<1300 {
            #expect(
                try tree.inclusionProof(at: index, size: 1300)
                    == plain.inclusionProof(at: index, size: 1300))
        }
        #expect(disk.reads == before)
        // More tiles than are kept in memory are read again, each once while it is in use.
        let long = try LedgerTree(SimulatedDisk())
        try long.append(TestLedger.entries(0..<20_000))
        let root = long.root
        for index in stride(from: UInt64(0), to: 20_000, by: 1) where index % 97 == 0 {
            #expect(
                MerkleTree.isIncluded(
                    MerkleTree.leaf(TestLedger.entry(Int(index))), at: index, size: 20_000,
                    proof: try long.inclusionProof(at: index, size: 20_000), root: root))
        }
    }

    @Test("after a loss of power at any step the tree is the one before or the one after")
    func everyStep() throws {
        let start = SimulatedDisk()
        try LedgerTree(start).append(TestLedger.entries(0..<500))
        var steps = 0
        var sizes: Set<UInt64> = []
        while true {
            let disk = SimulatedDisk(start.snapshot, seed: UInt64(steps))
            disk.fail(after: steps)
            let hasFailed =
                (try? LedgerTree(disk).append(TestLedger.entries(500..<800))) == nil
            disk.restart()
            let tree = try LedgerTree(disk)
            sizes.insert(tree.size)
            #expect(tree.size == 500 || tree.size == 800)
            if tree.size == 500 { try tree.append(TestLedger.entries(500..<810)) }
            if tree.size == 800 { try tree.append(TestLedger.entries(800..<810)) }
            #expect(tree.root == PlainTree(810).root(size: 810), "step \(steps)")
            #expect(try LedgerTree(disk).size == 810)
            if !hasFailed { break }
            steps += 1
        }
        #expect(steps > 5 && sizes == [500, 800])
    }

    @Test("a tree goes on after a disk that refused, with the same entries first")
    func refusal() throws {
        for step in 0..<12 {
            let disk = SimulatedDisk(seed: UInt64(step))
            let tree = try LedgerTree(disk)
            try tree.append(TestLedger.entries(0..<200))
            disk.fail(after: step, .refusal(steps: 1, reason: 28))
            let hasFailed = (try? tree.append(TestLedger.entries(200..<300))) == nil
            disk.restart()
            #expect(tree.size == (hasFailed ? 200 : 300))
            try tree.append(TestLedger.entries(Int(tree.size)..<310))
            #expect(tree.root == PlainTree(310).root(size: 310), "step \(step)")
        }
    }

    @Test("nothing is written over other bytes")
    func otherBytes() throws {
        for path in ["tile/entries/000.p/5", "tile/0/000.p/5"] {
            let disk = SimulatedDisk()
            disk.damage(path) { $0 = [1, 2, 3] }
            let tree = try LedgerTree(disk)
            let part = path.contains("entries") ? LedgerError.Part.bundle : .tile
            #expect(throws: LedgerError.mismatch(part: part, at: 0)) {
                try tree.append(TestLedger.entries(0..<5))
            }
            #expect(disk.snapshot.files[path] == [1, 2, 3] && tree.size == 0)
        }
    }

    @Test("what a crash has left gives way where that is said, and what counts never does")
    func leftovers() throws {
        var kept = 0
        for step in 0..<12 {
            let disk = SimulatedDisk(seed: UInt64(step))
            try LedgerTree(disk).append(TestLedger.entries(0..<520))
            disk.fail(after: step)
            _ = try? LedgerTree(disk).append(TestLedger.entries(600..<1000))
            disk.restart()
            let tree = try LedgerTree(disk, leftovers: .replace)
            guard tree.size == 520 else { continue }
            if (try? LedgerTree(SimulatedDisk(disk.snapshot)).append(
                TestLedger.entries(520..<920))) == nil
            {
                kept += 1
            }
            for end in [523, 600, 769, 920] {
                try tree.append(TestLedger.entries(Int(tree.size)..<end))
                #expect(tree.root == PlainTree(end).root(size: UInt64(end)), "step \(step)")
                #expect(try LedgerTree(disk).root == tree.root)
            }
            #expect(try tree.entries(0..<920) == TestLedger.entries(0..<920))
        }
        #expect(kept > 2)
        let disk = SimulatedDisk()
        let tree = try LedgerTree(disk, leftovers: .replace)
        try tree.append(TestLedger.entries(0..<520))
        disk.damage("tile/1/000.p/2") { $0[0] ^= 1 }
        #expect(throws: LedgerError.mismatch(part: .tile, at: 0)) {
            try tree.append(TestLedger.entries(520..<522))
        }
    }

    @Test("an entry that is too long is refused with all that came with it")
    func tooLong() throws {
        let disk = SimulatedDisk()
        let tree = try LedgerTree(disk)
        #expect(throws: LedgerError.tooLong(bytes: 4097, most: 4096)) {
            try tree.append([[1], [UInt8](repeating: 0, count: 4097)])
        }
        #expect(tree.size == 0 && disk.steps == 0)
        try tree.append([])
        #expect(disk.steps == 0)
    }

    @Test("a tree whose files are not those of its state does not open")
    func damage() throws {
        let disk = SimulatedDisk()
        try LedgerTree(disk).append(TestLedger.entries(0..<300))
        for path in TilePath.rightEdge(ofSize: 300).map(\.text) + ["state"] {
            let cut = SimulatedDisk(disk.snapshot)
            cut.damage(path) { $0.removeLast() }
            #expect(throws: LedgerError.self, "\(path)") { try LedgerTree(cut) }
        }
        for path in ["tile/0/001.p/44", "tile/1/000.p/1"] {
            let changed = SimulatedDisk(disk.snapshot)
            changed.damage(path) { $0[7] ^= 1 }
            #expect(throws: LedgerError.mismatch(part: .root, at: 300)) { try LedgerTree(changed) }
            let less = SimulatedDisk(
                .init(files: disk.snapshot.files.filter { $0.key != path }))
            #expect(throws: LedgerError.missing(path: path)) { try LedgerTree(less) }
        }
        let off = SimulatedDisk(disk.snapshot)
        off.cut()
        #expect(throws: LedgerError.io(path: "state", reason: 19)) { try LedgerTree(off) }
    }

    @Test("a tree knows whether it goes on from another")
    func require() throws {
        let tree = try LedgerTree(SimulatedDisk())
        try tree.append(TestLedger.entries(0..<300))
        let plain = PlainTree(301)
        for size in UInt64(0)...300 {
            let root = plain.root(size: size)
            try tree.require(WitnessedTree(size: size, root: root))
            guard size > 0 else { continue }
            #expect(throws: LedgerError.forked(size: size)) {
                try tree.require(WitnessedTree(size: size, root: plain.root(size: size - 1)))
            }
        }
        #expect(throws: LedgerError.rolledBack(signed: 301, found: 300)) {
            try tree.require(WitnessedTree(size: 301, root: plain.root(size: 301)))
        }
    }
}
