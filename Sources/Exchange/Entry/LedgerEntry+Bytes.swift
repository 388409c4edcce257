internal import Cryptography
internal import Encoding

extension LedgerEntry {
    /// The entry's bytes: canonical JSON, the only bytes that are this entry.
    ///
    /// - Throws: `MessageError.missing` when the entry has not what its kind needs.
    public func bytes() throws(MessageError) -> [UInt8] {
        try checkNeeded()
        var object = JSONObject()
        object["v"] = .integer(LedgerEntry.version)
        object["t"] = .integer(time.milliseconds)
        object["kind"] = .string(kind.rawValue)
        object["id"] = .string(identifier.text)
        object["node"] = .word(node)
        for member in EntryMember.allCases { object[member.rawValue] = value(of: member) }
        object.addExtensions(extensions)
        return JSONValue.object(object).canonicalBytes
    }

    /// What stands in the bytes for a member; `nil` for nothing.
    private func value(of member: EntryMember) -> JSONValue? {
        switch member {
        case .actor: .word(actor)
        case .agency: .word(agency)
        case .purpose: purpose.map { .string($0.rawValue) }
        case .basis: .word(basis)
        case .caseFile: .word(caseFile)
        case .answered: answered.map { .string($0.text) }
        case .message: message.map { .string($0.hexadecimal) }
        case .subject: .word(subject)
        case .fields:
            fields.isEmpty ? nil : .array(fields.map(\.text).sorted().map { .string($0) })
        case .decision: decision.map { .string($0.rawValue) }
        case .policy: policy.map { .string($0.hexadecimal) }
        case .handling: handling.isEmpty ? nil : .choices(handling)
        case .peer: peer?.json
        }
    }

    private func checkNeeded() throws(MessageError) {
        for member in EntryMember.allCases
        where kind.needed.contains(member) && value(of: member) == nil {
            throw .missing(member: member.rawValue)
        }
    }
}

extension LedgerEntry {
    /// The most fields of an entry.
    private static let mostFields = 256

    /// Reads an entry from its bytes.
    ///
    /// - Throws: `MessageError`: what is not of the form, or what the entry's kind needs and it has not.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(canonical: bytes)
        _ = try reader.required("v") { $0.integer == LedgerEntry.version ? true : nil }
        self.init(
            try reader.choice("kind"), identifier: try reader.identifier("id"),
            at: try reader.moment("t"), node: try reader.word("node"))
        try readPerson(&reader)
        try readSubject(&reader)
        try readPolicy(&reader)
        extensions = try reader.extensions()
        try checkNeeded()
    }

    private mutating func readPerson(_ reader: inout MemberReader) throws(MessageError) {
        actor = try reader.optionalWord(EntryMember.actor.rawValue)
        agency = try reader.optionalWord(EntryMember.agency.rawValue)
        purpose = try reader.optionalChoice(EntryMember.purpose.rawValue)
        basis = try reader.optionalWord(EntryMember.basis.rawValue)
        caseFile = try reader.optionalWord(EntryMember.caseFile.rawValue)
    }

    private mutating func readSubject(_ reader: inout MemberReader) throws(MessageError) {
        answered = try reader.optionalIdentifier(EntryMember.answered.rawValue)
        message = try reader.optional(EntryMember.message.rawValue, LedgerEntry.digest)
        subject = try reader.optionalWord(EntryMember.subject.rawValue)
        fields = try reader.optional(EntryMember.fields.rawValue, LedgerEntry.fields) ?? []
        peer = try reader.optional(EntryMember.peer.rawValue) { PeerPosition($0) }
    }

    private mutating func readPolicy(_ reader: inout MemberReader) throws(MessageError) {
        decision = try reader.optionalChoice(EntryMember.decision.rawValue)
        policy = try reader.optional(EntryMember.policy.rawValue, LedgerEntry.digest)
        let codes: Set<Handling>? = try reader.optionalChoices(EntryMember.handling.rawValue)
        guard codes?.isEmpty != true else {
            throw .malformed(member: EntryMember.handling.rawValue)
        }
        handling = codes ?? []
    }

    private static func digest(_ value: JSONValue) -> Digest? {
        value.string.flatMap(Digest.init(hexadecimal:))
    }

    /// Some field names: ascending, each once.
    private static func fields(_ value: JSONValue) -> Set<FieldPath>? {
        guard let elements = value.array, (1...mostFields).contains(elements.count) else {
            return nil
        }
        let texts = elements.compactMap(\.string)
        let paths = texts.compactMap { FieldPath($0) }
        guard paths.count == elements.count,
            zip(texts, texts.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        return Set(paths)
    }
}

extension PeerPosition {
    /// Reads a position: name, size and root in an array.
    init?(_ value: JSONValue) {
        guard let parts = value.array, parts.count == 3, let origin = parts[0].string,
            let size = parts[1].integer, let text = parts[2].string,
            let bytes = Base64.decode(text), let root = Digest(bytes)
        else { return nil }
        self.init(origin: origin, size: size, root: root)
    }

    var json: JSONValue {
        .array([.string(origin), .integer(size), .string(Base64.encode(root.bytes))])
    }
}
