internal import Encoding
public import Exchange

/// The name of the extension member that says by which rules a policy decided.
private enum DecisionMember {
    static let rules = "x-rules"
}

extension LedgerEntry {
    /// The most rules that an entry names.
    public static let mostRules = 8

    /// Records what a policy decided, and by which rules: without them nobody could say later why.
    ///
    /// A name of a rule tells nothing of a person or of a case.
    ///
    /// - Parameter action: what was asked for; `nil` where the entry's kind says it.
    public mutating func record(_ decision: PolicyDecision, on action: PolicyAction? = nil) {
        record(Ruling(decision.decision, by: decision.policy))
        record(deed: action?.word)
        let names = decision.rules.prefix(LedgerEntry.mostRules).map(\.identifier)
        extensions[DecisionMember.rules] = .array(names.map { .string($0) })
    }

    /// What the policy was asked for; `nil` when the entry has no such member.
    ///
    /// - Throws: `MessageError.malformed` when the member is no word of a policy.
    public func action() throws(MessageError) -> PolicyAction? {
        guard let word = try deed() else { return nil }
        guard let action = PolicyAction(word: word) else { throw .malformed(member: "x-action") }
        return action
    }

    /// The names of the rules that decided, none where no rule permits; `nil` when the entry has no such member.
    ///
    /// - Throws: `MessageError.malformed` when the member is not of the form.
    public func rules() throws(MessageError) -> [String]? {
        guard let value = extensions[DecisionMember.rules] else { return nil }
        guard let elements = value.array, elements.count <= LedgerEntry.mostRules
        else { throw .malformed(member: DecisionMember.rules) }
        let names = elements.compactMap(\.string)
        guard names.count == elements.count, names.allSatisfy({ (1...64).contains($0.utf8.count) })
        else { throw .malformed(member: DecisionMember.rules) }
        return names
    }
}
