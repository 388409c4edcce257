public import Exchange

/// One rule of a policy.
///
/// The form keeps every policy monotonic: what speaks for letting somebody can only be needed by a
/// permit or lift a forbid, and a handling code can only make a forbid apply.
public struct PolicyRule: Hashable, Sendable {
    /// What the rule does when it applies; any forbid that applies wins.
    public let effect: Decision
    /// Its name, such as `us.read`.
    public let identifier: String
    /// The line of the file on which it begins.
    public let line: Int
    /// What is to be done.
    public internal(set) var actions: WordSet<PolicyAction> = .all
    /// By whom.
    public internal(set) var roles: WordSet<PolicyRole> = .all
    /// About what.
    public internal(set) var dataClasses: WordSet<DataClass> = .all
    /// For what.
    public internal(set) var purposes: WordSet<PolicyPurpose> = .all
    /// Codes of which one at least must be there; empty where they do not matter.
    public internal(set) var marked = WordSet<Handling>()
    /// Of a permit, what it needs; of a forbid, what lifts it when all of it is there, if anything.
    public internal(set) var facts = WordSet<PolicyFact>()
    /// Why there is such a rule.
    public internal(set) var reason: PolicyReason

    /// Tells whether questions of a cell are within the rule.
    func covers(_ cell: PolicyCell) -> Bool {
        actions.contains(cell.action) && roles.contains(cell.role)
            && dataClasses.contains(cell.dataClass) && purposes.contains(cell.purpose)
    }
}

/// Why a rule is there, said in each language's catalogue.
public enum PolicyReason: String, Sendable, CaseIterable {
    case traceRequest = "trace-request"
    case ownerReturn = "owner-return"
    case oneFirearm = "one-firearm"
    case criminalInvestigation = "criminal-investigation"
    case onwardInvestigation = "onward-investigation"
    case courtEvidence = "court-evidence"
    case aggregateStatistics = "aggregate-statistics"
    case blindQuestion = "blind-question"
    case dataErasure = "data-erasure"
    case dangerToLife = "danger-to-life"
    case justification
    case jointAudit = "joint-audit"
    case ownCase = "own-case"
    case armsRegister = "arms-register"
    case civilUse = "civil-use"
    case noRegistry = "no-registry"
    case noConsolidation = "no-consolidation"
    case publicRelease = "public-release"
    case resultExpired = "result-expired"
    case permitsSuspended = "permits-suspended"
    case logFirst = "log-first"
    case twoPersons = "two-persons"
    case separateDuties = "separate-duties"
    case crimeOnly = "crime-only"
    case notInCourt = "not-in-court"
    case notPassedOn = "not-passed-on"
    case otherRestrictions = "other-restrictions"
    case custodyChain = "custody-chain"
    case ledgerStays = "ledger-stays"
}
