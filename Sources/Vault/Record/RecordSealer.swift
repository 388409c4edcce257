public import Cryptography
public import Exchange

/// Why a field is not taken into a record; no case carries what stands in it.
public enum RecordError: Error, Hashable, Sendable {
    /// The field can not be sealed, or is not sealed to the node.
    case sealing(SealError)
    /// The record has the field already.
    case repeated(FieldPath)
    /// The record would have more fields, or more bytes, than it may.
    case tooLarge
    /// A record has at least one field.
    case empty
    /// The field is sealed for another node.
    case otherRecipient
    /// The field came with another message than the one whose record this is.
    case otherMessage
    /// Everybody could open what is sealed to the vault's key, so nothing is.
    case unusableKey
    /// Random bytes have another size than they must have.
    case malformed
}

/// Seals the fields of one record, from the moment at which they come.
///
/// It needs the vault's public key alone: who takes fields in can not open them again.
public struct RecordSealer: Sendable {
    private let identifier: UniqueIdentifier
    private let owner: NodeName
    private let vault: BoxPublicKey
    private let chance: Chance
    private var fields: [FieldPath: KeptField] = [:]
    private var fieldKeys: [FieldPath: [UInt8]] = [:]

    /// The random bytes of one record; never used for another.
    public struct Chance: Sendable {
        let dataKey: CipherKey
        let subjectKey: SecretBytes

        /// The random bytes of a record; `nil` unless there are 32 and 32.
        ///
        /// - Parameters:
        ///   - dataKey: the key of its fields.
        ///   - subjectKey: from which the openings of its reads are made.
        public init?(dataKey: SecretBytes, subjectKey: SecretBytes) {
            guard let key = CipherKey(dataKey), subjectKey.count == RecordKeys.subjectKeySize
            else { return nil }
            self.dataKey = key
            self.subjectKey = subjectKey
        }
    }

    /// Begins a record.
    ///
    /// - Parameters:
    ///   - identifier: which record: of what a message brings, the message, as its fields are bound to it.
    ///   - owner: the node that keeps it.
    ///   - vault: the vault's key.
    ///   - chance: random bytes.
    public init(
        _ identifier: UniqueIdentifier, of owner: NodeName, vault: BoxPublicKey, with chance: Chance
    ) {
        self.identifier = identifier
        self.owner = owner
        self.vault = vault
        self.chance = chance
    }

    /// Seals a field.
    ///
    /// - Parameters:
    ///   - value: what is sealed.
    ///   - path: which field.
    ///   - nonce: 24 random bytes.
    ///   - opening: 32 random bytes for the commitment.
    public mutating func seal(
        _ value: SecretBytes, as path: FieldPath, nonce: [UInt8], opening: SecretBytes
    ) throws(RecordError) {
        guard nonce.count == CipherKey.nonceSize, opening.count == Commitment.openingSize else {
            throw .malformed
        }
        try checkRoom(path)
        do throws(SealError) {
            let use = KeptField.use(of: path, from: .here, in: identifier, of: owner)
            let sealed = try SealedValue.seal(
                value, for: use, key: chance.dataKey, nonce: nonce, opening: opening)
            fields[path] = KeptField(path: path, origin: .here, value: sealed)
        } catch {
            throw .sealing(error)
        }
    }

    /// Takes over a field that the other node has sealed to this one; its value is not looked at.
    ///
    /// - Parameters:
    ///   - field: a sealed field.
    ///   - message: the message that brought it: the one whose record this is.
    ///   - key: the node's key, to which it is sealed.
    public mutating func take(
        _ field: SealedField, from message: UniqueIdentifier, by key: BoxKey
    ) throws(RecordError) {
        guard message == identifier else { throw .otherMessage }
        guard field.recipient == owner else { throw .otherRecipient }
        try checkRoom(field.path)
        let wrapped: SealedField
        do throws(SealError) {
            wrapped = try field.wrapped(anew: [vault], by: key)
        } catch {
            throw .sealing(error)
        }
        let value = SealedValue(
            nonce: field.nonce, ciphertext: field.ciphertext, commitment: field.commitment)
        guard let value else { throw .tooLarge }
        fields[field.path] = KeptField(path: field.path, origin: .elsewhere, value: value)
        fieldKeys[field.path] = wrapped.wrappedKeys[0]
    }

    /// Takes over a field that the other node has sealed to the vault's own key; nothing of it is looked at.
    ///
    /// - Parameters:
    ///   - field: a sealed field, for one key.
    ///   - message: the message that brought it: the one whose record this is.
    public mutating func take(
        _ field: SealedField, from message: UniqueIdentifier
    ) throws(RecordError) {
        guard message == identifier else { throw .otherMessage }
        guard field.recipient == owner else { throw .otherRecipient }
        try checkRoom(field.path)
        guard field.wrappedKeys.count == 1 else {
            throw .sealing(.wrongNumberOfKeys(limit: 1))
        }
        let value = SealedValue(
            nonce: field.nonce, ciphertext: field.ciphertext, commitment: field.commitment)
        guard let value else { throw .tooLarge }
        fields[field.path] = KeptField(path: field.path, origin: .elsewhere, value: value)
        fieldKeys[field.path] = field.wrappedKeys[0]
    }

    private func checkRoom(_ path: FieldPath) throws(RecordError) {
        guard fields[path] == nil else { throw .repeated(path) }
        guard fields.count < KeptRecord.mostFields else { throw .tooLarge }
    }

    /// The record and its keys: two rows, to be written in one transaction.
    public func finished() throws(RecordError) -> (record: KeptRecord, keys: RecordKeys) {
        guard !fields.isEmpty else { throw .empty }
        let record = KeptRecord(identifier, owner: owner, fields: fields)
        guard record.bytes.count <= KeptRecord.mostBytes else { throw .tooLarge }
        var dataKey: [UInt8]?
        if fields.values.contains(where: { $0.origin == .here }) {
            dataKey = vault.seal(chance.dataKey)
            guard dataKey != nil else { throw .unusableKey }
        }
        let keys = RecordKeys(
            identifier, dataKey: dataKey, fieldKeys: fieldKeys, subjectKey: chance.subjectKey)
        return (record, keys)
    }
}
