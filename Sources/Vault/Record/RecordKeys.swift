public import Cryptography
internal import Encoding
public import Exchange

/// The keys of one record, wrapped for the vault: the one small row whose deletion erases the record.
///
/// With it go the keys of all fields and, as those stand enciphered beside the values, the openings of their
/// commitments; and the key from which the openings of the reads are made. What stands in ledgers then means
/// nothing any more, and still holds.
public struct RecordKeys: Sendable {
    /// Which record's they are.
    public let identifier: UniqueIdentifier
    /// The key of the fields that were sealed here, wrapped; `nil` when there are none.
    let dataKey: [UInt8]?
    /// The keys of the fields that were sealed elsewhere, wrapped.
    let fieldKeys: [FieldPath: [UInt8]]
    /// From which the openings of the reads are made.
    let subjectKey: SecretBytes

    /// How many bytes the key of the reads has.
    public static let subjectKeySize = 32
    private static let version: Int64 = 1
    /// What the commitment of a read's subject is labelled with.
    public static let subjectLabel = "vault.record"

    init(
        _ identifier: UniqueIdentifier, dataKey: [UInt8]?, fieldKeys: [FieldPath: [UInt8]],
        subjectKey: SecretBytes
    ) {
        self.identifier = identifier
        self.dataKey = dataKey
        self.fieldKeys = fieldKeys
        self.subjectKey = subjectKey
    }

    /// Reads the keys of a record from their row.
    ///
    /// - Throws: `MessageError`: what is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(canonical: bytes)
        _ = try reader.required("v") { $0.integer == RecordKeys.version ? true : nil }
        identifier = try reader.identifier("id")
        dataKey = try reader.optional("key", RecordKeys.wrapped)
        fieldKeys = try reader.optional("fields", RecordKeys.fieldKeys) ?? [:]
        let subject = try reader.required("subj") { value -> SecretBytes? in
            guard var bytes = KeptField.bytes(value), bytes.count == RecordKeys.subjectKeySize
            else { return nil }
            return SecretBytes(wiping: &bytes)
        }
        try reader.finish()
        subjectKey = subject
    }

    private static func wrapped(_ value: JSONValue) -> [UInt8]? {
        guard let bytes = KeptField.bytes(value), bytes.count == SealedField.wrappedSize else {
            return nil
        }
        return bytes
    }

    private static func fieldKeys(_ value: JSONValue) -> [FieldPath: [UInt8]]? {
        guard let object = value.object, (1...KeptRecord.mostFields).contains(object.members.count)
        else { return nil }
        var keys: [FieldPath: [UInt8]] = [:]
        for member in object.members {
            guard let path = FieldPath(member.name), let key = wrapped(member.value) else {
                return nil
            }
            keys[path] = key
        }
        return keys
    }

    /// The row's bytes, for a table of their own in the owner's database and nowhere else.
    public var bytes: [UInt8] {
        var object = JSONObject()
        object["v"] = .integer(RecordKeys.version)
        object["id"] = .string(identifier.text)
        object["key"] = dataKey.map { .string(Base64.encode($0)) }
        if !fieldKeys.isEmpty {
            var keys = JSONObject()
            for path in fieldKeys.keys.sorted(by: { $0.text < $1.text }) {
                keys[path.text] = fieldKeys[path].map { .string(Base64.encode($0)) }
            }
            object["fields"] = .object(keys)
        }
        object["subj"] = .string(
            subjectKey.withBytes { bytes in Base64.encode(bytes.indices.map { bytes[$0] }) })
        return JSONValue.object(object).canonicalBytes
    }
}

extension RecordKeys {
    /// What a READ or BREAK_GLASS entry has as its subject when it is about this record.
    ///
    /// It is another for each entry, so that a ledger does not say which reads are of one record; and who has this
    /// row can tell all of them.
    ///
    /// - Parameter entry: the entry's identifier.
    public func subject(of entry: UniqueIdentifier) -> Commitment? {
        guard let opening = opening(of: entry) else { return nil }
        var record = Array(identifier.text.utf8)
        guard let value = SecretBytes(wiping: &record) else { return nil }
        return Commitment(to: value, label: RecordKeys.subjectLabel, opening: opening)
    }

    /// The opening of an entry's subject, by which a court can check it: the value is the record's identifier in its
    /// text, the label `vault.record`.
    public func opening(of entry: UniqueIdentifier) -> SecretBytes? {
        let message = Array("trace-vault-subject/1\n\(entry.text)".utf8)
        guard var code = HMAC.sha256(key: subjectKey, message)?.bytes else { return nil }
        return SecretBytes(wiping: &code)
    }

    /// Tells whether an entry is about this record.
    public func isSubject(of entry: LedgerEntry) -> Bool {
        guard let subject = entry.subject else { return false }
        return subject == self.subject(of: entry.identifier)
    }
}

extension RecordKeys: CustomStringConvertible, CustomReflectable {
    /// Says that there are keys, and nothing of them.
    public var description: String { "(keys of a record)" }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
