internal import Cryptography
internal import Exchange

/// What alone opens the fields of records: once for each entry of the ledger that says why, and after it.
public struct Vault: Sendable {
    private let key: VaultKey
    private let register: any PermitRegister

    /// A vault of a key and of what remembers the used permits.
    public init(key: VaultKey, register: any PermitRegister) {
        self.key = key
        self.register = register
    }

    /// Opens fields of a record against a permit.
    ///
    /// The permit is checked, then used up so that it lasts, and only then is anything deciphered: what fails
    /// behind that costs the permit.
    ///
    /// - Parameters:
    ///   - fields: who asks for which fields, and when.
    ///   - record: the record.
    ///   - keys: the row of its keys; `nil` when it was deleted.
    ///   - permit: the entry with its proof.
    ///   - terms: by what the permit is measured.
    /// - Returns: the fields that were asked for and no other.
    /// - Throws: `VaultError`: the first thing that does not hold.
    public func open(
        _ fields: FieldRequest, of record: KeptRecord, _ keys: RecordKeys?, with permit: Permit,
        under terms: VaultTerms
    ) async throws(VaultError) -> OpenedFields {
        guard let keys else { throw .erased }
        guard keys.identifier == record.identifier else { throw .otherKeys }
        guard record.owner == terms.node else { throw .otherOwner }
        guard !fields.fields.isEmpty else { throw .noFields }
        guard fields.fields.allSatisfy({ record.field($0) != nil }) else { throw .unknownField }
        let index = try PermitCheck(permit: permit, request: fields, terms: terms, keys: keys).run()
        do throws(PermitRegisterError) {
            try await register.use(index)
        } catch {
            throw error == .used ? .used : .registerUnavailable
        }
        return try open(fields.fields, of: record, keys)
    }

    /// Opens fields; the permit is used up.
    private func open(
        _ paths: Set<FieldPath>, of record: KeptRecord, _ keys: RecordKeys
    ) throws(VaultError) -> OpenedFields {
        var values: [FieldPath: SealedValue.Secrets] = [:]
        for path in paths {
            guard let field = record.field(path),
                let wrapped = field.origin == .here ? keys.dataKey : keys.fieldKeys[path],
                let cipherKey = key.box.openKey(wrapped),
                let secrets = try? field.value.open(
                    with: cipherKey, for: field.use(in: record.identifier, of: record.owner))
            else { throw .unopenable }
            values[path] = secrets
        }
        return OpenedFields(values)
    }
}
