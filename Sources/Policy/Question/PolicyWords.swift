public import Exchange

/// What somebody wants to do.
public enum PolicyAction: Int, NumberedPolicyWord {
    /// Open a sealed field.
    case read
    /// Hand in a trace request.
    case submit
    /// Tell the peer a result.
    case disclose
    /// Pass on to another agency what was told.
    case refer
    /// Put evidence together for a court.
    case export
    /// Ask the sealed store about one firearm.
    case lookupSerial
    /// Ask what firearms a person has or had.
    case lookupPerson
    /// Bring custodians' books together, or list what is in them.
    case consolidate
    /// Publish figures.
    case publish
    /// Answer a blind question.
    case answerBlind
    /// Delete openings and keys.
    case erase
    /// Open a sealed field in an emergency, before the peer has cosigned.
    case breakGlass
    /// Explain an emergency afterwards.
    case justify
    /// Be present at an audit and sign what was found.
    case witness
    /// Read the ledger's entries of who asked for what.
    case audit

    /// The words as a policy's file writes them, in order.
    public static let words = [
        "read", "submit", "disclose", "refer", "export", "lookup-serial", "lookup-person",
        "consolidate", "publish", "answer-blind", "erase", "break-glass", "justify", "witness",
        "audit",
    ]
}

/// As what somebody acts.
public enum PolicyRole: Int, NumberedPolicyWord {
    /// An officer of an agency that recovers firearms.
    case officer
    /// The national tracing centre.
    case tracingCentre
    /// Whoever keeps records of firearms.
    case custodian
    /// An investigator of a case.
    case investigator
    /// A prosecutor of a case.
    case prosecutor
    /// The secretariat of the two governments' framework.
    case secretariat
    /// Who checks what was done.
    case auditor
    /// Who keeps the node running.
    case administrator

    /// The words as a policy's file writes them, in order.
    public static let words = [
        "officer", "tracing-centre", "custodian", "investigator", "prosecutor", "secretariat",
        "auditor", "administrator",
    ]
}

/// For what somebody acts: the purposes of messages, and two that no message can state.
public enum PolicyPurpose: Int, NumberedPolicyWord {
    /// Criminal justice: an investigation or a prosecution.
    case criminalJustice
    /// The return of a firearm to its owner.
    case firearmReturn
    /// Danger to life that does not wait.
    case exigent
    /// A civil suit or another civil use; asked so that it is refused with a reason.
    case civil
    /// None is stated, as for upkeep, audits and publications.
    case unstated

    /// The purpose of a message.
    public init(_ purpose: Purpose) {
        switch purpose {
        case .criminalJustice: self = .criminalJustice
        case .firearmReturn: self = .firearmReturn
        case .exigent: self = .exigent
        }
    }

    /// The purposes that a message can state, for which alone a law is a basis.
    static let ofMessages = WordSet<PolicyPurpose>(Purpose.allCases.map { PolicyPurpose($0) })

    /// The words as a policy's file writes them, in order.
    public static let words = ["C", "F", "X", "civil", "none"]
}

/// What sort of data it is about.
public enum DataClass: Int, NumberedPolicyWord {
    /// Who bought or had a firearm: name, birth, address, documents.
    case identity
    /// The firearm's description and serial.
    case firearm
    /// The firearm's way from holder to holder, and the recovery.
    case custody
    /// Figures in which no single trace is seen.
    case statistics
    /// The ledger's entries and proofs.
    case ledger

    /// The words as a policy's file writes them, in order.
    public static let words = ["identity", "firearm", "custody", "statistics", "ledger"]
}

/// What speaks for letting somebody: more of these never make a policy stricter.
public enum PolicyFact: Int, NumberedPolicyWord {
    /// The law referred to is one that the policy knows for the purpose.
    case basis
    /// A case is referred to.
    case caseFile
    /// The result has not expired.
    case live
    /// The provider's signed permission for this is there.
    case permission
    /// The peer's cosignature over the entry is there and fresh.
    case cosigned
    /// A second officer agrees.
    case second
    /// The officer's permits are not suspended.
    case standing

    /// The words as a policy's file writes them, in order.
    public static let words = [
        "basis", "case", "live", "permission", "cosigned", "second", "standing",
    ]
}

extension Handling: PolicyWord {
    /// Where it stands among the codes.
    public var place: Int {
        switch self {
        case .crimeOnly: 0
        case .notInCourt: 1
        case .notPassedOn: 2
        case .restricted: 3
        }
    }

    /// The word as a policy's file writes it: the code.
    public var word: String { rawValue }
}
