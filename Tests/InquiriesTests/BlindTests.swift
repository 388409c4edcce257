import BlindLookup
import Cryptography
import Encoding
import Exchange
import Firearms
import Inquiries
import Testing

/// What two nodes say about each other's firearms without naming them, as messages, with limits.
struct BlindTests {
    func word<Value: Word>(_ text: String) throws -> Value { try #require(Value(text)) }

    func moment(_ milliseconds: Int64) throws -> Moment {
        try #require(Moment(milliseconds: milliseconds))
    }

    func period(_ number: Int = 100) throws -> ComparisonPeriod {
        try #require(ComparisonPeriod(number: number))
    }

    private func officer(_ badge: String = "7", _ peer: String = "us.trace.example") throws
        -> BlindAllowance.Officer
    {
        BlindAllowance.Officer(
            peer: try word(peer), pseudonym: Pseudonym(badge: badge, key: [1]))
    }

    private func forms(_ numbers: some Sequence<Int>) throws -> [NormalForm] {
        try numbers.map { number in
            try #require(
                NormalForm(.make, make: FirmCode("COLT"), serial: Array("AB\(number)".utf8)))
        }
    }

    private func desk(perOfficer: Int = 100, perPeer: Int = 1000) throws -> BlindDesk {
        let seed = try #require(HMACKey([UInt8](repeating: 3, count: 32)))
        let period = try period()
        return BlindDesk(
            keys: PeriodKeys(seed: seed, period: period),
            allowance: BlindAllowance(perOfficer: perOfficer, perPeer: perPeer, period: period))
    }

    /// Publishes firearms at a desk.
    private func publish(_ forms: Set<NormalForm>, at desk: inout BlindDesk) async throws {
        let keys = desk.keys
        let list = try await ComparisonList.make(of: forms, .make, keys: keys, lanes: 2)
        let isPublished = desk.publish(list)
        #expect(isPublished && desk.list == list)
    }

    /// What a desk answers in the end.
    private func answered(
        _ question: BlindQuestion, from officer: BlindAllowance.Officer, at now: Moment,
        _ desk: inout BlindDesk
    ) async throws -> BlindReply {
        switch desk.decide(question, from: officer, at: now) {
        case .reply(let reply): reply
        case .work(let work): try await work.reply(nonce: nonce(), lanes: 2)
        }
    }

    private func nonce() throws -> SecretScalar { try #require(SecretScalar.random()) }

    func elements(_ count: Int) async throws -> [RistrettoPoint] {
        let factor = try nonce()
        return try await ComparisonQuery.queries(for: forms(0..<count)) { factor }
            .flatMap(\.elements)
    }

    /// A question or an answer as it is after it was sent.
    private func sent(_ body: JSONObject) throws -> JSONObject {
        try #require(JSONValue(canonical: JSONValue.object(body).canonicalBytes).object)
    }

    @Test("two nodes compare their lists by messages and find what both have")
    func whole() async throws {
        var desk = try desk()
        try await publish(Set(forms(0..<9000)), at: &desk)
        let (officer, now) = (try officer(), try moment(1_767_225_600_000))
        var parts: [BlindReply.ListPart] = []
        repeat {
            let question = try BlindQuestion(sent(BlindQuestion.list(part: parts.count).body))
            let reply = try await answered(question, from: officer, at: now, &desk)
            guard case .list(let part) = try BlindReply(sent(reply.body)) else {
                Issue.record("no list")
                return
            }
            parts.append(part)
        } while parts.count < parts[0].parts
        #expect(parts.count == 2)
        let list = try #require(ComparisonList(parts))
        #expect(list == desk.list)
        let queries = try await ComparisonQuery.queries(
            for: forms(8990..<9020), lanes: 2, draw: SecretScalar.random)
        let query = try #require(queries.first)
        let question = BlindQuestion.evaluate(
            .init(period: list.period, rule: list.rule, elements: query.elements))
        let read = try BlindQuestion(sent(question.body))
        #expect(read == question)
        let reply = try await answered(read, from: officer, at: now, &desk)
        guard case .evaluated(let period, let batch) = try BlindReply(sent(reply.body)) else {
            Issue.record("no answer")
            return
        }
        let found = try await query.matches(in: list, period: period, answer: batch, lanes: 2)
        #expect(found == (try forms(8990..<9000)))
        #expect(desk.allowance.officers == [officer: 30])
        #expect(desk.allowance.peers == [officer.peer: 30])
    }

    @Test("the largest question, answer and part of a list fit into an envelope")
    func sizes() async throws {
        let elements = try await elements(ComparisonQuery.mostElements)
        var desk = try desk(perOfficer: .max, perPeer: .max)
        try await publish(Set(forms(0..<8193)), at: &desk)
        let question = BlindQuestion.evaluate(
            .init(period: try period(), rule: .make, elements: elements))
        let (officer, now) = (try officer(), try moment(1))
        let answer = try await answered(question, from: officer, at: now, &desk)
        let part = try await answered(.list(part: 0), from: officer, at: now, &desk)
        let key = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32)))
        let signer = try #require(MessageSigner(name: "us.trace.example/node", key: key))
        for (kind, body) in [
            (MessageKind.blindQuery, question.body), (.blindAnswer, answer.body),
            (.blindAnswer, part.body),
        ] {
            var message = try message(kind)
            message.body = body
            let signed = try SignedMessage(message, signers: [signer])
            #expect(signed.envelope.bytes.count <= Envelope.mostBytes)
            #expect(try SignedMessage(signed.envelope.bytes, trusted: [signer.verifier]) == signed)
        }
    }

    func message(_ kind: MessageKind) throws -> Message {
        let random = [UInt8](repeating: 2, count: UniqueIdentifier.randomSize)
        return Message(
            kind, identifier: try #require(UniqueIdentifier(at: moment(5), random: random)),
            route: Message.Route(
                from: try word("us.trace.example"), to: try word("mx.trace.example")),
            lifetime: try #require(Lifetime(from: moment(5), until: moment(10))),
            grounds: Grounds(
                purpose: .criminalJustice, basis: try word("us:18usc923g7"),
                caseReference: try word("FED/1/2026"),
                requester: Requester(
                    agency: try word("USATF0001"), officer: Pseudonym(badge: "7", key: [1]))))
    }

    private func text(_ bytes: [UInt8]) -> JSONValue { .string(Base64.encode(bytes)) }

    /// A body with one member changed: each of these is refused at the path.
    private func refuse(
        _ good: JSONObject, _ changes: [(String, JSONValue?, MessageError)],
        _ read: (JSONObject) throws -> Void
    ) throws {
        try read(good)
        for (name, value, error) in changes {
            var body = good
            body[name] = value
            #expect(throws: error, "\(name)") { try read(body) }
        }
        var body = good
        body["x-note"] = .string("a")
        try read(body)
        body["other"] = .string("a")
        #expect(throws: MessageError.unknownMember(of: "body")) { try read(body) }
    }

    private let bad = MessageError.malformed(member: "body.elements")

    @Test("questions of another form are refused, with the member's path")
    func malformedQuestions() async throws {
        let elements = try await elements(2)
        let good = BlindQuestion.evaluate(
            .init(period: try period(), rule: .make, elements: elements)
        ).body
        let encoded = elements.flatMap(\.bytes)
        let identity = encoded + [UInt8](repeating: 0, count: 32)
        let many = (0...ComparisonQuery.mostElements).flatMap { _ in elements[0].bytes }
        try refuse(
            good,
            [
                ("ask", nil, .missing(member: "body.ask")),
                ("ask", .string("all"), .malformed(member: "body.ask")),
                ("period", nil, .missing(member: "body.period")),
                ("period", .integer(-1), .malformed(member: "body.period")),
                ("period", .integer(1_000_000), .malformed(member: "body.period")),
                ("form", .string("norm:2"), .malformed(member: "body.form")),
                ("elements", nil, .missing(member: "body.elements")),
                ("elements", .array([]), bad), ("elements", text([]), bad),
                ("elements", text(encoded + [1]), bad), ("elements", text(identity), bad),
                ("elements", text([UInt8](repeating: 255, count: 32)), bad),
                ("elements", text(many), bad), ("elements", .string("?"), bad),
            ]
        ) { _ = try BlindQuestion($0) }
        try refuse(
            BlindQuestion.list(part: 0).body,
            [
                ("part", nil, .missing(member: "body.part")),
                ("part", .integer(-1), .malformed(member: "body.part")),
                ("part", .integer(16), .malformed(member: "body.part")),
            ]
        ) { _ = try BlindQuestion($0) }
    }

    @Test("answers of another form are refused, with the member's path")
    func malformedAnswers() async throws {
        let elements = try await elements(2)
        let question = BlindQuestion.evaluate(
            .init(period: try period(), rule: .make, elements: elements))
        let identity = elements.flatMap(\.bytes) + [UInt8](repeating: 0, count: 32)
        var desk = try desk()
        try await publish([], at: &desk)
        let (officer, now) = (try officer(), try moment(1))
        let answer = try await answered(question, from: officer, at: now, &desk)
        let proof = [UInt8](repeating: 255, count: EqualityProof.size)
        try refuse(
            answer.body,
            [
                ("say", nil, .missing(member: "body.say")),
                ("say", .string("yes"), .malformed(member: "body.say")),
                ("period", .string("1"), .malformed(member: "body.period")),
                ("elements", text(identity), bad),
                ("proof", nil, .missing(member: "body.proof")),
                ("proof", text(proof), .malformed(member: "body.proof")),
                ("proof", text([1]), .malformed(member: "body.proof")),
            ]
        ) { _ = try BlindReply($0) }
        let part = try await answered(.list(part: 0), from: officer, at: now, &desk)
        let tags = try #require(desk.list).tags
        let doubled = (tags.prefix(1) + tags).flatMap(\.bytes)
        let tooMany = [UInt8](repeating: 1, count: 8193 * ComparisonTag.size)
        try refuse(
            part.body,
            [
                ("form", nil, .missing(member: "body.form")),
                ("key", text([UInt8](repeating: 0, count: 32)), .malformed(member: "body.key")),
                ("key", nil, .missing(member: "body.key")),
                ("whole", nil, .missing(member: "body.whole")),
                ("whole", text([1]), .malformed(member: "body.whole")),
                ("part", .integer(1), .malformed(member: "body.part")),
                ("parts", .integer(0), .malformed(member: "body.parts")),
                ("parts", .integer(17), .malformed(member: "body.parts")),
                ("tags", text(doubled), .malformed(member: "body.tags")),
                ("tags", text(tooMany), .malformed(member: "body.tags")),
                ("tags", text([1]), .malformed(member: "body.tags")),
            ]
        ) { _ = try BlindReply($0) }
        for refusal in BlindReply.Refusal.allCases {
            try refuse(
                BlindReply.refused(refusal).body,
                [("code", .string("OTHER"), .malformed(member: "body.code"))]
            ) { body in
                let read = try BlindReply(body)
                #expect(read == .refused(refusal))
            }
        }
    }

    @Test("parts of different lists, or not all of them, are no list")
    func parts() async throws {
        var desk = try desk()
        try await publish(Set(forms(0..<8193)), at: &desk)
        let list = try #require(desk.list)
        let all = (0..<list.parts).compactMap { list.part($0) }
        #expect(all.count == 2 && ComparisonList(all) == list)
        #expect(list.part(2) == nil && list.part(-1) == nil)
        #expect(ComparisonList([]) == nil)
        #expect(ComparisonList([all[0]]) == nil)
        #expect(ComparisonList([all[1], all[0]]) == nil)
        #expect(ComparisonList([all[0], all[0]]) == nil)
        let moved = desk.advance(to: try period(101))
        #expect(moved)
        try await publish(Set(forms(0..<8193)), at: &desk)
        let next = try #require(desk.list?.part(1))
        #expect(ComparisonList([all[0], next]) == nil)
    }

    @Test("a desk refuses what it has no list, key or answer for, and counts nothing then")
    func refusals() async throws {
        var desk = try desk(perOfficer: 3, perPeer: 5)
        let (officer, now) = (try officer(), try moment(1))
        let elements = try await elements(2)
        func ask(_ number: Int = 100, _ rule: FormRule = .make) throws -> BlindQuestion {
            .evaluate(.init(period: try period(number), rule: rule, elements: elements))
        }
        #expect(
            try await answered(ask(), from: officer, at: now, &desk)
                == .refused(.noList))
        try await publish([], at: &desk)
        let refused: [(BlindQuestion, BlindReply.Refusal)] = [
            (.list(part: 1), .noSuchPart), (try ask(99), .otherPeriod),
            (try ask(101), .otherPeriod),
            (try ask(100, .whole), .otherRule),
        ]
        for (question, refusal) in refused {
            #expect(
                try await answered(question, from: officer, at: now, &desk)
                    == .refused(refusal))
        }
        #expect(desk.allowance.officers.isEmpty && desk.allowance.peers.isEmpty)
        guard case .evaluated = try await answered(ask(), from: officer, at: now, &desk)
        else {
            Issue.record("not answered")
            return
        }
        #expect(
            try await answered(ask(), from: officer, at: now, &desk)
                == .refused(.officer))
        guard
            case .evaluated = try await answered(ask(), from: self.officer("8"), at: now, &desk)
        else {
            Issue.record("not answered")
            return
        }
        #expect(
            try await answered(ask(), from: self.officer("9"), at: now, &desk)
                == .refused(.peer))
        let strange = PeriodKeys(
            seed: try #require(HMACKey([UInt8](repeating: 4, count: 32))), period: try period())
        let isTaken = desk.publish(
            try await ComparisonList.make(of: [], .make, keys: strange))
        #expect(!isTaken)
        let (back, on) = (desk.advance(to: try period(99)), desk.advance(to: try period(101)))
        #expect(!back && on && desk.list == nil)
    }

    @Test("allowances come back with the day and the period, and never with a clock set back")
    func allowance() throws {
        let day: Int64 = 86_400_000
        var allowance = BlindAllowance(perOfficer: 10, perPeer: 25, period: try period())
        let (one, other) = (try officer("1"), try officer("2"))
        let elsewhere = try officer("1", "mx.trace.example")
        func take(
            _ count: Int, _ officer: BlindAllowance.Officer, _ time: Int64, _ number: Int = 100
        ) throws -> BlindReply.Refusal? {
            allowance.take(count, for: officer, in: try period(number), at: try moment(time))
        }
        #expect(try take(10, one, 5 * day) == nil)
        #expect(try take(1, one, 5 * day + 1) == .officer)
        #expect(try take(11, other, 5 * day) == .officer)
        #expect(try take(.max, other, 5 * day) == .officer)
        #expect(try take(0, other, 5 * day) == .otherPeriod)
        #expect(try take(10, other, 5 * day) == nil)
        #expect(try take(10, elsewhere, 5 * day) == nil)
        // The clock is set back: the day stays that of the latest question.
        #expect(try take(1, one, 4 * day) == .officer)
        #expect(try take(1, one, 6 * day - 1) == .officer)
        #expect(try take(6, one, 6 * day) == .peer)
        #expect(try take(5, one, 6 * day) == nil)
        #expect(try take(1, other, 7 * day) == .peer)
        #expect(try take(1, other, 7 * day, 99) == .otherPeriod)
        #expect(try take(1, other, 7 * day, 101) == nil)
        #expect(try take(1, other, 7 * day, 100) == .otherPeriod)
        let kept = BlindAllowance(
            perOfficer: 10, perPeer: 25, period: allowance.period, day: allowance.day,
            officers: allowance.officers, peers: allowance.peers)
        #expect(kept == allowance)
    }
}
