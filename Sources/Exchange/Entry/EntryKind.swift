/// What an entry of the ledger records.
public enum EntryKind: String, Sendable, CaseIterable {
    /// The node was started.
    case nodeStart = "NODE_START"
    /// The node's keys were said.
    case keyManifest = "KEY_MANIFEST"
    /// A policy came into force.
    case policy = "POLICY"
    /// What another's ledger said of itself.
    case peerCheckpoint = "PEER_CHECKPOINT"
    /// A message was sent.
    case messageOut = "MSG_OUT"
    /// A message came.
    case messageIn = "MSG_IN"
    /// Two messages had the same identifier.
    case conflict = "CONFLICT"
    /// The policy was asked.
    case decision = "DECISION"
    /// Sealed fields were asked for.
    case read = "READ"
    /// Fields were told to somebody.
    case disclose = "DISCLOSE"
    /// Something was refused.
    case refuse = "REFUSE"
    /// What was told was passed on.
    case secondaryDissemination = "SECONDARY_DISSEMINATION"
    /// Somebody allowed something.
    case permission = "PERMISSION"
    /// A field was opened in an emergency.
    case breakGlass = "BREAK_GLASS"
    /// The emergency was explained.
    case justify = "JUSTIFY"
    /// A blind question was answered.
    case blindEvaluation = "OPRF_EVAL"
    /// Evidence was put together.
    case export = "EXPORT"
    /// Openings were deleted.
    case erase = "ERASE"
    /// A message is missing that the other's ledger has.
    case gap = "GAP"

    /// The members without which an entry of this kind says nothing.
    var needed: Set<EntryMember> {
        switch self {
        case .messageOut, .messageIn, .conflict: [.message]
        case .peerCheckpoint: [.peer]
        case .decision: [.decision, .policy]
        case .read:
            [.actor, .agency, .purpose, .basis, .caseFile, .subject, .fields, .decision, .policy]
        case .justify: [.answered]
        case .nodeStart, .keyManifest, .policy, .disclose, .refuse, .secondaryDissemination,
            .permission, .breakGlass, .blindEvaluation, .export, .erase, .gap:
            []
        }
    }
}

/// The members that an entry may have beside those that all have, by their names in the format.
enum EntryMember: String, CaseIterable {
    case actor, purpose, basis, fields, decision, policy, handling, peer
    case agency = "ori"
    case caseFile = "case"
    case answered = "re"
    case message = "msg"
    case subject = "subj"
}

/// What a policy decided.
public enum Decision: String, Sendable, CaseIterable {
    /// It may be done.
    case permit
    /// It may not.
    case forbid
}
