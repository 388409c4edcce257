public import Encoding

/// What one node says to another: the payload of an envelope.
public struct Message: Hashable, Sendable {
    /// From which node to which.
    public struct Route: Hashable, Sendable {
        /// The node that says it.
        public let issuer: NodeName
        /// The node to which it is said.
        public let audience: NodeName

        /// A way from one node to another.
        public init(from issuer: NodeName, to audience: NodeName) {
            self.issuer = issuer
            self.audience = audience
        }
    }

    /// What it is.
    public let kind: MessageKind
    /// Which it is: no other message of the issuer has the same.
    public let identifier: UniqueIdentifier
    /// From whom and to whom.
    public let route: Route
    /// From when until when it counts by law.
    public let lifetime: Lifetime
    /// Why it is said.
    public let grounds: Grounds
    /// The message that it answers.
    public var answered: UniqueIdentifier?
    /// What the receiver may do with it.
    public var handling: Set<Handling> = []
    /// How far its source is trusted.
    public var evaluation: Evaluation?
    /// What it says, by its kind.
    public var body = JSONObject()
    /// The fields that one node alone can open.
    public var sealed: [SealedField] = []
    /// Members that others have added; their names begin with `x-`, and others are left out of the payload.
    public var extensions = JSONObject()

    /// The most sealed fields of a message.
    public static let mostSealed = 64

    /// A message that says nothing yet.
    public init(
        _ kind: MessageKind, identifier: UniqueIdentifier, route: Route, lifetime: Lifetime,
        grounds: Grounds
    ) {
        self.kind = kind
        self.identifier = identifier
        self.route = route
        self.lifetime = lifetime
        self.grounds = grounds
    }
}

extension Message {
    /// Reads the payload of an envelope, whose signatures were checked.
    ///
    /// - Throws: `MessageError`: what is not of the form.
    public init(payload: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(canonical: payload)
        self.init(
            try reader.choice("typ"), identifier: try reader.identifier("id"),
            route: Route(from: try reader.word("iss"), to: try reader.word("aud")),
            lifetime: try Message.lifetime(&reader), grounds: try Grounds(&reader))
        answered = try reader.optionalIdentifier("re")
        guard let codes: Set<Handling> = try reader.optionalChoices("handling") else {
            throw .missing(member: "handling")
        }
        handling = codes
        evaluation = try reader.optionalWord("eval")
        body = try reader.required("body", \.object)
        let elements = try reader.optional("sealed") { value in
            // None is said by leaving the member out, so that there is one way to say it.
            value.array.flatMap { (1...Message.mostSealed).contains($0.count) ? $0 : nil }
        }
        for (place, element) in (elements ?? []).enumerated() {
            sealed.append(try SealedField(element, path: "sealed.\(place)"))
        }
        extensions = try reader.extensions()
    }

    private static func lifetime(_ reader: inout MemberReader) throws(MessageError) -> Lifetime {
        let issued = try reader.moment("iat")
        guard let lifetime = Lifetime(from: issued, until: try reader.moment("exp")) else {
            throw .malformed(member: "exp")
        }
        return lifetime
    }

    /// The payload's bytes, canonical JSON.
    ///
    /// - Precondition: the numbers of the body lie within `JSONValue.integers`.
    public var payload: [UInt8] {
        var object = JSONObject()
        object["id"] = .string(identifier.text)
        object["typ"] = .string(kind.rawValue)
        object["iss"] = .word(route.issuer)
        object["aud"] = .word(route.audience)
        object["iat"] = .integer(lifetime.start.milliseconds)
        object["exp"] = .integer(lifetime.end.milliseconds)
        object["re"] = answered.map { .string($0.text) }
        grounds.add(to: &object)
        object["handling"] = .choices(handling)
        object["eval"] = .word(evaluation)
        object["body"] = .object(body)
        if !sealed.isEmpty { object["sealed"] = .array(sealed.map(\.json)) }
        object.addExtensions(extensions)
        return JSONValue.object(object).canonicalBytes
    }
}

extension Grounds {
    fileprivate init(_ reader: inout MemberReader) throws(MessageError) {
        let requester = try reader.required("requester") { $0 }
        self.init(
            purpose: try reader.choice("purpose"), basis: try reader.word("basis"),
            caseReference: try reader.word("case"), requester: try Requester(requester))
    }

    fileprivate func add(to object: inout JSONObject) {
        object["purpose"] = .string(purpose.rawValue)
        object["basis"] = .word(basis)
        object["case"] = .word(caseReference)
        var asker = JSONObject()
        asker["ori"] = .word(requester.agency)
        asker["actor"] = .word(requester.officer)
        object["requester"] = .object(asker)
    }
}

extension Requester {
    fileprivate init(_ value: JSONValue) throws(MessageError) {
        var reader = try MemberReader(value, path: "requester")
        self.init(agency: try reader.word("ori"), officer: try reader.word("actor"))
        try reader.finish()
    }
}
