import SerialIndex
import Testing

struct RegisterConcurrencyTests {
    @Test("readers search while others add, withdraw and merge; nothing is lost or doubled")
    func readersAndMerges() async throws {
        let folder = try TestFolder()
        let register = try SerialRegister.create(folder: folder.path)
        var model = RegisterModel(seed: 31)
        let kept = model.invent(400)
        let steady = model
        try register.add(kept)
        try await register.merge()
        let expected = try await withThrowingTaskGroup(of: [UInt32: SerialRecord].self) { group in
            for reader in 0..<2 {
                group.addTask {
                    try Self.search(register, kept, seed: UInt64(reader + 1))
                    return [:]
                }
            }
            group.addTask { try Self.change(register, kept, steady) }
            group.addTask {
                for round in 0..<25 {
                    let extent: SerialRegister.MergeExtent =
                        round % 3 == 0 ? .everything : .recent
                    try await register.merge(extent, memory: 1 << 12)
                }
                return [:]
            }
            group.addTask {
                // As another process would.
                for _ in 0..<25 {
                    let all = try SerialRegister.read(folder: folder.path).all()
                    #expect(kept.allSatisfy { all[$0.identifier] == $0 })
                }
                return [:]
            }
            var expected: [UInt32: SerialRecord] = [:]
            for try await records in group where !records.isEmpty { expected = records }
            return expected
        }
        #expect(try register.snapshot().all() == expected)
        #expect(try SerialRegister.read(folder: folder.path).all() == expected)
        try await register.merge()
        #expect(try register.snapshot().all() == expected)
        #expect(register.snapshot().count == expected.count)
    }

    /// Every record that nobody withdraws is found in every snapshot, once.
    private static func search(
        _ register: SerialRegister, _ kept: [SerialRecord], seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let searcher = SerialSearcher(register.snapshot(), channel: .forRegisters)
            for _ in 0..<5 {
                guard let record = kept.randomElement(using: &generator) else { return }
                let pattern = SerialPattern(record.serial.bytes.map { .character($0) })
                let answer = try searcher.search(SerialQuery(pattern: pattern), limit: 10_000)
                let found = answer.candidates.count { $0.identifier == record.identifier }
                #expect(found == 1)
            }
        }
    }

    /// Adds records and withdraws some of them; returns what is there in the end.
    private static func change(
        _ register: SerialRegister, _ kept: [SerialRecord], _ steady: RegisterModel
    ) throws -> [UInt32: SerialRecord] {
        var fleeting = steady
        for _ in 0..<80 {
            let added = fleeting.invent(Int.random(in: 1...12, using: &fleeting.generator))
            try register.add(added)
            fleeting.add(added)
            let keys = fleeting.someKeys(4)
            #expect(try register.withdraw(keys).isEmpty)
            fleeting.withdraw(keys)
        }
        fleeting.add(kept)
        return fleeting.records
    }

    @Test("what is added and withdrawn while a merge runs is there afterwards, and on the disk")
    func changesDuringMerge() async throws {
        let folder = try TestFolder()
        var model = RegisterModel(seed: 33)
        let register = try SerialRegister.create(folder: folder.path)
        let records = model.invent(20_000)
        try register.add(records)
        model.add(records)
        async let merge: Void = register.merge()
        for step in 0..<60 {
            // Of the records that the merge reads, and of those that came after.
            let keys = [records[step * 7].key] + model.someKeys(1)
            try register.withdraw(keys)
            model.withdraw(keys)
            let added = model.invent(2)
            try register.add(added)
            model.add(added)
            await Task.yield()
        }
        try await merge
        #expect(try register.snapshot().all() == model.records)
        #expect(try SerialRegister.read(folder: folder.path).all() == model.records)
        try await register.merge(.recent)
        #expect(try register.snapshot().all() == model.records)
        #expect(try SerialRegister.read(folder: folder.path).all() == model.records)
    }

    @Test("a second merge is refused while one runs")
    func oneMerge() async throws {
        let folder = try TestFolder()
        var model = RegisterModel(seed: 32)
        let register = try SerialRegister.create(folder: folder.path)
        try register.add(model.invent(20_000))
        let refusals = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    do {
                        try await register.merge()
                        return 0
                    } catch SerialIndexError.isMerging {
                        return 1
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(refusals < 4)
        #expect(register.snapshot().count == 20_000)
        #expect(register.snapshot().segments.count == 1)
    }
}
