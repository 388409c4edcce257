import SerialIndex
import Testing

struct ExplanationTests {
    private let channel = SerialChannel(SyntheticRegister.weights)

    @Test("a character that looks like the serial's is many times likelier than just any other")
    func likeness() throws {
        let serial = Array("AB1234".utf8)
        let alike = try #require(channel.likeness(of: UInt8(ascii: "8"), at: 1, in: serial))
        let unlike = try #require(channel.likeness(of: UInt8(ascii: "W"), at: 1, in: serial))
        #expect(alike > 10)
        #expect(abs(unlike - 1) < 1e-9)
    }

    @Test("a place or a character that there is not is like nothing", arguments: [-1, 6, 60])
    func noPlace(place: Int) {
        #expect(channel.likeness(of: UInt8(ascii: "8"), at: place, in: Array("AB1234".utf8)) == nil)
        #expect(channel.likeness(of: UInt8(ascii: "?"), at: 1, in: Array("AB1234".utf8)) == nil)
    }

    /// Two serials that differ in their last digit, of two models and two calibres.
    private func searcher() throws -> SerialSearcher {
        var builder = SegmentBuilder(descriptors: [
            SerialDescriptor(make: 0, model: 0, calibre: 0),
            SerialDescriptor(make: 0, model: 1, calibre: 1),
        ])
        try builder.add(identifier: 7, descriptor: 0, serial: SerialCodes("AB1234"))
        try builder.add(identifier: 8, descriptor: 1, serial: SerialCodes("AB1235"))
        return SerialSearcher([try builder.buildAlone()], channel: channel)
    }

    @Test("an explanation weighs each text against the mean of what was found")
    func weighs() throws {
        let searcher = try searcher()
        let query = SerialQuery(
            pattern: SerialPattern(whole: "AB1234"),
            evidence: SerialEvidence(
                model: .init(usual: 0.1, listed: [.init(number: 0, factor: 0.9)])))
        let answer = try searcher.search(query)
        let candidate = try #require(answer.candidates.first { $0.identifier == 7 })
        let other = try #require(answer.candidates.first { $0.identifier == 8 })
        let why = try searcher.explain(candidate, of: query)
        let mean =
            (candidate.reading * 0.9 + other.reading * 0.1) / (candidate.reading + other.reading)
        #expect(abs(why.model - 0.9 / mean) < 1e-9)
        #expect(why.make == 1 && why.calibre == 1)
        #expect(why.others == 1)
        #expect(why.absent == answer.absent)
        #expect(why.reading == candidate.reading)
        #expect(try searcher.explain(other, of: query).model < 1)
    }
}
