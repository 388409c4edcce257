import SerialIndex
import Testing
import Trials

struct TrialEvidenceTests {
    func evidence(make: String = "", model: String = "", calibre: String = "") throws
        -> SerialEvidence
    {
        let queries = try Fixture.queries([
            Fixture.line(0, "a", "A1", 0, make: make, model: model, calibre: calibre)
        ])
        var evidence = TrialEvidence(try Fixture.words())
        return evidence.evidence(of: queries[0])
    }

    @Test("a blank text, and a calibre that nobody knows, say nothing")
    func blank() throws {
        #expect(try evidence() == SerialEvidence())
        #expect(try evidence(calibre: "MORTAR").calibre == SerialEvidence.Field())
    }

    @Test(
        "a make's own name says it, however it is spaced",
        arguments: ["NORTE & SUR", " norte&sur."])
    func ownName(text: String) throws {
        let make = try evidence(make: text).make
        #expect(make.factor(0) == 0.7 && make.factor(1) == 1e-9)
    }

    @Test("an alias says its make, and is the rarer the more there are")
    func alias() throws {
        let make = try evidence(make: "NYS").make
        #expect(make.factor(0) == 0.05 && make.factor(1) == 1e-9)
    }

    @Test("each slip makes a make's name so much less likely")
    func misspelt() throws {
        let one = try evidence(make: "OESTTE").make.factor(1)
        let two = try evidence(make: "OESTTEE").make.factor(1)
        #expect(abs(one - 0.001) < 1e-12 && abs(two - 0.00001) < 1e-12)
    }

    @Test("a text that is like no name leaves every make alike")
    func unlike() throws {
        let make = try evidence(make: "QQQQQQQQQQQQQQQQQQQQ").make
        #expect(make.factor(0) == make.factor(1))
    }

    @Test("a model says itself in each make that has it, and a little its make's others")
    func model() throws {
        let model = try evidence(model: "A1").model
        #expect(abs(model.factor(0) - (0.65 + 0.025)) < 1e-12)
        #expect(abs(model.factor(1) - 0.025) < 1e-12)
        #expect(abs(model.factor(2) - (0.65 + 0.05)) < 1e-12)
        let unknown = try evidence(model: "X9").model
        #expect(unknown.listed.isEmpty && unknown.usual < 0.001)
    }

    @Test("a calibre says itself")
    func calibre() throws {
        let calibre = try evidence(calibre: "22LR").calibre
        #expect(abs(calibre.factor(1) - 0.815) < 1e-12 && abs(calibre.factor(0) - 0.015) < 1e-12)
    }
}

struct TrialWeightsTests {
    @Test("the shares of a prior add up to 1", arguments: TrialWeights.Prior.allCases)
    func shares(prior: TrialWeights.Prior) {
        let shares = TrialWeights.carried.shares(prior)
        #expect(abs(shares.values.reduce(0, +) - 1) < 1e-12)
        #expect(shares[.unknown] == 0 && shares[.run] == 0)
    }

    @Test("the channel has a weight for everything, and its causes add up to 1")
    func channel() {
        let channel = TrialWeights.carried.channel(.operational)
        #expect(channel.causes.count == ChannelWeights.Cause.allCases.count)
        #expect(channel.pair.count == ChannelWeights.Slip.allCases.count)
        #expect(abs(channel.causes.reduce(0, +) - 1) < 1e-12)
        #expect(channel.confusions.count == 36 * 36)
        let zero = 0, letter = Int(UInt8(ascii: "O")) - 55
        #expect(channel.confusions[zero * 36 + letter] == 10)
        #expect(channel.confusions[letter * 36 + zero] == 10)
    }

    @Test(
        "a line that is no weight is refused with its number",
        arguments: [
            "goal.build", "goal.build = two", "goal.build = -1", "goal.build = nan",
            "goal.build = 1e300", "confused.0 = 1", "confused.0é = 1", "a = 1 = 2",
        ])
    func refused(line: String) {
        #expect(throws: TrialsError.notAWeight(file: "my.weights", line: 2, found: line)) {
            try TrialWeights(text: "# mine\n\(line)", file: "my.weights")
        }
    }

    @Test("a weight that stands twice is refused")
    func twice() {
        #expect(throws: TrialsError.notAWeight(file: "my.weights", line: 2, found: "a = 2")) {
            try TrialWeights(text: "a = 1\na = 2", file: "my.weights")
        }
    }
}
