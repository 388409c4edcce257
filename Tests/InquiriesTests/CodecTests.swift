import Books
import Chronology
import Encoding
import Exchange
import Firearms
import Inquiries
import Language
import SerialIndex
import Testing
import Tracing

/// Whatever is not of the form is refused, with the place and without what stands there.
struct CodecTests {
    private let recovery = Recovery(unreadRow: 1, reference: "a", file: "f")

    private func object(_ text: String) throws -> JSONObject {
        try #require(JSONValue(parsing: Array(text.utf8)).object)
    }

    /// A body with one member changed: each of these is refused at the path.
    private func refuse(
        _ good: JSONObject, _ changes: [(String, JSONValue?, MessageError)],
        _ read: (JSONObject) throws -> Void
    ) throws {
        #expect(throws: Never.self) { try read(good) }
        for (name, value, error) in changes {
            var body = good
            body[name] = value
            #expect(throws: error, "\(name)") { try read(body) }
        }
        var body = good
        body["x-note"] = .string("a")
        #expect(throws: Never.self) { try read(body) }
        body["other"] = .string("a")
        #expect(throws: MessageError.unknownMember(of: "body")) { try read(body) }
    }

    private let long = JSONValue.string(String(repeating: "a", count: 513))

    @Test("a request of another form is refused")
    func request() throws {
        let good = try object(
            """
            {"ref":"A-1","firearm":{"make":"GLOCK","serial":"AB123"},"on":["2020-01-01","2020-03-01"],
            "state":"Sonora","offence":"x"}
            """)
        try refuse(
            good,
            [
                ("ref", nil, .missing(member: "body.ref")),
                ("ref", .string(""), .malformed(member: "body.ref")),
                ("ref", long, .malformed(member: "body.ref")),
                ("firearm", nil, .missing(member: "body.firearm")),
                ("firearm", .string("GLOCK"), .malformed(member: "body.firearm")),
                (
                    "firearm", .object(try object(#"{"owner":"a"}"#)),
                    .unknownMember(of: "body.firearm")
                ),
                (
                    "firearm", .object(try object(#"{"serial":"a\u0000"}"#)),
                    .malformed(member: "body.firearm.serial")
                ),
                ("on", .string("2020-02-30"), .malformed(member: "body.on")),
                ("on", .string("1/2/2020"), .malformed(member: "body.on")),
                (
                    "on", .array([.string("2020-01-02"), .string("2020-01-01")]),
                    .malformed(member: "body.on")
                ),
                (
                    "on", .array([.string("2020-01-01"), .string("2020-01-01")]),
                    .malformed(member: "body.on")
                ),
                ("state", long, .malformed(member: "body.state")),
                ("municipality", .string("a\nb"), .malformed(member: "body.municipality")),
                ("offence", .integer(1), .malformed(member: "body.offence")),
                ("unread", .string(""), .malformed(member: "body.unread")),
            ]
        ) { body in
            var describer = FirearmDescriber(tables: .carried)
            _ = try TraceRequestBody.recovery(body, describer: &describer)
        }
    }

    @Test("what can not stand in a body is a space, and what is too long is cut")
    func fitted() throws {
        var describer = FirearmDescriber(tables: .carried)
        let raw = RawDescriptor(
            make: "A\nB\t", model: String(repeating: "ñ", count: 600), serial: "1\u{2028}2")
        let recovery = Recovery(
            reference: "r", file: "", row: 1, recoveredOn: nil, state: "", municipality: "",
            offence: "", agency: "", firearm: describer.describe(raw))
        let body = TraceRequestBody.body(of: recovery)
        let read = try TraceRequestBody.recovery(body, describer: &describer)
        #expect(read.firearm.raw.make == "A B ")
        #expect(read.firearm.raw.model == String(repeating: "ñ", count: 256))
        #expect(read.firearm.raw.serial == "1 2")
    }

    @Test("a result of another form is refused")
    func result() throws {
        let good = try object(
            """
            {"outcome":"purchaser","closure":"PURCHASER_IDENTIFIED","mender":"nobody",
            "confidence":990000,"certainty":"very_likely","count":1,"absent":0,"sold":"2019-05-01",
            "days":10,"sealed":["purchaser.born","purchaser.name"],
            "dealer":{"number":"1","kind":"dealer","name":"A","closed":true},
            "reasons":[["tracing.reason.unique",{}]],
            "candidates":[{"firearm":{"make":"GLOCK"},"p":990000,
            "chain":[{"holder":{"kind":"maker"},"event":"transferred","to":"A"}]}]}
            """)
        let phrase = JSONValue.array([.string("a"), .object(JSONObject()), .null])
        let candidate = try #require(good["candidates"]?.array?.first)
        try refuse(
            good,
            [
                ("outcome", .string("guilty"), .malformed(member: "body.outcome")),
                ("outcome", .string("ambiguous"), .malformed(member: "body.sealed")),
                ("closure", nil, .missing(member: "body.closure")),
                ("mender", .string(""), .malformed(member: "body.mender")),
                ("confidence", .integer(1_000_001), .malformed(member: "body.confidence")),
                ("absent", .integer(-1), .malformed(member: "body.absent")),
                ("certainty", .string("sure"), .malformed(member: "body.certainty")),
                ("count", .integer(0), .malformed(member: "body.count")),
                ("count", .integer(2_000_000), .malformed(member: "body.count")),
                ("sold", .string("2019"), .malformed(member: "body.sold")),
                ("days", .integer(-1), .malformed(member: "body.days")),
                ("sealed", .array([]), .malformed(member: "body.sealed")),
                ("sealed", .array([.string("serial")]), .malformed(member: "body.sealed")),
                ("dealer", .object(JSONObject()), .missing(member: "body.dealer.kind")),
                ("reasons", .array([]), .malformed(member: "body.reasons")),
                ("reasons", .array([phrase]), .malformed(member: "body.reasons.0")),
                ("mend", phrase, .malformed(member: "body.mend")),
                (
                    "candidates", .array(Array(repeating: candidate, count: 13)),
                    .malformed(member: "body.candidates")
                ),
                ("candidates", .array([.null]), .malformed(member: "body.candidates.0")),
                ("legs", .array([]), .malformed(member: "body.legs")),
            ]
        ) { _ = try TraceResultBody.read($0, for: recovery) }
    }

    @Test("a phrase that is not known here is left out, and said to be")
    func phrases() throws {
        let body = try object(
            """
            {"outcome":"not found","closure":"NOT_IN_THESE_BOOKS","mender":"requester",
            "confidence":1,"certainty":"unlikely","count":0,"absent":1,
            "mend":["commands.trace.summary",{}],
            "reasons":[["tracing.reason.unique",{}],["tracing.reason.coming",{"a":["text","b"]}],
            ["tracing.weighed.for",{"reason":["phrase",["other.key",{}]],"times":["count",3]}]]}
            """)
        let finding = try TraceResultBody.read(body, for: recovery).finding
        #expect(
            finding.reasons.map(\.key) == ["tracing.reason.unique", "inquiries.phrase.unknown"])
        #expect(finding.mend?.key == "inquiries.phrase.unknown")
        for fact in [
            #"["text","a\u0000"]"#, #"["count",2000000000]"#, #"["day","2020"]"#, #"["name","a"]"#,
            #"["share",1000001,1]"#, #"["share",1,7]"#, #"["decimal",1]"#, #"["list",["a"]]"#, "1",
            #"["phrase",["a",{"b":["phrase",["a",{"b":["phrase",["a",{"b":["phrase",["a",{}]]}]]}]]}]]"#,
        ] {
            var body = body
            body["mend"] = try JSONValue(
                parsing: Array(#"["tracing.reason.unique",{"a":\#(fact)}]"#.utf8))
            #expect(throws: MessageError.self, "\(fact)") {
                try TraceResultBody.read(body, for: recovery)
            }
        }
    }

    @Test("facts of every sort come back")
    func facts() throws {
        let day = try #require(Day(iso: "2020-01-02"))
        let phrase = Phrase(
            "tracing.reason.unique",
            [
                "a": "t", "b": 7, "c": .decimal(2.5, places: 1), "d": .share(0.25, places: 0),
                "e": .day(day), "f": .days(DayRange(day, day.advanced(by: 3))),
                "g": .phrase(Phrase("tracing.serial.exact")),
                "h": .list([Phrase("tracing.serial.exact")]),
            ])
        let finding = Finding(unread: recovery, because: phrase)
        let read = try TraceResultBody.read(TraceResultBody.write(finding).body, for: recovery)
        #expect(read.finding.reasons == [phrase])
    }

    @Test("an answer that would be too long lists fewer firearms and counts them all")
    func bounded() throws {
        let text = String(repeating: "a", count: 512)
        let step = ChainStep(
            holder: Licensee(number: text, kind: .dealer, name: text, city: text, state: text),
            acquiredOn: nil, event: .transferred(to: text), on: nil)
        let candidate = Candidate(
            firearm: RawDescriptor(make: text), probability: 0.1, reasons: [],
            chain: Array(repeating: step, count: 16))
        let finding = Finding(
            recovery: recovery, outcome: .ambiguous, closure: .serialAmbiguous,
            mender: .requester, mend: nil, confidence: 0.1, certainty: .unlikely,
            candidates: Array(repeating: candidate, count: 12), candidateCount: 40,
            absentProbability: 0, purchaser: nil, dealer: nil, soldOn: nil, daysToCrime: nil,
            duplicateOf: nil, reasons: [])
        let body = TraceResultBody.write(finding).body
        #expect(JSONValue.object(body).canonicalBytes.count <= TraceResultBody.mostBytes)
        let read = try TraceResultBody.read(body, for: recovery).finding
        #expect((1..<12).contains(read.candidates.count))
        #expect(read.candidateCount == 40)
    }

    @Test("a question of another form is refused")
    func question() throws {
        let good = try object(
            """
            {"ask":"firearm","serial":"AB?1*","mistakes":1,"makes":["COLT","GLOCK"],
            "from":"1-23-456-07-8A-00001","from_name":"A","from_on":"2020-01-01"}
            """)
        let question = try QuestionBody.question(good)
        #expect(QuestionBody.body(of: question) == good)
        try refuse(
            good,
            [
                ("ask", .string("person"), .malformed(member: "body.ask")),
                ("serial", nil, .missing(member: "body.serial")),
                ("serial", .string("ab1"), .malformed(member: "body.serial")),
                ("serial", .string("A**"), .malformed(member: "body.serial")),
                ("serial", .string(""), .malformed(member: "body.serial")),
                (
                    "serial", .string(String(repeating: "1", count: 41)),
                    .malformed(member: "body.serial")
                ),
                ("mistakes", .integer(3), .malformed(member: "body.mistakes")),
                ("makes", .array([]), .malformed(member: "body.makes")),
                (
                    "makes", .array([.string("GLOCK"), .string("COLT")]),
                    .malformed(member: "body.makes")
                ),
                ("from", .string(""), .malformed(member: "body.from")),
                ("from_on", .string("x"), .malformed(member: "body.from_on")),
            ]
        ) { _ = try QuestionBody.question($0) }
        let second = try object(#"{"ask":"recipient","row":2,"serial":"AB12"}"#)
        #expect(QuestionBody.body(of: try QuestionBody.question(second)) == second)
        try refuse(
            second,
            [
                ("row", .integer(0), .malformed(member: "body.row")),
                ("serial", .string("A?"), .malformed(member: "body.serial")),
            ]
        ) { _ = try QuestionBody.question($0) }
    }

    @Test("an answer of another form is refused")
    func answer() throws {
        let question = FirearmQuestion(
            serial: SerialPattern(whole: "AB123"), mistakes: 1, makes: [FirmCode("GLOCK")],
            cameFromName: "A")
        let good = try object(
            """
            {"reply":"found","total":2,"lines":[{"row":2,"firearm":{"make":"GLOCK"},"serial":"AB-123",
            "mistakes":0,"acquired":"2019-01-01","from":{"tag":"0123456789abcdef","asked":true},
            "went":{"to":"retail","tag":"0123456789abcdef","on":"2019-02-01"}}]}
            """)
        let line = try #require(good["lines"]?.array?.first)
        try refuse(
            good,
            [
                ("reply", .string("maybe"), .malformed(member: "body.reply")),
                ("total", .integer(0), .malformed(member: "body.total")),
                ("lines", nil, .missing(member: "body.lines")),
                (
                    "lines", .array(Array(repeating: line, count: 65)),
                    .malformed(member: "body.lines")
                ),
            ] + lineChanges(line)
        ) { _ = try AnswerBody.reply($0, to: question, tables: .carried) }
        let refused = try object(#"{"reply":"refused","code":"TOO_WIDE"}"#)
        guard
            case .refused(.tooWide) = try AnswerBody.reply(
                refused, to: question, tables: .carried)
        else {
            Issue.record("a refusal is read as another answer")
            return
        }
        let named = try object(#"{"reply":"named"}"#)
        #expect(throws: MessageError.missing(member: "recipient.name")) {
            try AnswerBody.recipient(named) { _ in nil }
        }
        #expect(throws: MessageError.malformed(member: "body.reply")) {
            try AnswerBody.recipient(object(#"{"reply":"found"}"#)) { _ in "A" }
        }
    }

    @Test("a clarification asks for fields, and comes back")
    func clarification() throws {
        let recovery = Recovery(unreadRow: 1, reference: "a", file: "f")
        let finding = Finding(unread: recovery, because: Phrase("tracing.reason.unique"))
        let asked = try #require(Clarification(for: finding))
        #expect(asked.fields.map(\.text).contains("firearm.serial"))
        #expect(try Clarification(asked.body) == asked)
        #expect(Clarification(fields: [], closure: .noAnswer, note: Phrase("a")) == nil)
        try refuse(
            asked.body,
            [
                ("fields", .array([]), .malformed(member: "body.fields")),
                (
                    "fields", .array([.string("b"), .string("a")]),
                    .malformed(member: "body.fields")
                ),
                ("fields", .array([.string("A b")]), .malformed(member: "body.fields")),
                ("closure", .string("x"), .malformed(member: "body.closure")),
                ("note", nil, .missing(member: "body.note")),
            ]
        ) { _ = try Clarification($0) }
    }

    /// Lines of another form, and where that is said.
    private func lineChanges(_ line: JSONValue) throws -> [(String, JSONValue?, MessageError)] {
        func lines(_ name: String, _ text: String) throws -> JSONValue {
            var object = try #require(line.object)
            object[name] = try JSONValue(parsing: Array(text.utf8))
            return .array([.object(object)])
        }
        return [
            ("lines", try lines("mistakes", "2"), .malformed(member: "body.lines.0.mistakes")),
            ("lines", try lines("row", "-1"), .malformed(member: "body.lines.0.row")),
            ("lines", try lines("buyer", "1"), .unknownMember(of: "body.lines.0")),
            (
                "lines", try lines("firearm", #"{"serial":"1"}"#),
                .malformed(member: "body.lines.0.firearm.serial")
            ),
            (
                "lines", try lines("from", #"{"tag":"x"}"#),
                .malformed(member: "body.lines.0.from.tag")
            ),
            (
                "lines", try lines("from", #"{"tag":"0123456789abcdef","licence":"street 1"}"#),
                .malformed(member: "body.lines.0.from.licence")
            ),
            (
                "lines", try lines("went", #"{"to":"retail","tag":"A NAME"}"#),
                .malformed(member: "body.lines.0.went.tag")
            ),
            (
                "lines", try lines("went", #"{"to":"licensee","number":"12"}"#),
                .malformed(member: "body.lines.0.went.number")
            ),
            (
                "lines", try lines("went", #"{"to":"nothing","on":"2020-01-01"}"#),
                .malformed(member: "body.lines.0.went.to")
            ),
            (
                "lines", try lines("went", #"{"to":"theft","name":"A"}"#),
                .unknownMember(of: "body.lines.0.went")
            ),
        ]
    }
}
