import Books
import Chronology
import Encoding
import Exchange
import Firearms
import Inquiries
import SerialIndex
import Testing
import Tracing

/// What a custodian answers, what it refuses, and what its summary tells.
struct CustodyTests {
    private static let glock: Set<FirmCode> = [FirmCode("GLOCK")]

    private func pattern(_ text: String) -> SerialPattern {
        SerialPattern(
            text.utf8.map {
                $0 == UInt8(ascii: "?")
                    ? .unknown : $0 == UInt8(ascii: "*") ? .unknownRun : .character($0)
            })
    }

    @Test(
        "a question is about one firearm, or is not answered",
        arguments: [
            ("1", 0, nil), ("123456", 2, nil), ("AB12", 1, nil), ("12345", 2, nil),
            ("12345*", 1, nil), ("1234????", 1, nil),
            ("123", 1, QuestionFault.tooFewCharacters), ("12?", 0, .tooFewCharacters),
            ("???", 0, .tooFewCharacters), ("*", 0, .tooFewCharacters),
            ("1234?????", 0, .tooManyUnread), ("*1234*", 0, .tooManyUnread),
            ("1234", 2, .tooManyMistakes), ("123456*", 2, .tooManyMistakes),
            ("123456", 3, .tooManyMistakes), ("123456", -1, .tooManyMistakes),
            (String(repeating: "1", count: 41), 0, .tooManyUnread),
        ] as [(String, Int, QuestionFault?)])
    func rule(serial: String, mistakes: Int, fault: QuestionFault?) {
        let question = FirearmQuestion(
            serial: pattern(serial), mistakes: mistakes, makes: CustodyTests.glock)
        #expect(CustodianRule.judge(question) == fault)
        #expect(CustodianRule.judge(question, total: 64) == fault)
        #expect(CustodianRule.judge(question, total: 65) == fault ?? .tooWide)
    }

    @Test("a question names a make or the holder before")
    func origin() {
        let serial = pattern("123456")
        #expect(
            CustodianRule.judge(FirearmQuestion(serial: serial, mistakes: 0, makes: []))
                == .noOrigin)
        #expect(
            CustodianRule.judge(
                FirearmQuestion(serial: serial, mistakes: 0, makes: [], cameFrom: "1")) == nil)
        let many = Set((0..<33).map { FirmCode("M\($0)") })
        #expect(
            CustodianRule.judge(FirearmQuestion(serial: serial, mistakes: 0, makes: many))
                == .tooManyMakes)
    }

    /// A book with some firearms of a run, each sold to a buyer of its own.
    private func keeper(_ serials: [String], buyer: String = "A BUYER") -> LocalKeeper {
        var describer = FirearmDescriber(tables: .carried)
        let firearm = BookDescription(
            describer.describe(
                RawDescriptor(make: "GLOCK", model: "19", calibre: "9MM", kind: "PISTOL")))
        let lines = serials.enumerated().map { place, serial in
            let line = BookLine(
                row: place + 2, serial: serial,
                acquisition: (
                    Day(iso: "2018-01-01"), Party(name: "A PERSON", addressOrLicence: "b")
                ),
                disposition: (Day(iso: "2019-01-01"), Party(name: buyer, addressOrLicence: "c")),
                document: "4473", born: "1980-01-01")
            return (firearm: firearm, line: line)
        }
        return LocalKeeper(
            licensee: Custodians.unlisted("1", name: "A"), book: Book(licence: "1", lines: lines))
    }

    private func ask(_ serial: String, _ mistakes: Int, _ keeper: LocalKeeper) -> AnswerBody.Written
    {
        let question = FirearmQuestion(
            serial: pattern(serial), mistakes: mistakes, makes: CustodyTests.glock)
        return AnswerBody.answer(
            to: .firearm(question), by: keeper, tagKey: World.tagKey, isBusiness: { _ in false })
    }

    @Test("what fits too many firearms is refused; of their neighbours the likeliest are told")
    func wide() throws {
        let keeper = keeper((0..<100).map { "AB1\($0 + 100)X" })
        let wide = ask("AB1???X", 0, keeper)
        #expect(wide.body["code"] == .string("TOO_WIDE"))
        #expect(wide.body["lines"] == nil)
        let near = ask("AB1150X", 2, keeper)
        #expect(near.body["total"] == .integer(100))
        let lines = try #require(near.body["lines"]?.array)
        #expect(lines.count == CustodianRule.mostLines)
        #expect(lines.first?.object?["serial"] == .string("AB1150X"))
        #expect(near.sealedPlaintexts.isEmpty)
    }

    @Test("lines name nobody; the second question names the buyer of one line, sealed")
    func names() throws {
        let keeper = keeper(["AB1234", "AB1235"])
        let line = ask("AB1234", 0, keeper)
        let said = strings(in: .object(line.body))
        for text in ["A BUYER", "A PERSON", "b", "c", "4473", "1980-01-01"] {
            #expect(!said.contains(text))
        }
        func recipient(_ row: Int, _ serial: String) -> AnswerBody.Written {
            AnswerBody.answer(
                to: .recipient(RecipientQuestion(row: row, serial: Array(serial.utf8))),
                by: keeper, tagKey: World.tagKey, isBusiness: { _ in false })
        }
        let named = recipient(2, "AB1234")
        #expect(named.sealedPlaintexts.map(\.path.text) == ["recipient.name", "recipient.born"])
        #expect(named.sealedPlaintexts.map(\.text) == ["A BUYER", "1980-01-01"])
        #expect(named.body == (try JSONValue(parsing: Array(#"{"reply":"named"}"#.utf8)).object))
        // The row of another firearm, and a row that is none.
        #expect(recipient(3, "AB1234").body["reply"] == .string("no_record"))
        #expect(recipient(9, "AB9999").body["reply"] == .string("no_record"))
    }

    @Test("a person has one tag at one firearm, and another at each other and under another key")
    func tags() throws {
        let keeper = keeper(["AB1234", "AB1234", "AB1235"])
        func tags(_ serial: String, key: [UInt8] = World.tagKey) throws -> [JSONValue?] {
            let question = FirearmQuestion(
                serial: pattern(serial), mistakes: 0, makes: CustodyTests.glock)
            let body = AnswerBody.answer(
                to: .firearm(question), by: keeper, tagKey: key, isBusiness: { _ in false }
            ).body
            return try #require(body["lines"]?.array).map { $0.object?["went"]?.object?["tag"] }
        }
        let one = try tags("AB1234")
        #expect(one.count == 2 && one[0] == one[1])
        #expect(try tags("AB1235")[0] != one[0])
        #expect(try tags("AB1234", key: [1])[0] != one[0])
    }

    @Test("a buyer that is a licensee is told, since the way goes on there")
    func business() throws {
        var describer = FirearmDescriber(tables: .carried)
        let firearm = BookDescription(describer.describe(RawDescriptor(make: "GLOCK")))
        let line = BookLine(
            row: 2, serial: "AB1234", acquisition: (nil, Party(name: "", addressOrLicence: "")),
            disposition: (nil, Party(name: "SHOP", addressOrLicence: "Main St")))
        let keeper = LocalKeeper(
            licensee: Custodians.unlisted("1", name: "A"),
            book: Book(licence: "1", lines: [(firearm, line)]))
        let question = CustodianQuestion.firearm(
            FirearmQuestion(serial: pattern("AB1234"), mistakes: 0, makes: CustodyTests.glock))
        for isKnown in [true, false] {
            let body = AnswerBody.answer(
                to: question, by: keeper, tagKey: World.tagKey, isBusiness: { _ in isKnown }
            ).body
            #expect(strings(in: .object(body)).contains("SHOP") == isKnown)
        }
    }

    @Test("a summary tells counts and no serial, and comes back")
    func summary() throws {
        let few = keeper(["ZQ7731", "K1"])
        let day = Day(number: 18_000)
        let book = try #require(few.book)
        let bytes = BookSummary(of: book, madeOn: day).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        for secret in ["ZQ7731", "Q", "A BUYER", "A PERSON"] { #expect(!text.contains(secret)) }
        let read = try BookSummary(bytes, tables: .carried)
        #expect(read.bytes == bytes)
        #expect(read.madeOn == day)
        #expect(read.makes.first?.shapes.shapes["AA0000"]?.count == 1)
        #expect(read.possibleMakes == CustodyTests.glock)
        // Enough serials share their first letters for those to be told.
        let many = keeper((0..<40).map { "AB\(1000 + $0)" })
        let told = BookSummary(of: try #require(many.book), madeOn: day)
        #expect(told.makes.first?.shapes.shapes["AA0000"]?.usual.first?.count == 40)
        #expect(try BookSummary(told.bytes, tables: .carried).bytes == told.bytes)
    }

    @Test("a summary of another form is refused")
    func badSummary() throws {
        let book = try #require(keeper((0..<40).map { "AB\(1000 + $0)" }).book)
        let good = String(
            decoding: BookSummary(of: book, madeOn: Day(number: 18_000)).bytes, as: UTF8.self)
        let changes: [(String, String)] = [
            (#""v":1"#, #""v":2"#), (#""made":"2019-04-14""#, #""made":"2019""#),
            (#""others":0"#, #""others":-1"#), (#""others_imported":0"#, #""others_imported":1"#),
            (#"["AA0000",40"#, #"["AB0000",40"#),
            (#"["AA0000",40"#, #"["AB",1],["AA0000",40"#), (#"["AA0000",40"#, #"["AA0000",0"#),
            (#"["AA0000",40"#, #"["AA0000",24"#), (#""AB10"#, #""1B10"#),
            (#"[192,40]"#, #"[192,0]"#),
            (#"[192,40]"#, #"[192,39],[192,1]"#), (#""make":"GLOCK","#, ""),
        ]
        for (old, new) in changes {
            let bad = good.replacing(old, with: new)
            #expect(bad != good, "\(old)")
            #expect(throws: MessageError.self, "\(new)") {
                try BookSummary(Array(bad.utf8), tables: .carried)
            }
        }
    }

    @Test("counts of two books add up, and the more usual character stays")
    func shapes() {
        var one = ShapeCounts(of: (0..<30).map { Array("AB\(1000 + $0)".utf8) })
        let other = ShapeCounts(of: (0..<40).map { Array("AC\(1000 + $0)".utf8) })
        let few = ShapeCounts(of: [Array("AC9999".utf8), Array("7".utf8)])
        #expect(few.shapes["AA0000"]?.usual.isEmpty == true)
        one.add(other)
        one.add(few)
        #expect(one.serials == 72)
        #expect(one.shapes["AA0000"]?.count == 71)
        #expect(one.shapes["AA0000"]?.usual[0] == .init(character: UInt8(ascii: "A"), count: 70))
        #expect(one.shapes["AA0000"]?.usual[1] == .init(character: UInt8(ascii: "C"), count: 40))
        #expect(one.shapes["0"]?.count == 1)
    }
}
