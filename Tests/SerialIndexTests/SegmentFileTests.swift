import Glibc
import SerialIndex
import Testing

extension TestFolder {
    /// The path of a file in it.
    func file(_ name: String = "index.serials") -> String { "\(path)/\(name)" }
}

extension SerialWorld {
    /// Builds a file of all records.
    @discardableResult
    func build(
        _ path: String, in folder: String? = nil, memory: Int = SegmentBuilder.usualMemory,
        tasks: Int = 2
    ) async throws(SerialIndexError) -> SerialSegment {
        var builder = SegmentBuilder(descriptors: descriptors, folder: folder, memory: memory)
        for record in records {
            try builder.add(
                identifier: record.identifier, descriptor: record.descriptor,
                serial: SerialCodes(record.text))
        }
        return try await builder.build(path: path, tasks: tasks)
    }

    /// Questions of every sort about its records.
    func queries(seed: UInt64) -> [SerialQuery] {
        var generator = SeededGenerator(seed: seed)
        return InventedReading.Damage.allCases.map { damage in
            let codes = records.randomElement(using: &generator)?.codes ?? []
            return SerialQuery(
                pattern: InventedReading(damage, of: codes, &generator).pattern,
                evidence: .invented(&generator))
        }
    }
}

/// What a segment answers, in a form that compares.
struct Answers: Equatable {
    let candidates: [[SerialAnswer.Candidate]]
    let numbers: [[Double]]

    init(_ segment: SerialSegment, _ queries: [SerialQuery]) throws(SerialIndexError) {
        let searcher = SerialSearcher([segment], channel: SerialChannel(.invented()))
        var candidates: [[SerialAnswer.Candidate]] = []
        var numbers: [[Double]] = []
        for query in queries {
            let answer = try searcher.search(query, limit: 40)
            candidates.append(answer.candidates)
            numbers.append([
                answer.absent, answer.unresolved, answer.weight, Double(answer.count),
                Double(answer.credible),
            ])
        }
        self.candidates = candidates
        self.numbers = numbers
    }
}

struct SegmentFileTests {
    @Test(
        "a file answers like the same records in memory", arguments: SerialWorld.Kind.allCases,
        1...2)
    func likeMemory(kind: SerialWorld.Kind, seed: UInt64) async throws {
        let folder = try TestFolder()
        let world = SerialWorld(kind, seed: seed)
        let queries = world.queries(seed: seed)
        let inMemory = try Answers(try await world.segment(), queries)
        #expect(try Answers(try await world.build(folder.file()), queries) == inMemory)
        let reopened = try SerialSegment(path: folder.file())
        try reopened.verify()
        #expect(reopened.count == world.records.count)
        #expect(Set(reopened.descriptors) == Set(world.descriptors))
        #expect(try Answers(reopened, queries) == inMemory)
    }

    @Test(
        "a file is the same, byte for byte, when its records had to go to the disk between",
        arguments: [1, 1000, 5000], [1, 3])
    func spilled(memory: Int, tasks: Int) async throws {
        let folder = try TestFolder()
        for kind in [SerialWorld.Kind.wide, .mixed] {
            let world = SerialWorld(kind, seed: 7)
            try await world.build(folder.file("kept"), tasks: 1)
            try await world.build(
                folder.file("spilled"), in: folder.path, memory: memory, tasks: tasks)
            #expect(try folder.read("kept") == folder.read("spilled"), "\(kind)")
        }
        #expect(folder.names == ["kept", "spilled"])
    }

    @Test("a file is the same, byte for byte, however its records came", arguments: [1, 2, 5])
    func columns(tasks: Int) async throws {
        let folder = try TestFolder()
        let world = SerialWorld(.usual, seed: 5)
        let width = 10
        var column = [UInt8](repeating: 0, count: width * world.records.count)
        for (row, record) in world.records.enumerated() {
            for (place, code) in record.codes.enumerated() {
                column[row * width + place] = SerialCodes.byte(of: code)
            }
        }
        let descriptors = world.records.map { UInt32($0.descriptor) }
        var builder = SegmentBuilder(
            descriptors: world.descriptors, folder: folder.path, memory: 1000)
        let start = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: column.count)
        defer { unsafe start.deallocate() }
        _ = unsafe start.initialize(from: column)
        unsafe try await builder.add(
            first: 1000, count: world.records.count, width: width,
            serials: UnsafeBufferPointer(start), tasks: tasks, descriptorOf: { descriptors[$0] })
        _ = try await builder.build(path: folder.file("columns"), tasks: tasks)
        var single = SegmentBuilder(descriptors: world.descriptors)
        for (row, record) in world.records.enumerated() {
            try single.add(
                identifier: UInt32(1000 + row), descriptor: record.descriptor,
                serial: SerialCodes(record.text))
        }
        _ = try await single.build(path: folder.file("single"))
        #expect(try folder.read("columns") == folder.read("single"))
    }

    @Test("records that are added one by one behind columns stay behind them")
    func mixed() async throws {
        var builder = SegmentBuilder(descriptors: [SerialDescriptor(make: 0, model: 0, calibre: 0)])
        let column = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 8)
        defer { unsafe column.deallocate() }
        _ = unsafe column.initialize(from: Array("A1A1A1A1".utf8))
        unsafe try await builder.add(
            count: 4, width: 2, serials: UnsafeBufferPointer(column), tasks: 2,
            descriptorOf: { _ in 0 })
        try builder.add(identifier: 4, descriptor: 0, serial: SerialCodes("A1"))
        let segment = try await builder.build()
        let answer = try SerialSearcher([segment], channel: SerialChannel(.invented()))
            .search(SerialQuery(pattern: SerialPattern(whole: "A1")))
        #expect(answer.candidates.map(\.identifier) == [0, 1, 2, 3, 4])
    }

    @Test("building leaves the file and nothing beside it, and replaces one that was there")
    func whole() async throws {
        let folder = try TestFolder()
        try folder.write([1, 2, 3], to: "index.serials")
        let world = SerialWorld(.usual, seed: 1)
        try await world.build(folder.file(), in: folder.path, memory: 1)
        #expect(folder.names == ["index.serials"])
        #expect(try SerialSegment(path: folder.file()).count == world.records.count)
    }

    @Test("a folder that there is not is an error that names the path")
    func noFolder() async throws {
        let folder = try TestFolder()
        let world = SerialWorld(.usual, seed: 1)
        let path = folder.file("none/index.serials")
        let error = await #expect(throws: SerialIndexError.self) { try await world.build(path) }
        guard case .io(let named, let reason) = error else {
            Issue.record("\(String(describing: error)) is no .io")
            return
        }
        #expect(named.hasPrefix(path))
        #expect(reason != 0)
        await #expect(throws: SerialIndexError.self) {
            try await world.build(folder.file(), in: folder.file("none"))
        }
        #expect(folder.names.isEmpty)
    }

    @Test("a file that can not take its name leaves nothing behind")
    func takenName() async throws {
        let folder = try TestFolder()
        let taken = folder.file()
        unsafe #expect(mkdir(taken, 0o755) == 0)
        defer { unsafe _ = rmdir(taken) }
        await #expect(throws: SerialIndexError.self) {
            try await SerialWorld(.usual, seed: 1).build(taken)
        }
        #expect(folder.names == ["index.serials"])
    }
}
