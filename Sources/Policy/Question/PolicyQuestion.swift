public import Exchange

/// What a policy is asked: whether somebody may do something, for this, about that, as things stand.
public struct PolicyQuestion: Hashable, Sendable {
    /// What is to be done.
    public var action: PolicyAction
    /// As what the asker acts.
    public var role: PolicyRole
    /// For what.
    public var purpose: PolicyPurpose
    /// Under which law; `nil` when none is referred to.
    public var basis: LegalBasis?
    /// About what sort of data.
    public var dataClass: DataClass
    /// The handling codes of what it is about; several records have those of all of them.
    public var handling: WordSet<Handling>
    /// How things stand; `.basis` among them counts for nothing, as the policy itself sees to it.
    public var facts: WordSet<PolicyFact>

    /// A question.
    public init(
        _ action: PolicyAction, by role: PolicyRole, for purpose: PolicyPurpose,
        under basis: LegalBasis?, about dataClass: DataClass,
        handling: WordSet<Handling> = WordSet(), facts: WordSet<PolicyFact> = WordSet()
    ) {
        self.action = action
        self.role = role
        self.purpose = purpose
        self.basis = basis
        self.dataClass = dataClass
        self.handling = handling
        self.facts = facts
    }

    /// The cell of the table that it falls into.
    var cell: PolicyCell {
        PolicyCell(action: action, dataClass: dataClass, role: role, purpose: purpose)
    }
}

/// What of a question is no matter of circumstances: one of the 3,000 cells of the table.
public struct PolicyCell: Hashable, Sendable {
    /// What is to be done.
    public let action: PolicyAction
    /// About what sort of data.
    public let dataClass: DataClass
    /// By whom.
    public let role: PolicyRole
    /// For what.
    public let purpose: PolicyPurpose

    /// All cells, by their places.
    public static let all: [PolicyCell] = PolicyAction.allCases.flatMap { action in
        DataClass.allCases.flatMap { dataClass in
            PolicyRole.allCases.flatMap { role in
                PolicyPurpose.allCases.map {
                    PolicyCell(action: action, dataClass: dataClass, role: role, purpose: $0)
                }
            }
        }
    }

    static let count = 15 * 5 * 8 * 5

    /// Where it stands among all cells.
    var place: Int {
        ((action.rawValue * 5 + dataClass.rawValue) * 8 + role.rawValue) * 5 + purpose.rawValue
    }
}
