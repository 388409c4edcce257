internal import Encoding
internal import Exchange

/// What the two ends of a vault's socket have in common.
enum VaultTalk {
    /// The value of a text within limits.
    static func object(_ bytes: [UInt8], _ limits: JSONLimits) throws(MessageError) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw .json(error)
        }
    }
}

extension VaultError {
    /// The word by which the error is told to another process.
    public var word: String {
        if case .emergency(let error) = self { return VaultError.emergencyPrefix + error.rawValue }
        return VaultError.words.first { $0.error == self }?.word ?? ""
    }

    /// The error of a word; `nil` for any other.
    public init?(word: String) {
        if word.hasPrefix(VaultError.emergencyPrefix) {
            let reason = word.dropFirst(VaultError.emergencyPrefix.count)
            guard let error = EmergencyError(rawValue: String(reason)) else { return nil }
            self = .emergency(error)
            return
        }
        guard let known = VaultError.words.first(where: { $0.word == word }) else { return nil }
        self = known.error
    }

    private static let emergencyPrefix = "emergency-"

    /// All but those of emergencies.
    static let words: [(error: VaultError, word: String)] = [
        (.erased, "erased"), (.otherKeys, "other-keys"), (.otherOwner, "other-owner"),
        (.noFields, "no-fields"), (.unknownField, "unknown-field"),
        (.unreadableEntry, "unreadable-entry"), (.unreadableProof, "unreadable-proof"),
        (.notInLedger, "not-in-ledger"), (.notSigned, "not-signed"),
        (.notCosigned, "not-cosigned"), (.cosignatureOld, "cosignature-old"),
        (.cosignatureAhead, "cosignature-ahead"), (.entryOld, "entry-old"),
        (.entryAhead, "entry-ahead"), (.otherNode, "other-node"), (.otherKind, "other-kind"),
        (.forbidden, "forbidden"), (.otherPolicy, "other-policy"),
        (.otherSubject, "other-subject"), (.fieldsNotPermitted, "fields-not-permitted"),
        (.otherOfficer, "other-officer"), (.suspended, "suspended"), (.used, "used"),
        (.registerUnavailable, "register-unavailable"), (.unopenable, "unopenable"),
    ]
}
