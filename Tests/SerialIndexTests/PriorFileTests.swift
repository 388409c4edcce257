import SerialIndex
import Testing

struct PriorFileTests {
    static let text = """
        # Learnt from what the desk was asked.
        version = 1
        dated = 20261125
        learnt.questions = 5000
        learnt.confirmed = 120
        cause.exact = 0.7
        cause.confused = 0.06
        cause.changed = 0.03
        cause.missing = 0.02
        cause.extra = 0.01
        cause.exchanged = 0.02
        cause.two = 0.01
        cause.cut_start = 0.03
        cause.cut_end = 0.03
        cause.absent_in_run = 0.05
        cause.absent_of_shape = 0.04
        calibration.error = 0.004
        calibration.brier = 0.03
        calibration.questions = 120

        """

    static func with(_ line: String, replacing name: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(name + " ") ? line : String($0) }.joined(separator: "\n")
    }

    @Test("what was learnt is read as it was written")
    func roundTrip() async throws {
        var generator = SeededGenerator(seed: 41)
        let register = try await SyntheticRegister(generator: &generator)
        let study = PriorStudy([register.segment], weights: SyntheticRegister.weights)
        let learnt = try study.learn(
            PriorStudyTests.questions(register, 300, confirmed: 100, &generator))
        let file = try PriorFile(dated: 20261125, learnt)
        let text = file.text(comment: "Aprendido\ncause.exact = 1\r\nde las consultas")
        let read = try PriorFile(reading: text)
        #expect(read == file)
        #expect(read.applied(to: SyntheticRegister.weights) == learnt.prior.weights)
        #expect(read.questions == learnt.prior.questions)
        #expect(read.calibration == learnt.confirmed?.after)
        #expect(read.presumed == learnt.presumed?.after)
    }

    @Test("comments, blank lines and the ends of lines do not matter, nor does the order")
    func layout() throws {
        let lines = Self.text.split(separator: "\n").reversed()
        let read = try PriorFile(reading: lines.joined(separator: " \r\n\r\n\t"))
        #expect(try read == PriorFile(reading: Self.text))
        #expect(read.dated == 20261125)
        #expect(read.calibration == Calibration(error: 0.004, brier: 0.03, questions: 120))
        #expect(read.presumed == nil)
    }

    @Test("shares that nearly add up to 1 are brought to 1")
    func normalised() throws {
        let text = Self.with("cause.exact = 0.705", replacing: "cause.exact")
        let causes = try PriorFile(reading: text).causes
        #expect(abs(causes.reduce(0, +) - 1) < 1e-12)
        #expect(abs(causes[0] - 0.705 / 1.005) < 1e-12)
    }

    @Test(
        "a broken file is told by its line, what stands there and what was expected",
        arguments: [
            ("version", "version = 2", .version(line: 2, found: "2", expected: 1)),
            ("version", "", .missing(name: "version")),
            ("dated", "dated = 20261131", .notADay(line: 3, found: "20261131")),
            ("dated", "dated = 20250229", .notADay(line: 3, found: "20250229")),
            ("dated", "dated = 1e300", .notADay(line: 3, found: "1e300")),
            ("dated", "", .missing(name: "dated")),
            (
                "learnt.questions", "learnt.questions",
                .notAnAssignment(line: 4, found: "learnt.questions")
            ),
            (
                "learnt.questions", "learnt.questions = 1.5",
                .outOfRange(line: 4, name: "learnt.questions", found: "1.5", expected: 0...1e9)
            ),
            (
                "learnt.confirmed", "learnt.confirmed = 5001",
                .outOfRange(line: 5, name: "learnt.confirmed", found: "5001", expected: 0...5000)
            ),
            (
                "cause.exact", "cause.exact = -0.1",
                .outOfRange(line: 6, name: "cause.exact", found: "-0.1", expected: 0...1)
            ),
            (
                "cause.exact", "cause.exact = nan",
                .notAnAssignment(line: 6, found: "cause.exact = nan")
            ),
            (
                "cause.exact", "cause.exact = 0x1p-1",
                .notAnAssignment(line: 6, found: "cause.exact = 0x1p-1")
            ),
            ("cause.exact", "cause.exakt = 0.7", .unknownName(line: 6, found: "cause.exakt ")),
            (
                "cause.confused", "cause.exact = 0.7",
                .repeated(line: 7, name: "cause.exact", first: 6)
            ),
            ("cause.two", "", .missing(name: "cause.two")),
            ("calibration.brier", "", .missing(name: "calibration.brier")),
            (
                "calibration.questions", "calibration.questions = 0",
                .outOfRange(
                    line: 19, name: "calibration.questions", found: "0", expected: 1...1e9)
            ),
        ] as [(String, String, PriorFileError)])
    func broken(name: String, line: String, error: PriorFileError) {
        #expect(throws: error) { try PriorFile(reading: Self.with(line, replacing: name)) }
    }

    @Test("shares that do not add up are refused, and so is a text beyond all measure")
    func refused() {
        #expect {
            try PriorFile(reading: Self.with("cause.exact = 0.9", replacing: "cause.exact"))
        } throws: { error in
            guard case .sum(let found, let expected) = error as? PriorFileError else {
                return false
            }
            return abs(found - 1.2) < 1e-9 && expected == 0.99...1.01
        }
        let long = Self.text + String(repeating: "#", count: PriorFile.largestSize)
        #expect(
            throws: PriorFileError.tooLarge(
                found: long.utf8.count, limit: PriorFile.largestSize)
        ) { try PriorFile(reading: long) }
    }

    @Test(
        "a day that there is not can not be written",
        arguments: [0, -1, 20260230, Int.max, Int.min])
    func days(dated: Int) async throws {
        var generator = SeededGenerator(seed: 42)
        let register = try await SyntheticRegister(runs: 1, generator: &generator)
        let learnt = try PriorStudy([register.segment], weights: SyntheticRegister.weights).learn([]
        )
        #expect(throws: PriorFileError.notADay(line: nil, found: String(dated))) {
            try PriorFile(dated: dated, learnt)
        }
    }

    @Test("no text stops the program: it is read as a sound prior or refused", arguments: 1...20)
    func anything(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let good = Array(Self.text.utf8)
        let pieces = [
            "=", "\n", "\r\n", "#", "1e999", "-0", "1e-400", ".", "e", "\u{301}", "cause.", "\0",
        ]
        for _ in 0..<300 {
            var bytes = Int.random(in: 0..<10, using: &generator) == 0 ? [] : good
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let place = Int.random(in: 0...bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                case 1:
                    bytes.insert(
                        contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                default:
                    if place < bytes.count {
                        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                    }
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let read = try? PriorFile(reading: text) else { continue }
            #expect(read.causes.allSatisfy { (0...1).contains($0) })
            #expect(abs(read.causes.reduce(0, +) - 1) < 1e-9)
            #expect(read.confirmed <= read.questions)
            #expect((try? PriorFile(reading: read.text())) == read)
        }
    }
}
