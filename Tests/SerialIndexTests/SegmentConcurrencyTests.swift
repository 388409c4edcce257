import SerialIndex
import Testing

struct SegmentConcurrencyTests {
    /// A file of several chunks, so that tasks check some for the first time beside each other.
    private static func build(_ path: String) async throws {
        var builder = SegmentBuilder(
            descriptors: (0..<3).map { SerialDescriptor(make: $0, model: $0, calibre: 0) })
        for index in 0..<60_000 {
            try builder.add(
                identifier: UInt32(index), descriptor: index % 3,
                serial: SerialCodes("A\(100_000 + index * 7 % 400_000)"))
        }
        _ = try await builder.build(path: path)
    }

    private static let queries = (0..<12).map { index in
        SerialQuery(pattern: SerialPattern(whole: "A\(100_000 + index * 34_567)"))
    }

    @Test("tasks that search a file at once, and check its parts, answer as one alone does")
    func together() async throws {
        let folder = try TestFolder()
        let path = folder.file()
        try await Self.build(path)
        let alone = try Answers(try SerialSegment(path: path), Self.queries)
        for _ in 0..<3 {
            let segment = try SerialSegment(path: path)
            try await withThrowingTaskGroup(of: (Int, Answers).self) { group in
                for task in 0..<6 {
                    let turned = Array(Self.queries[task...] + Self.queries[..<task])
                    group.addTask { (task, try Answers(segment, turned)) }
                }
                for try await (task, found) in group {
                    let turned = Array(alone.candidates[task...] + alone.candidates[..<task])
                    #expect(found.candidates == turned)
                }
            }
        }
    }

    @Test("tasks that come upon damage at once are all told the same")
    func damaged() async throws {
        let folder = try TestFolder()
        let path = folder.file()
        try await Self.build(path)
        var bytes = try folder.read("index.serials")
        // The last of the record's descriptions: sections end in the bits of first records, 8 KiB.
        bytes[bytes.count - 20_000] ^= 1
        try folder.write(bytes, to: "index.serials")
        let segment = try SerialSegment(path: path)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    do {
                        _ = try Answers(
                            segment,
                            [SerialQuery(pattern: SerialPattern([.character(65), .unknownRun]))]
                                + Self.queries + [
                                    SerialQuery(
                                        pattern: SerialPattern(
                                            [.character(65)] + (0..<6).map { _ in .unknown }))
                                ])
                        return false
                    } catch {
                        return true
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 4)
    }
}
