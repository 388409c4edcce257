import SerialIndex
import Testing

/// What is worth a case of its own beside the trials of `SearchAgreementTests`.
struct SearchCasesTests {
    private static let channel = SerialChannel(.invented())

    private func candidates(
        _ segment: SerialSegment, _ pattern: SerialPattern,
        _ evidence: SerialEvidence = SerialEvidence(),
        limit: Int = 5
    ) throws -> [SerialAnswer.Candidate] {
        try SerialSearcher([segment], channel: Self.channel)
            .search(SerialQuery(pattern: pattern, evidence: evidence), limit: limit).candidates
    }

    @Test(
        "serials whose keys need 128 bits and those that nearly do are found in one index",
        arguments: ["ABCDEFGHIJKLMN", "7069992243241306", "ABCDEFGHIJKLMNOPQRSTUVWX", "12"])
    func widths(serial: String) async throws {
        let segment = try await SerialSegment.of([
            "ABCDEFGHIJKLMN", "7069992243241306", "ABCDEFGHIJKLMNOPQRSTUVWX", "12",
        ])
        let found = try candidates(segment, SerialPattern(whole: serial))
        #expect(found.first?.serial.description == serial)
    }

    @Test("a reading without characters finds nothing")
    func nothing() async throws {
        let segment = try await SerialSegment.of(["1", "22", "AB"])
        let searcher = SerialSearcher([segment], channel: Self.channel)
        searcher.isExhaustive = true
        let answer = try searcher.search(SerialQuery(pattern: SerialPattern(whole: "--")))
        #expect(answer.count == 0)
        #expect(answer.weight == 0)
    }

    @Test("an index without records answers nothing")
    func noRecords() async throws {
        let segment = try await SerialSegment.of([])
        #expect(try candidates(segment, SerialPattern(whole: "A1")).isEmpty)
        #expect(try candidates(segment, SerialPattern([.unknownRun])).isEmpty)
    }

    @Test("a reading or a serial of more than 24 characters is cut", arguments: [25, 40, 500])
    func cut(length: Int) async throws {
        let long = String(repeating: "AB34", count: length / 4 + 1).prefix(length)
        let segment = try await SerialSegment.of([String(long), "AB34"])
        let found = try candidates(segment, SerialPattern(whole: long))
        #expect(found.first?.serial.description == String(long.prefix(24)))
        #expect(found.count == 1)
    }

    @Test("a run that would make a reading longer than any serial does not hide the reading's end")
    func longRun() async throws {
        let start = "CAAABACBACACAACCCBCC"
        let segment = try await SerialSegment.of([start + "ACY", start + "ABCD", start + "XACY"])
        let read = SerialPattern(whole: start).elements + [.unknownRun]
        let pattern = SerialPattern(read + SerialPattern(whole: "ACY").elements)
        let found = try candidates(segment, pattern)
        #expect(found.map(\.identifier).sorted() == [0, 2])
    }

    @Test("the factor of what a record does not say is its own, and the first of two counts")
    func unknownMake() async throws {
        var builder = SegmentBuilder(descriptors: [
            SerialDescriptor(make: .max, model: 0, calibre: 0),
            SerialDescriptor(make: 1, model: 0, calibre: 0),
        ])
        for descriptor in 0...1 {
            try builder.add(
                identifier: UInt32(descriptor), descriptor: descriptor, serial: SerialCodes("A1234")
            )
        }
        let evidence = SerialEvidence(
            make: SerialEvidence.Field(
                usual: 0.1,
                listed: [
                    .init(number: .max, factor: 0.4), .init(number: 1, factor: 0.2),
                    .init(number: 1, factor: 0.9),
                ]))
        let found = try candidates(
            try await builder.build(), SerialPattern(whole: "A1234"), evidence)
        #expect(found.map(\.identifier) == [0, 1])
        #expect(found.map { ($0.evidence * 10).rounded() } == [4, 2])
    }

    @Test("makes that can not be meant are passed over where a block is theirs alone")
    func negligibleMakes() async throws {
        var builder = SegmentBuilder(
            descriptors: (0..<2).map { SerialDescriptor(make: $0, model: 0, calibre: 0) })
        try builder.add(identifier: 0, descriptor: 0, serial: SerialCodes("A1234"))
        try builder.add(identifier: 1, descriptor: 1, serial: SerialCodes("A12345"))
        // Of the same shape and of another block.
        try builder.add(identifier: 2, descriptor: 1, serial: SerialCodes("A5274"))
        let segment = try await builder.build()
        func found(_ factor: Double) throws -> [UInt32] {
            try candidates(
                segment, SerialPattern(whole: "A1234"),
                SerialEvidence(
                    make: .init(usual: factor, listed: [.init(number: 1, factor: 1)]))
            ).map(\.identifier)
        }
        #expect(try Set(found(2e-6)) == [0, 1])
        #expect(try found(0.5e-6) == [1])
    }

    @Test("of like candidates those that come first are listed", arguments: 1...6)
    func ties(limit: Int) async throws {
        let segment = try await SerialSegment.of(["B15", "B11", "B14", "B12", "B13"])
        let pattern = SerialPattern(SerialPattern(whole: "B1").elements + [.unknown])
        let all = try candidates(segment, pattern, limit: .max)
        let some = try candidates(segment, pattern, limit: limit)
        #expect(some == Array(all.prefix(limit)))
        #expect(Set(all.map(\.probability)).count == 1)
    }

    @Test("records of one serial come in the order in which they were added")
    func order() async throws {
        var builder = SegmentBuilder(descriptors: [SerialDescriptor(make: 0, model: 0, calibre: 0)])
        for number: UInt32 in [9, 2, 7, 4] {
            try builder.add(identifier: number, descriptor: 0, serial: SerialCodes("A1234"))
        }
        let found = try candidates(try await builder.build(), SerialPattern(whole: "A1234"))
        #expect(found.map(\.identifier) == [9, 2, 7, 4])
    }

    @Test("a run that hides some characters is as many unknown ones, amid mistakes too")
    func runs() {
        let channel = SerialChannel(.invented(markedHaveMistakes: true))
        let serial = SerialCodes("AB1234").codes.map(Int.init)
        let read: [SerialPattern.Element] = SerialPattern(whole: "AB4").elements
        let withRun = channel.probability(
            of: SerialPattern(read[..<2] + [.unknownRun] + read[2...]), given: serial)
        let withMarks = channel.weights.runs.enumerated().reduce(0.0) { sum, run in
            let marks = [SerialPattern.Element](repeating: .unknown, count: run.offset)
            // Marked, though it hides nothing: the last character's mark stands for a run of none.
            guard run.offset > 0 else { return sum }
            return sum + run.element
                * channel.probability(
                    of: SerialPattern(read[..<2] + marks + read[2...]), given: serial)
        }
        #expect(withRun >= withMarks)
        #expect(withRun <= withMarks * 1.01)
    }
}
