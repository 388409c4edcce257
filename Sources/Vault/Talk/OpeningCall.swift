public import Cryptography
internal import Encoding
public import Exchange

/// What the process of a node asks of the process of its vault: fields of one record, against a permit.
public struct OpeningCall: Sendable {
    /// The record.
    public let record: KeptRecord
    /// Its keys; `nil` when they were deleted.
    public let keys: RecordKeys?
    /// The entry with its proof.
    public let permit: Permit
    /// Whose session it is.
    public let officer: Pseudonym
    /// The fields that are asked for.
    public let fields: Set<FieldPath>
    /// Officers whose permits the node knows to be suspended; the vault adds those that it knows itself.
    public let suspended: Set<Pseudonym>
    /// The key to which the answer is sealed, made for this call.
    public let recipient: BoxPublicKey

    /// The most bytes of a call.
    public static let mostBytes = 1 << 20
    private static let mostSuspended = 1024
    private static let limits = JSONLimits(bytes: mostBytes, depth: 3, members: 4096)

    /// A call.
    public init(
        record: KeptRecord, keys: RecordKeys?, permit: Permit, officer: Pseudonym,
        fields: Set<FieldPath>, suspended: Set<Pseudonym>, recipient: BoxPublicKey
    ) {
        self.record = record
        self.keys = keys
        self.permit = permit
        self.officer = officer
        self.fields = fields
        self.suspended = suspended
        self.recipient = recipient
    }

    /// Reads a call.
    ///
    /// - Throws: `MessageError`: the member that is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(VaultTalk.object(bytes, OpeningCall.limits))
        let record = try KeptRecord(try reader.required("record", OpeningCall.bytes))
        let keyBytes = try reader.optional("keys", OpeningCall.bytes)
        var keys: RecordKeys?
        if let keyBytes { keys = try RecordKeys(keyBytes) }
        let permit = Permit(
            entry: try reader.required("entry", OpeningCall.bytes),
            proof: try reader.required("proof", OpeningCall.bytes))
        let officer: Pseudonym = try reader.word("officer")
        let fields: Set<FieldPath> = try OpeningCall.words(
            &reader, "fields", most: KeptRecord.mostFields)
        let suspended: Set<Pseudonym> = try OpeningCall.words(
            &reader, "suspended", most: OpeningCall.mostSuspended)
        let recipient = try reader.required("to") { value in
            OpeningCall.bytes(value).flatMap { BoxPublicKey($0) }
        }
        try reader.finish()
        self.init(
            record: record, keys: keys, permit: permit, officer: officer, fields: fields,
            suspended: suspended, recipient: recipient)
    }

    /// The call's bytes: canonical JSON.
    public var bytes: [UInt8] {
        var object = JSONObject()
        object["record"] = .string(Base64.encode(record.bytes))
        object["keys"] = keys.map { .string(Base64.encode($0.bytes)) }
        object["entry"] = .string(Base64.encode(permit.entry))
        object["proof"] = .string(Base64.encode(permit.proof))
        object["officer"] = .string(officer.text)
        object["fields"] = .array(fields.map(\.text).sorted().map { .string($0) })
        object["suspended"] = .array(suspended.map(\.text).sorted().map { .string($0) })
        object["to"] = .string(Base64.encode(recipient.bytes))
        return JSONValue.object(object).canonicalBytes
    }

    private static func bytes(_ value: JSONValue) -> [UInt8]? {
        value.string.flatMap { Base64.decode($0) }
    }

    private static func words<Value: Word & Hashable>(
        _ reader: inout MemberReader, _ name: String, most: Int
    ) throws(MessageError) -> Set<Value> {
        try reader.required(name) { value -> Set<Value>? in
            guard let elements = value.array, elements.count <= most else { return nil }
            let words = elements.compactMap { $0.string.flatMap { Value($0) } }
            let set = Set(words)
            // Ascending, each once: one call has one text.
            guard words.count == elements.count, words.map(\.text) == set.map(\.text).sorted()
            else { return nil }
            return set
        }
    }
}
