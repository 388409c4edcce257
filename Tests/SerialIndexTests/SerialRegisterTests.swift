import Glibc
import SerialIndex
import Testing

struct SerialRegisterTests {
    @Test(
        "after any changes a register answers what an index of the same records answers",
        arguments: 1...4)
    func agreesWithModel(seed: UInt64) async throws {
        let folder = try TestFolder()
        var model = RegisterModel(seed: seed)
        var register = try SerialRegister.create(folder: folder.path)
        for step in 0..<150 {
            switch Int.random(in: 0..<20, using: &model.generator) {
            case 0..<9:
                let size = [1, 1, 1, 2, 7, 60][Int.random(in: 0..<6, using: &model.generator)]
                let records = model.invent(size)
                try register.add(records)
                model.add(records)
            case 9..<15:
                let keys = model.someKeys(Int.random(in: 0...4, using: &model.generator))
                #expect(try register.withdraw(keys).isEmpty)
                model.withdraw(keys)
            case 15: try await register.merge(.recent)
            case 16: try await register.merge(memory: 1 << 10)
            default:
                register = try reopened(consume register, folder)
                #expect(register.tornBytes == 0)
            }
            let snapshot = register.snapshot()
            #expect(snapshot.count == model.records.count)
            #expect(snapshot.segments.count <= 20)
            if step % 10 == 9 { try await expectAgreement(snapshot, &model, "\(seed), \(step)") }
        }
        try await register.merge()
        let merged = register.snapshot()
        #expect(merged.segments.count == 1)
        #expect(merged.withdrawnCount == 0)
        try await expectAgreement(merged, &model, "merged, \(seed)", withAbsence: true)
        #expect(try SerialRegister.read(folder: folder.path).all() == model.records)
    }

    private func reopened(
        _ register: consuming SerialRegister, _ folder: TestFolder
    ) throws -> SerialRegister {
        _ = consume register
        return try SerialRegister.open(folder: folder.path)
    }

    private func expectAgreement(
        _ snapshot: RegisterSnapshot, _ model: inout RegisterModel, _ comment: Comment,
        withAbsence: Bool = false
    ) async throws {
        #expect(try snapshot.all() == model.records, comment)
        let channel: SerialChannel =
            Bool.random(using: &model.generator) ? .forRegisters : .withoutMistakesBesideMarks
        let scratch = SerialSearcher([try await model.segment()], channel: channel)
        let searcher = SerialSearcher(snapshot, channel: channel)
        for _ in 0..<6 {
            let question = model.question()
            let found = try RegisterAnswer(searcher, question)
            let expected = try RegisterAnswer(scratch, question)
            #expect(found.difference(expected) < 1e-9, comment)
            guard withAbsence else { continue }
            #expect(abs(found.answer.absent - expected.answer.absent) < 1e-9, comment)
            #expect(found.answer.credible == expected.answer.credible, comment)
        }
    }

    @Test("what was withdrawn neither weighs nor stands for what may be absent")
    func withdrawnWeighsNothing() async throws {
        let folder = try TestFolder()
        var model = RegisterModel(seed: 7)
        let register = try SerialRegister.create(folder: folder.path)
        let records = model.invent(400)
        try register.add(records)
        try await register.merge()
        try register.withdraw(records.map(\.key))
        let searcher = SerialSearcher(register.snapshot(), channel: .forRegisters)
        for record in records.prefix(40) {
            let pattern = SerialPattern(record.serial.bytes.map { .character($0) })
            let answer = try searcher.search(SerialQuery(pattern: pattern))
            #expect(answer.candidates.isEmpty)
            #expect(answer.count == 0)
            #expect(answer.weight < 1e-3)
        }
        try await register.merge()
        #expect(register.snapshot().count == 0)
        #expect(!folder.names.contains { $0.hasPrefix("segment-") })
    }

    @Test("absence is weighed by the records that are left, as if the others had never been")
    func absence() async throws {
        let folder = try TestFolder()
        var model = RegisterModel(seed: 12)
        let register = try SerialRegister.create(folder: folder.path)
        let records = model.invent(3000)
        try register.add(records)
        model.add(records)
        try await register.merge()
        let keys = model.someKeys(1500)
        try register.withdraw(keys)
        model.withdraw(keys)
        let searcher = SerialSearcher(register.snapshot(), channel: .forRegisters)
        let scratch = SerialSearcher([try await model.segment()], channel: .forRegisters)
        for key in keys.prefix(60) where key.serial.codes.count < 20 {
            let pattern = SerialPattern(key.serial.bytes.map { .character($0) })
            func absent(_ searcher: SerialSearcher) throws -> Double {
                let answer = try searcher.search(SerialQuery(pattern: pattern))
                return answer.absent * answer.weight
            }
            // How much of a shape is in use stays as the segment was built, until it is merged.
            #expect(abs(try absent(searcher) / absent(scratch) - 1) < 0.05)
        }
    }

    @Test("a reader keeps what it saw, whatever is merged and removed meanwhile")
    func snapshotsLast() async throws {
        let folder = try TestFolder()
        var model = RegisterModel(seed: 8)
        let register = try SerialRegister.create(folder: folder.path)
        let first = model.invent(300)
        try register.add(first)
        try await register.merge()
        let snapshot = register.snapshot()
        try register.withdraw(first.map(\.key))
        try register.add(model.invent(20))
        try await register.merge()
        #expect(snapshot.count == 300)
        #expect(try snapshot.all().count == 300)
        #expect(try snapshot.contains(first[0].key))
        #expect(try !register.snapshot().contains(first[0].key))
        #expect(folder.names.filter { $0.hasPrefix("segment-") } == ["segment-000002.serials"])
    }

    @Test("a record that was withdrawn may be added again, and a key that is nowhere is told")
    func again() throws {
        let folder = try TestFolder()
        let register = try SerialRegister.create(folder: folder.path)
        let record = SerialRecord(
            identifier: 5, descriptor: SerialDescriptor(make: 1, model: 2, calibre: 3),
            serial: SerialCodes("AB-123"))
        try register.add([record])
        #expect(try register.withdraw([record.key]).isEmpty)
        #expect(try register.withdraw([record.key]) == [record.key])
        try register.add([record])
        let other = SerialRecord.Key(identifier: 6, serial: record.serial)
        #expect(try register.withdraw([other]) == [other])
        #expect(try SerialRegister.read(folder: folder.path).all() == [5: record])
    }

    @Test("a record without a letter or digit is left out")
    func noSerial() throws {
        let folder = try TestFolder()
        let register = try SerialRegister.create(folder: folder.path)
        try register.add([
            SerialRecord(
                identifier: 1, descriptor: SerialDescriptor(make: 0, model: 0, calibre: 0),
                serial: SerialCodes("--"))
        ])
        #expect(register.snapshot().count == 0)
        let answer = try SerialSearcher(register.snapshot(), channel: .forRegisters)
            .search(SerialQuery(pattern: SerialPattern(whole: "A1")))
        #expect(answer.candidates.isEmpty)
    }

    @Test("a second writer is refused, and readers are not")
    func oneWriter() throws {
        let folder = try TestFolder()
        var model = RegisterModel(seed: 9)
        let register = try SerialRegister.create(folder: folder.path)
        let records = model.invent(3)
        try register.add(records)
        #expect(throws: SerialIndexError.inUse(path: folder.path)) {
            try SerialRegister.open(folder: folder.path)
        }
        #expect(try SerialRegister.read(folder: folder.path).count == 3)
        #expect(register.snapshot().count == 3)
    }

    @Test(
        "a register that is closed is free, though a child of the process has its lock's file still"
    )
    func lockLeftToAChild() throws {
        let folder = try TestFolder()
        let held: [Int32]
        do {
            let register = try SerialRegister.create(folder: folder.path)
            // What fork leaves a child with, until it begins its program.
            held = (0..<4096).filter {
                var bytes = [CChar](repeating: 0, count: 4096)
                let count = unsafe readlink("/proc/self/fd/\($0)", &bytes, bytes.count)
                let path = bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
                return String(decoding: path, as: UTF8.self) == folder.path + "/register.lock"
            }.map { dup($0) }
            #expect(held.count == 1)
            #expect(register.snapshot().count == 0)
        }
        defer { for descriptor in held { close(descriptor) } }
        #expect(try SerialRegister.open(folder: folder.path).snapshot().count == 0)
    }

    @Test("a folder without a register, and one that has a register already, are told apart")
    func folders() throws {
        let folder = try TestFolder()
        #expect(throws: SerialIndexError.notARegister(path: folder.path)) {
            try SerialRegister.open(folder: folder.path)
        }
        #expect(throws: SerialIndexError.notARegister(path: folder.path)) {
            try SerialRegister.read(folder: folder.path)
        }
        do { _ = try SerialRegister.create(folder: folder.path) }
        #expect(throws: SerialIndexError.alreadyARegister(path: folder.path)) {
            try SerialRegister.create(folder: folder.path)
        }
        #expect(throws: SerialIndexError.missing(path: "\(folder.path)/no/register.lock")) {
            try SerialRegister.create(folder: folder.path + "/no")
        }
    }

    @Test("a register may begin with a segment that was built apart")
    func adoption() async throws {
        let folder = try TestFolder()
        let apart = try TestFolder()
        var model = RegisterModel(seed: 10)
        model.add(model.invent(200))
        let descriptors = Array(Set(model.records.values.map(\.descriptor)))
        var builder = SegmentBuilder(descriptors: descriptors)
        for record in model.records.values {
            try builder.add(
                identifier: record.identifier,
                descriptor: descriptors.firstIndex(of: record.descriptor) ?? 0,
                serial: record.serial)
        }
        _ = try await builder.build(path: apart.path + "/built")
        let register = try SerialRegister.create(
            folder: folder.path, adopting: [apart.path + "/built"])
        #expect(apart.names.isEmpty)
        #expect(try register.snapshot().all() == model.records)
        let keys = model.someKeys(20)
        try register.withdraw(keys)
        model.withdraw(keys)
        try await register.merge(.recent)
        #expect(register.snapshot().withdrawnCount == 20)
        #expect(try SerialRegister.read(folder: folder.path).all() == model.records)
        try await register.merge()
        #expect(register.snapshot().withdrawnCount == 0)
        #expect(try register.snapshot().all() == model.records)
    }

    @Test("many single additions make few segments")
    func fewSegments() throws {
        let folder = try TestFolder()
        var model = RegisterModel(seed: 11)
        let register = try SerialRegister.create(folder: folder.path)
        for size in [3000, 3000, 1] + [Int](repeating: 1, count: 600) {
            try register.add(model.invent(size))
            #expect(register.snapshot().segments.count <= 13)
        }
        #expect(register.snapshot().count == 6601)
        #expect(register.snapshot().segments.count <= 5)
    }
}
