internal import Encoding
public import Exchange

/// What the process of a node asks of the process of its vault: to seal a name anew for the node that asked.
public struct ResealingCall: Hashable, Sendable {
    /// What was sealed for the vault.
    public let field: PassedField
    /// For which message, field and node it is sealed anew.
    public let place: SealedField.Place

    /// The most bytes of a call.
    public static let mostBytes = 256 << 10
    private static let limits = JSONLimits(bytes: mostBytes, depth: 4, members: 64)

    /// A call.
    public init(_ field: PassedField, for place: SealedField.Place) {
        self.field = field
        self.place = place
    }

    /// Reads a call.
    ///
    /// - Throws: `MessageError`: the member that is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(VaultTalk.object(bytes, ResealingCall.limits))
        if let line = try reader.optional("line", { $0 }) {
            field = try ResealingCall.line(line)
        } else {
            field = .message(
                try SealedField(try reader.required("field") { $0 }, path: "field"),
                of: try reader.identifier("message"))
        }
        place = SealedField.Place(
            message: try reader.identifier("answer"), path: try reader.word("as"),
            recipient: try reader.word("for"))
        try reader.finish()
    }

    /// Reads a line of a book and which of its fields is meant.
    private static func line(_ value: JSONValue) throws(MessageError) -> PassedField {
        var reader = try MemberReader(value, path: "line")
        let place = SealedLine.Place(
            owner: try reader.word("owner"), book: try reader.identifier("book"),
            line: try reader.required("number") { value in
                value.integer.flatMap { Int32(exactly: $0) }.flatMap { $0 < 0 ? nil : Int($0) }
            })
        let line = try reader.required("bytes") { value in
            value.string.flatMap { Base64.decode($0) }.flatMap { SealedLine($0, at: place) }
        }
        let path: FieldPath = try reader.word("path")
        try reader.finish()
        guard line.has(path) else { throw .malformed(member: "line.path") }
        return .line(line, path)
    }

    private static func json(_ line: SealedLine, _ path: FieldPath) -> JSONValue {
        var object = JSONObject()
        object["owner"] = .string(line.place.owner.text)
        object["book"] = .string(line.place.book.text)
        object["number"] = .integer(Int64(line.place.line))
        object["bytes"] = .string(Base64.encode(line.bytes))
        object["path"] = .string(path.text)
        return .object(object)
    }

    /// The call's bytes: canonical JSON.
    public var bytes: [UInt8] {
        var object = JSONObject()
        switch field {
        case .message(let field, let message):
            object["field"] = field.json
            object["message"] = .string(message.text)
        case .line(let line, let path): object["line"] = ResealingCall.json(line, path)
        }
        object["answer"] = .string(place.message.text)
        object["as"] = .string(place.path.text)
        object["for"] = .string(place.recipient.text)
        return JSONValue.object(object).canonicalBytes
    }
}
