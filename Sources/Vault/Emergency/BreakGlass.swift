public import Cryptography
public import Encoding
public import Exchange

/// The entry of an emergency: two officers have signed that it does not wait, and the other node need not have
/// seen it.
///
/// The signatures stand in the entry's member `x-officers`; what is signed is the entry without it.
public enum BreakGlass: Sendable {
    /// The member of the entry that has the signatures.
    public static let member = "x-officers"
    /// How many officers sign.
    public static let signers = 2
    private static let domain = "trace-break-glass/1\n"

    /// An officer's signature.
    public struct Signature: Hashable, Sendable {
        /// The officer.
        public let officer: Pseudonym
        /// The 64 bytes of the signature.
        public let bytes: [UInt8]

        /// An officer's signature; whether it is one is told when it is checked.
        public init(officer: Pseudonym, bytes: [UInt8]) {
            self.officer = officer
            self.bytes = bytes
        }
    }

    /// What an officer signs with Ed25519: the entry's bytes without the signatures, behind a line of their own.
    ///
    /// - Throws: `MessageError.missing` when the entry has not what its kind needs.
    public static func statement(of entry: LedgerEntry) throws(MessageError) -> [UInt8] {
        var bare = entry
        bare.extensions[member] = nil
        return Array(domain.utf8) + (try bare.bytes())
    }

    /// The member of the entry with signatures, ascending by the officers.
    public static func value(of signatures: [Signature]) -> JSONValue {
        let sorted = signatures.sorted { $0.officer.text < $1.officer.text }
        return .array(
            sorted.map { signature in
                var object = JSONObject()
                object["by"] = .string(signature.officer.text)
                object["sig"] = .string(Base64.encode(signature.bytes))
                return .object(object)
            })
    }

    /// The signatures of an entry; `nil` when there are not two in the form.
    public static func signatures(of entry: LedgerEntry) -> [Signature]? {
        guard let elements = entry.extensions[member]?.array, elements.count == signers else {
            return nil
        }
        var signatures: [Signature] = []
        for element in elements {
            guard let object = element.object, object.members.count == 2,
                let officer = object["by"]?.string.flatMap({ Pseudonym($0) }),
                let bytes = object["sig"]?.string.flatMap({ Base64.decode($0) }),
                bytes.count == VerifyingKey.signatureSize
            else { return nil }
            signatures.append(Signature(officer: officer, bytes: bytes))
        }
        return signatures
    }

    /// Checks what an emergency has instead of a cosignature.
    ///
    /// - Parameters:
    ///   - entry: a BREAK_GLASS entry.
    ///   - officers: the keys of those who may sign.
    ///   - suspended: those who may not for now.
    /// - Throws: `EmergencyError`: the first thing that does not hold.
    public static func check(
        _ entry: LedgerEntry, officers: [Pseudonym: VerifyingKey], suspended: Set<Pseudonym>
    ) throws(EmergencyError) {
        guard entry.purpose == .exigent else { throw .otherPurpose }
        guard let actor = entry.actor, entry.agency != nil, entry.basis != nil,
            entry.caseFile != nil
        else { throw .incomplete }
        guard let signatures = signatures(of: entry), let statement = try? statement(of: entry)
        else { throw .unsigned }
        guard signatures.contains(where: { $0.officer == actor }) else { throw .notByActor }
        var keys: Set<VerifyingKey> = []
        for signature in signatures {
            guard let key = officers[signature.officer] else { throw .unknownOfficer }
            // One person with two names has one key.
            guard keys.insert(key).inserted else { throw .sameOfficer }
            guard !suspended.contains(signature.officer) else { throw .suspended }
            guard key.isValid(signature.bytes, of: statement) else { throw .wrongSignature }
        }
    }
}
