public import Cryptography
public import Exchange

/// What a policy decided, and by which of its rules.
public struct PolicyDecision: Hashable, Sendable {
    /// Whether it may be done.
    public let decision: Decision
    /// The rules that decided: the permits that apply, or the forbids; none when no rule permits.
    public let rules: [PolicyRule]
    /// The policy's identity.
    public let policy: Digest

    /// Tells whether it may be done.
    public var isPermitted: Bool { decision == .permit }
}

extension Policy {
    /// Decides a question.
    ///
    /// - Complexity: O(rules that name the question's action, class, role and purpose).
    public func decide(_ question: PolicyQuestion) -> PolicyDecision {
        let (facts, handling) = (held(question).bits, question.handling.bits)
        var permits: [PolicyRule] = []
        var forbids: [PolicyRule] = []
        for rule in cells[question.cell.place] where rule.applies(facts: facts, handling: handling)
        {
            if rule.isPermit {
                permits.append(rules[rule.place])
            } else {
                forbids.append(rules[rule.place])
            }
        }
        let isPermitted = forbids.isEmpty && !permits.isEmpty
        return PolicyDecision(
            decision: isPermitted ? .permit : .forbid,
            rules: forbids.isEmpty ? permits : forbids, policy: digest)
    }

    /// Tells whether a law is one that the policy knows for a purpose.
    public func covers(_ purpose: PolicyPurpose, under basis: LegalBasis) -> Bool {
        bases.contains { $0.basis == basis && $0.purposes.contains(purpose) }
    }

    /// The facts of a question, that of its legal basis found out.
    func held(_ question: PolicyQuestion) -> WordSet<PolicyFact> {
        let basis = WordSet<PolicyFact>([.basis])
        let others = question.facts.subtracting(basis)
        guard let law = question.basis, covers(question.purpose, under: law) else { return others }
        return others.union(basis)
    }
}
