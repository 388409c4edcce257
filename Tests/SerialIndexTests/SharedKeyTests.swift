import Testing

@testable import SerialIndex

/// Serials that several makers have used.
struct SharedKeyTests {
    private static let makes: UInt32 = 3
    private static let channel = SerialChannel(.invented())

    /// The serials A1000 to A1049 of three makes, KLM7788 of the last alone; each make has two models.
    private func segment() async throws -> SerialSegment {
        var builder = SegmentBuilder(
            descriptors: (0..<Self.makes * 2).map {
                SerialDescriptor(make: $0 / 2, model: $0, calibre: 0)
            })
        var identifier: UInt32 = 0
        func add(_ serial: String, make: UInt32, model: UInt32) throws(SerialIndexError) {
            try builder.add(
                identifier: identifier, descriptor: Int(make * 2 + model),
                serial: SerialCodes(serial))
            identifier += 1
        }
        for number in 0..<50 {
            for make in 0..<Self.makes {
                try add("A\(1000 + number)", make: make, model: UInt32(number % 2))
            }
        }
        try add("KLM7788", make: Self.makes - 1, model: 0)
        return try await builder.build()
    }

    private func evidence(make: UInt32) -> SerialEvidence {
        SerialEvidence(
            make: .init(usual: 1e-9, listed: [.init(number: make, factor: 1)]))
    }

    private func search(_ serial: String, _ evidence: SerialEvidence) async throws -> SerialAnswer {
        let searcher = SerialSearcher([try await segment()], channel: Self.channel)
        searcher.isExhaustive = true
        return try searcher.search(
            SerialQuery(pattern: SerialPattern(whole: serial), evidence: evidence), limit: 500)
    }

    @Test("each make of a key has a block of its own, one behind another")
    func blocks() async throws {
        let view = try await segment().view
        #expect(view.blockCount == Int(Self.makes) + 1)
        #expect(view.blocks(from: 0) == 0..<Int(Self.makes))
        #expect(view.blocks(from: Int(Self.makes)) == Int(Self.makes)..<view.blockCount)
        for block in 0..<Int(Self.makes) {
            #expect(view.siblings(ofBlock: block) == 0..<Int(Self.makes))
            #expect(view.block(block).distinct == 50)
        }
        #expect(view.records(of: SerialCodes("A1007")).count == Int(Self.makes))
        #expect(view.records(of: SerialCodes("KLM7788")).count == 1)
        #expect(view.records(of: SerialCodes("KLM7789")).isEmpty)
    }

    @Test("a known make is offered its own records alone", arguments: 0..<3 as Range<UInt32>)
    func known(make: UInt32) async throws {
        let answer = try await search("A1007", evidence(make: make))
        #expect(answer.candidates.first?.serial.description == "A1007")
        #expect(answer.candidates.allSatisfy { $0.descriptor.make == make })
        #expect(answer.count == answer.candidates.count)
    }

    @Test("an unknown make is offered those of all, alike")
    func unknown() async throws {
        let answer = try await search("A1007", SerialEvidence())
        let first = answer.candidates.prefix(Int(Self.makes))
        #expect(Set(first.map(\.descriptor.make)).count == Int(Self.makes))
        #expect(first.allSatisfy { $0.serial.description == "A1007" })
        #expect(Set(first.map(\.probability)).count == 1)
    }

    @Test("where no record of the make can be meant, those of other makes are looked at after all")
    func other() async throws {
        let answer = try await search("KLM7788", evidence(make: 0))
        #expect(answer.candidates.first?.serial.description == "KLM7788")
        #expect(answer.candidates.first?.descriptor.make == Self.makes - 1)
    }

    @Test("marks lead to the records of the makes in question alone")
    func marked() async throws {
        let searcher = SerialSearcher([try await segment()], channel: Self.channel)
        let patterns: [[SerialPattern.Element]] = [
            [.character(65), .character(49), .character(48), .unknown, .unknown],
            [.unknown, .unknown, .unknown, .unknown, .unknown],
            [.unknown, .unknown, .unknown, .unknown, .character(55)],
        ]
        for (pattern, count) in zip(patterns, [50, 50, 5]) {
            let query = SerialQuery(pattern: SerialPattern(pattern), evidence: evidence(make: 1))
            #expect(try searcher.search(query).count == count)
        }
    }

    @Test("a find that has another model than was written is listed, not only summed up")
    func model() async throws {
        var evidence = evidence(make: 2)
        evidence.model = .init(usual: 1e-4, listed: [.init(number: 0, factor: 1)])
        let searcher = SerialSearcher([try await segment()], channel: Self.channel)
        // Two characters are wrong, so that it is one of a pair of mistakes.
        let query = SerialQuery(pattern: SerialPattern(whole: "KLN77B8"), evidence: evidence)
        let answer = try searcher.search(query)
        #expect(answer.lookedAtPairs)
        #expect(answer.candidates.first?.serial.description == "KLM7788")
    }
}
