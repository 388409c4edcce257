/// Why the vault opens nothing; no case carries a value, a name or a field.
public enum VaultError: Error, Hashable, Sendable {
    /// The record's keys are deleted: it can not be opened any more, by anybody.
    case erased
    /// The keys are those of another record.
    case otherKeys
    /// The record is kept by another node.
    case otherOwner
    /// No field is asked for.
    case noFields
    /// The record has not all of the fields that are asked for.
    case unknownField

    /// The permit's entry can not be read.
    case unreadableEntry
    /// The permit's proof can not be read.
    case unreadableProof
    /// The entry is not in the ledger, as the proof has it.
    case notInLedger
    /// The ledger has not signed the proof's checkpoint, or it is another ledger's.
    case notSigned
    /// A witness has not cosigned the checkpoint, or a cosignature is wrong.
    case notCosigned
    /// A cosignature is older than the terms allow.
    case cosignatureOld
    /// A cosignature lies in the future.
    case cosignatureAhead
    /// The entry is older than the terms allow.
    case entryOld
    /// The entry lies in the future.
    case entryAhead

    /// The entry is another node's.
    case otherNode
    /// The entry is neither a READ nor a BREAK_GLASS.
    case otherKind
    /// The entry says that the policy forbids it.
    case forbidden
    /// The policy in force is not the one by which it was decided.
    case otherPolicy
    /// The entry is about another record.
    case otherSubject
    /// A field is asked for that the entry does not name.
    case fieldsNotPermitted
    /// The entry is another officer's.
    case otherOfficer
    /// The officer's permits are suspended.
    case suspended
    /// The emergency is not one by the rules.
    case emergency(EmergencyError)

    /// The permit was used before.
    case used
    /// That the permit is used could not be made to last.
    case registerUnavailable
    /// The permit is used up, and a field can not be opened with the vault's key.
    case unopenable
}

/// What is wrong with the entry of an emergency.
public enum EmergencyError: String, Error, Hashable, Sendable, CaseIterable {
    /// Its purpose is not danger to life.
    case otherPurpose
    /// It does not say who, for which agency, under which law or in which case.
    case incomplete
    /// It has not two signatures in the form.
    case unsigned
    /// The two signatures are one officer's.
    case sameOfficer
    /// The officer who asks has not signed.
    case notByActor
    /// A signature is by somebody whose key is not known.
    case unknownOfficer
    /// A signature is wrong.
    case wrongSignature
    /// An officer who signed is suspended.
    case suspended
}
