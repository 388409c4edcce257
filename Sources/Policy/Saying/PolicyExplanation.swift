import Exchange
public import Language

/// Why a question is decided as it is, and what would have to change.
public struct PolicyExplanation: Sendable {
    /// What was asked.
    public let question: PolicyQuestion
    /// What was decided.
    public let decision: PolicyDecision
    /// What would have to change for it to be permitted; `nil` when it is.
    public let remedy: Remedy?

    /// What would let a refused question be permitted.
    public enum Remedy: Sendable, Hashable {
        /// Any of these sets of facts, beside those that are there; fewest first.
        case facts([WordSet<PolicyFact>])
        /// None, with these handling codes; without them it would be permitted on the same terms as others.
        case handling
        /// None in this role; these may, on terms of their own.
        case roles(WordSet<PolicyRole>)
        /// None for this purpose; it is done for these.
        case purposes(WordSet<PolicyPurpose>)
        /// None at all: the policy lets nobody do this with such data.
        case nothing
    }
}

extension Policy {
    /// Explains how a question is decided.
    public func explain(_ question: PolicyQuestion) -> PolicyExplanation {
        let decision = decide(question)
        return PolicyExplanation(
            question: question, decision: decision,
            remedy: decision.isPermitted ? nil : remedy(for: question))
    }

    private func remedy(for question: PolicyQuestion) -> PolicyExplanation.Remedy {
        let cell = question.cell
        let held = held(question)
        let least = leastFacts(cell, handling: question.handling)
        guard least.isEmpty else {
            let missing = Set(least.map { $0.subtracting(held) })
            return .facts(
                missing.sorted {
                    ($0.bits.nonzeroBitCount, $0.bits) < ($1.bits.nonzeroBitCount, $1.bits)
                })
        }
        if !leastFacts(cell).isEmpty { return .handling }
        let roles = PolicyRole.allCases.filter { role in
            isEverPermitted(cell.action, cell.dataClass, role, cell.purpose)
        }
        if !roles.isEmpty { return .roles(WordSet(roles)) }
        let purposes = PolicyPurpose.allCases.filter { purpose in
            PolicyRole.allCases.contains {
                isEverPermitted(cell.action, cell.dataClass, $0, purpose)
            }
        }
        return purposes.isEmpty ? .nothing : .purposes(WordSet(purposes))
    }

    private func isEverPermitted(
        _ action: PolicyAction, _ dataClass: DataClass, _ role: PolicyRole,
        _ purpose: PolicyPurpose
    ) -> Bool {
        let cell = PolicyCell(action: action, dataClass: dataClass, role: role, purpose: purpose)
        return !leastFacts(cell).isEmpty
    }
}

extension PolicyExplanation {
    /// What was asked, in a sentence.
    public var asked: Phrase {
        Phrase(
            "policy.explain.asked",
            [
                "deed": .phrase(question.action.phrase), "who": .phrase(question.role.phrase),
                "aim": .phrase(question.purpose.phrase),
                "about": .phrase(question.dataClass.phrase), "codes": question.handling.fact,
            ])
    }

    /// What was decided.
    public var verdict: Phrase {
        if decision.isPermitted { return Phrase("policy.explain.permitted") }
        return Phrase(
            decision.rules.isEmpty ? "policy.explain.byDefault" : "policy.explain.forbidden")
    }

    /// By which rules, one sentence each.
    public var grounds: [Phrase] {
        decision.rules.map {
            Phrase(
                "policy.explain.rule",
                [
                    "rule": .text($0.identifier), "line": .text(String($0.line)),
                    "why": .phrase($0.reason.phrase),
                ])
        }
    }

    /// What would have to change, one sentence for each way; none where it is permitted.
    ///
    /// - Parameter policy: the policy that was asked, which knows the laws.
    public func changes(under policy: Policy) -> [Phrase] {
        switch remedy {
        case nil: []
        case .facts(let ways):
            ways.map { Phrase("policy.explain.facts", ["given": $0.fact]) }
                + laws(ways, policy)
        case .handling: [Phrase("policy.explain.handling", ["codes": question.handling.fact])]
        case .roles(let roles): [Phrase("policy.explain.roles", ["who": roles.fact])]
        case .purposes(let purposes): [Phrase("policy.explain.purposes", ["aims": purposes.fact])]
        case .nothing: [Phrase("policy.explain.nothing")]
        }
    }

    /// The laws that would do, where one is missing.
    private func laws(_ ways: [WordSet<PolicyFact>], _ policy: Policy) -> [Phrase] {
        guard ways.contains(where: { $0.contains(.basis) }) else { return [] }
        let known = policy.bases.filter { $0.purposes.contains(question.purpose) }
        guard !known.isEmpty else { return [Phrase("policy.explain.noLaw")] }
        let list = known.map(\.basis.text).joined(separator: ", ")
        return [Phrase("policy.explain.laws", ["laws": .text(list)])]
    }
}
