import Cryptography
import Encoding
import Exchange
import Testing

struct MessageTests {
    /// A payload with one change to its members, canonical again.
    private func payload(_ change: (inout JSONObject) -> Void) throws -> [UInt8] {
        var object = try #require(
            try JSONValue(canonical: TestWorld.fullMessage().payload).object)
        change(&object)
        return JSONValue.object(object).canonicalBytes
    }

    @Test("a message has one text, and comes back from it")
    func roundTrip() throws {
        let plain = try TestWorld.message()
        #expect(try Message(payload: plain.payload) == plain)
        #expect(
            String(decoding: plain.payload, as: UTF8.self) == #"{"aud":"mx.trace.example","#
                + #""basis":"us:18usc923g7","body":{},"case":"FED/SDHPDSC/0001/2026","#
                + #""exp":1769817600123,"handling":[],"iat":1767225600123,"#
                + #""id":"019b76da-a87b-7101-8101-010101010101","iss":"us.trace.example","#
                + #""purpose":"C","requester":{"actor":"\#(plain.grounds.requester.officer.text)","#
                + #""ori":"USATF0001"},"typ":"TRACE_REQUEST"}"#)
        let full = try TestWorld.fullMessage()
        let read = try Message(payload: full.payload)
        #expect(read == full)
        #expect(read.payload == full.payload)
        var odd = full
        odd.extensions["name"] = .string("nobody")
        #expect(odd.payload == full.payload)
    }

    @Test("a member that must be there is missed by its name")
    func missing() throws {
        for name in [
            "id", "typ", "iss", "aud", "iat", "exp", "purpose", "basis", "case", "handling",
            "requester", "body",
        ] {
            #expect(throws: MessageError.missing(member: name)) {
                try Message(payload: try payload { $0[name] = nil })
            }
        }
        for name in ["re", "eval", "sealed", "x-note"] {
            _ = try Message(payload: try payload { $0[name] = nil })
        }
    }

    @Test("a member of another form is refused by its name, and its content is not told")
    func malformed() throws {
        let wrong: [(String, JSONValue)] = [
            ("id", .string("1")), ("id", .integer(1)), ("typ", .string("GOSSIP")),
            ("iss", .string("US")), ("aud", .null), ("iat", .integer(-1)), ("iat", .string("1")),
            ("exp", .integer(1_767_225_600_123)), ("re", .null), ("purpose", .string("J")),
            ("basis", .string("")), ("case", .string("a\nb")), ("handling", .string("H1")),
            ("handling", .array([.string("H2"), .string("H1")])),
            ("handling", .array([.string("H1"), .string("H1")])),
            ("handling", .array([.string("H9")])), ("handling", .array([.integer(1)])),
            ("eval", .string("Z9")), ("requester", .string("x")), ("body", .array([])),
            ("sealed", .array([])), ("sealed", .null),
        ]
        for (name, value) in wrong {
            #expect(throws: MessageError.malformed(member: name), "\(name)") {
                try Message(payload: try payload { $0[name] = value })
            }
        }
        let many = [JSONValue](repeating: .null, count: Message.mostSealed + 1)
        #expect(throws: MessageError.malformed(member: "sealed")) {
            try Message(payload: try payload { $0["sealed"] = .array(many) })
        }
    }

    @Test("members inside others are read as strictly")
    func nested() throws {
        func requester(_ change: (inout JSONObject) -> Void) throws -> [UInt8] {
            try payload { object in
                var inner = object["requester"]?.object ?? JSONObject()
                change(&inner)
                object["requester"] = .object(inner)
            }
        }
        #expect(throws: MessageError.missing(member: "requester.ori")) {
            try Message(payload: try requester { $0["ori"] = nil })
        }
        #expect(throws: MessageError.malformed(member: "requester.actor")) {
            try Message(payload: try requester { $0["actor"] = .string("Officer Name") })
        }
        #expect(throws: MessageError.unknownMember(of: "requester")) {
            try Message(payload: try requester { $0["name"] = .string("Officer Name") })
        }
        func sealed(_ name: String, _ value: JSONValue?) throws -> [UInt8] {
            try payload { object in
                var inner = object["sealed"]?.array?.first?.object ?? JSONObject()
                inner[name] = value
                object["sealed"] = .array([.object(inner)])
            }
        }
        for (name, value) in [
            ("f", .string("A")), ("to", .string("A")), ("n", .string("!")), ("ct", .integer(1)),
            ("w", .array([.integer(1)])), ("c", .string("A")),
        ] as [(String, JSONValue)] {
            #expect(throws: MessageError.malformed(member: "sealed.0.\(name)")) {
                try Message(payload: try sealed(name, value))
            }
            #expect(throws: MessageError.missing(member: "sealed.0.\(name)")) {
                try Message(payload: try sealed(name, nil))
            }
        }
        for (name, value) in [
            ("n", .string("AAAA")), ("ct", .string("")), ("w", .array([])),
            ("w", .array([.string("AAAA")])),
        ] as [(String, JSONValue)] {
            #expect(throws: MessageError.malformed(member: "sealed.0")) {
                try Message(payload: try sealed(name, value))
            }
        }
        #expect(throws: MessageError.unknownMember(of: "sealed.0")) {
            try Message(payload: try sealed("x-more", .null))
        }
        #expect(throws: MessageError.unknownMember(of: "")) {
            try Message(payload: try payload { $0["name"] = .string("a") })
        }
        #expect(throws: MessageError.json(.malformed(.form, at: 0))) {
            try Message(payload: Array(" {}".utf8))
        }
        #expect(throws: MessageError.malformed(member: "")) {
            try Message(payload: Array("[]".utf8))
        }
    }

    @Test("every kind has its word and its type")
    func kinds() {
        #expect(MessageKind.allCases.count == 14)
        #expect(Set(MessageKind.allCases.map(\.payloadType)).count == 14)
        #expect(
            MessageKind.traceRequest.payloadType == "application/vnd.trace.request.v1+json")
    }

    @Test("a signed message is read only when its issuer stands for it")
    func signed() throws {
        let north = try TestWorld.north()
        let south = try TestWorld.south()
        let trusted = [north.verifier, south.verifier]
        let made = try SignedMessage(TestWorld.fullMessage(), signers: [north])
        let read = try SignedMessage(made.envelope.bytes, trusted: trusted)
        #expect(read == made)
        #expect(throws: MessageError.issuer) {
            try SignedMessage(TestWorld.fullMessage(), signers: [south])
        }
        let payload = try TestWorld.message().payload
        let type = MessageKind.traceRequest.payloadType
        let foreign = try Envelope(payloadType: type, payload: payload, signers: [south])
        #expect(throws: MessageError.issuer) {
            try SignedMessage(foreign.bytes, trusted: trusted)
        }
        let mistyped = try Envelope(
            payloadType: MessageKind.cancel.payloadType, payload: payload, signers: [north])
        #expect(throws: MessageError.type) {
            try SignedMessage(mistyped.bytes, trusted: trusted)
        }
        // Nothing of a payload is read before somebody trusted stands for it.
        let noise = try Envelope(payloadType: type, payload: [0xFF], signers: [north])
        #expect(throws: EnvelopeError.unsigned(found: 0, wanted: 1)) {
            try SignedMessage(noise.bytes, trusted: [south.verifier])
        }
        #expect(throws: MessageError.json(.malformed(.encoding, at: 0))) {
            try SignedMessage(noise.bytes, trusted: trusted)
        }
    }

    @Test("a message counts for its audience, in its time")
    func audience() throws {
        let made = try SignedMessage(TestWorld.message(), signers: [TestWorld.north()])
        let here = try #require(NodeName("mx.trace.example"))
        let there = try #require(NodeName("us.trace.example"))
        let start = made.message.lifetime.start.milliseconds
        let end = made.message.lifetime.end.milliseconds
        for time in [start - 60_000, start, end - 1] {
            try made.check(for: here, at: try TestWorld.moment(time))
        }
        #expect(throws: MessageError.audience) {
            try made.check(for: there, at: made.message.lifetime.start)
        }
        #expect(throws: MessageError.early) {
            try made.check(for: here, at: try TestWorld.moment(start - 60_001))
        }
        #expect(throws: MessageError.expired) {
            try made.check(for: here, at: made.message.lifetime.end)
        }
    }
}

struct ReceiptTests {
    private static let digest = Digest.sha256([1])

    private func stages() throws -> [Receipt.Stage] {
        let code = try #require(RefusalCode("NO_BASIS"))
        return [.accepted, .delivered, .answered, .refused(code), .expired, .conflict]
    }

    private func message(_ body: JSONObject) throws -> Message {
        var message = try TestWorld.message(.receipt)
        message.answered = try TestWorld.identifier(2)
        message.body = body
        return message
    }

    @Test("every stage comes back from the body of its message")
    func roundTrip() throws {
        for stage in try stages() {
            let made = Receipt(stage, of: Self.digest)
            let read = try Message(payload: try message(made.body).payload)
            #expect(try Receipt(read) == made)
        }
    }

    @Test("after a final stage comes none, and none comes twice")
    func order() throws {
        let all = try stages()
        #expect(all.map(\.isFinal) == [false, false, true, true, true, true])
        for (place, earlier) in all.enumerated() {
            let following = all.indices.filter { all[$0].mayFollow(earlier) }
            let expected = [[1, 2, 3, 4, 5], [2, 3, 4, 5], [], [], [], []]
            #expect(following == expected[place])
        }
    }

    @Test("what is no receipt is refused")
    func refused() throws {
        let accepted = Receipt(.accepted, of: Self.digest).body
        var request = try TestWorld.message()
        request.body = accepted
        #expect(throws: MessageError.malformed(member: "typ")) { try Receipt(request) }
        var loose = try message(accepted)
        loose.answered = nil
        #expect(throws: MessageError.missing(member: "re")) { try Receipt(loose) }
        let wrong: [(String, JSONValue?, MessageError)] = [
            ("stage", nil, .missing(member: "body.stage")),
            ("stage", .string("LOST"), .malformed(member: "body.stage")),
            ("stage", .string("REFUSED"), .malformed(member: "body.stage")),
            ("code", .string("NO_BASIS"), .malformed(member: "body.stage")),
            ("code", .string("no"), .malformed(member: "body.code")),
            ("msg", nil, .missing(member: "body.msg")),
            ("msg", .string("00"), .malformed(member: "body.msg")),
            ("x-more", .null, .unknownMember(of: "body")),
        ]
        for (name, value, error) in wrong {
            var body = accepted
            body[name] = value
            #expect(throws: error) { try Receipt(try message(body)) }
        }
    }
}
