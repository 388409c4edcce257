internal import Cryptography
internal import Encoding

public import Exchange

/// What is kept of one record: its fields, each enciphered, and no key.
///
/// With the row of its keys (`RecordKeys`) the vault opens it. Without that row nobody ever does.
public struct KeptRecord: Hashable, Sendable {
    /// Which record it is: of one that came with a message, the message.
    public let identifier: UniqueIdentifier
    /// The node that keeps it.
    public let owner: NodeName
    /// Its fields, ascending by their paths.
    public let fields: [KeptField]

    /// The most fields of a record.
    public static let mostFields = 64
    /// The most bytes of a record.
    public static let mostBytes = 256 << 10
    private static let version: Int64 = 1

    init(_ identifier: UniqueIdentifier, owner: NodeName, fields: [FieldPath: KeptField]) {
        self.identifier = identifier
        self.owner = owner
        self.fields = fields.values.sorted { $0.path.text < $1.path.text }
    }

    /// Reads a record from its bytes.
    ///
    /// - Throws: `MessageError`: what is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(canonical: bytes)
        _ = try reader.required("v") { $0.integer == KeptRecord.version ? true : nil }
        let identifier = try reader.identifier("id")
        let owner: NodeName = try reader.word("node")
        let elements = try reader.required("fields") { value -> [JSONValue]? in
            guard let elements = value.array,
                (1...KeptRecord.mostFields).contains(elements.count)
            else { return nil }
            return elements
        }
        try reader.finish()
        var fields: [KeptField] = []
        for (index, element) in elements.enumerated() {
            fields.append(try KeptField(element, path: "fields[\(index)]"))
        }
        guard zip(fields, fields.dropFirst()).allSatisfy({ $0.path.text < $1.path.text }) else {
            throw .malformed(member: "fields")
        }
        self.identifier = identifier
        self.owner = owner
        self.fields = fields
    }

    /// The record's bytes: canonical JSON, the only bytes that are this record.
    public var bytes: [UInt8] {
        var object = JSONObject()
        object["v"] = .integer(KeptRecord.version)
        object["id"] = .string(identifier.text)
        object["node"] = .string(owner.text)
        object["fields"] = .array(fields.map(\.json))
        return JSONValue.object(object).canonicalBytes
    }

    /// The field of a path; `nil` when the record has none.
    public func field(_ path: FieldPath) -> KeptField? { fields.first { $0.path == path } }
}

/// A field of a kept record.
public struct KeptField: Hashable, Sendable {
    /// Which field it is.
    public let path: FieldPath
    /// By which key it was enciphered.
    public let origin: Origin
    /// The value, enciphered, and what fixes it.
    public let value: SealedValue

    /// Where a field was sealed.
    public enum Origin: String, Sendable, CaseIterable {
        /// Here, with the record's data key.
        case here = "record"
        /// By the other node, with a key of the field's own.
        case elsewhere = "field"
    }

    init(path: FieldPath, origin: Origin, value: SealedValue) {
        self.path = path
        self.origin = origin
        self.value = value
    }

    init(_ value: JSONValue, path place: String) throws(MessageError) {
        var reader = try MemberReader(value, path: place)
        path = try reader.word("f")
        origin = try reader.choice("by")
        let nonce = try reader.required("n", KeptField.bytes)
        let ciphertext = try reader.required("ct", KeptField.bytes)
        let commitment: Commitment = try reader.word("c")
        try reader.finish()
        let sealed = SealedValue(nonce: nonce, ciphertext: ciphertext, commitment: commitment)
        guard let sealed else { throw .malformed(member: place) }
        self.value = sealed
    }

    var json: JSONValue {
        var object = JSONObject()
        object["f"] = .string(path.text)
        object["by"] = .string(origin.rawValue)
        object["n"] = .string(Base64.encode(value.nonce))
        object["ct"] = .string(Base64.encode(value.ciphertext))
        object["c"] = .string(value.commitment.text)
        return .object(object)
    }

    /// The bytes of a text in base64.
    static func bytes(_ value: JSONValue) -> [UInt8]? {
        value.string.flatMap { Base64.decode($0) }
    }

    /// What the field was sealed with beside its key, so that it opens as nothing else.
    func use(in record: UniqueIdentifier, of owner: NodeName) -> SealedValue.Use {
        KeptField.use(of: path, from: origin, in: record, of: owner)
    }

    /// What a field is sealed with beside its key.
    static func use(
        of path: FieldPath, from origin: Origin, in record: UniqueIdentifier, of owner: NodeName
    ) -> SealedValue.Use {
        // Sealed elsewhere, it is a sealed field of the message whose record this is.
        let domain = origin == .here ? "trace-vault/1" : "trace-seal/1"
        let context = "\(domain)\n\(record.text)\n\(path.text)\n\(owner.text)"
        return SealedValue.Use(path: path, context: Array(context.utf8))
    }
}
