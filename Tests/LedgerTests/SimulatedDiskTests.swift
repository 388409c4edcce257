import Ledger
import Testing

struct SimulatedDiskTests {
    private let two = [LedgerFile("a", [1]), LedgerFile("b", [2])]

    @Test("with the power gone nothing is read or written until it is back")
    func powerLoss() throws {
        let disk = SimulatedDisk()
        try disk.write(two)
        #expect(disk.steps == 2)
        disk.fail(after: 0)
        #expect(throws: LedgerError.io(path: "c", reason: 5)) {
            try disk.write([LedgerFile("c", [3])])
        }
        #expect(disk.isOff)
        #expect(throws: LedgerError.io(path: "a", reason: 19)) { try disk.read("a") }
        #expect(throws: LedgerError.io(path: "a", reason: 19)) { try disk.append([1], to: "a") }
        #expect(throws: LedgerError.io(path: "a", reason: 19)) { try disk.remove("a") }
        disk.restart()
        #expect(try disk.read("a") == [1])
        disk.cut()
        #expect(disk.isOff)
    }

    @Test("of what was under way any part may be there, and no other bytes")
    func tearing() throws {
        var lengths: Set<Int> = []
        var present: Set<[Bool]> = []
        for seed in 0..<200 {
            let disk = SimulatedDisk(seed: UInt64(seed))
            try disk.append([9], to: "log")
            disk.fail(after: 0)
            #expect(throws: LedgerError.self) { try disk.append([1, 2, 3], to: "log") }
            let bytes = disk.snapshot.files["log"] ?? []
            #expect([9, 1, 2, 3].starts(with: bytes) && !bytes.isEmpty)
            lengths.insert(bytes.count)

            let other = SimulatedDisk(seed: UInt64(seed))
            other.fail(after: 1)
            #expect(throws: LedgerError.self) { try other.write(two) }
            present.insert(two.map { other.snapshot.files[$0.path] == $0.bytes })
        }
        #expect(lengths == [1, 2, 3, 4])
        #expect(present.count == 4)
    }

    @Test("what was removed may come back, but not after something durable")
    func removal() throws {
        var returned: Set<Bool> = []
        for seed in 0..<50 {
            let disk = SimulatedDisk(seed: UInt64(seed))
            try disk.write([LedgerFile("x/1", [1]), LedgerFile("xy", [2])])
            try disk.remove("x")
            #expect(disk.snapshot.files == ["xy": [2]])
            disk.cut()
            returned.insert(disk.snapshot.files["x/1"] != nil)
            #expect(disk.snapshot.files["xy"] == [2])

            let later = SimulatedDisk(seed: UInt64(seed))
            try later.write(two)
            try later.remove("a")
            try later.write([LedgerFile("c", [])])
            later.cut()
            #expect(later.snapshot.files["a"] == nil)
        }
        #expect(returned == [true, false])
    }

    @Test("a disk that refuses some steps is well again afterwards")
    func refusal() throws {
        let disk = SimulatedDisk()
        disk.fail(after: 1, .refusal(steps: 2, reason: 28))
        try disk.write([LedgerFile("a", [])])
        for _ in 0..<2 {
            #expect(throws: LedgerError.io(path: "a", reason: 28)) { try disk.remove("a") }
            #expect(try disk.read("a") == [])
        }
        try disk.remove("a")
        #expect(try disk.read("a") == nil)
    }

    @Test("a snapshot is put back whole, here or elsewhere, and the same seed does the same")
    func snapshots() throws {
        let disk = SimulatedDisk(seed: 4)
        try disk.write(two)
        let old = disk.snapshot
        try disk.write([LedgerFile("a", [7])])
        #expect(disk.snapshot != old)
        disk.restore(old)
        #expect(disk.snapshot == old && SimulatedDisk(old).snapshot == old)
        disk.damage("a") { $0[0] ^= 128 }
        #expect(try disk.read("a") == [129])
        let ends = (0..<2).map { _ in
            let one = SimulatedDisk(old, seed: 31)
            one.fail(after: 1)
            try? one.write(two.map { LedgerFile($0.path, [5]) })
            return one.snapshot
        }
        #expect(ends[0] == ends[1])
    }
}
