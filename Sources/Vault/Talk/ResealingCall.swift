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
        field = .message(
            try SealedField(try reader.required("field") { $0 }, path: "field"),
            of: try reader.identifier("message"))
        place = SealedField.Place(
            message: try reader.identifier("answer"), path: try reader.word("as"),
            recipient: try reader.word("for"))
        try reader.finish()
    }

    /// The call's bytes: canonical JSON.
    public var bytes: [UInt8] {
        var object = JSONObject()
        switch field {
        case .message(let field, let message):
            object["field"] = field.json
            object["message"] = .string(message.text)
        }
        object["answer"] = .string(place.message.text)
        object["as"] = .string(place.path.text)
        object["for"] = .string(place.recipient.text)
        return JSONValue.object(object).canonicalBytes
    }
}
