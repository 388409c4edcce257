public import BlindLookup
public import Cryptography
public import Exchange

import Encoding

extension LedgerEntry {
    /// The names of the extension members of a blind answer.
    private enum BlindMember {
        static let answers = "x-evaluations"
        static let period = "x-period"
        static let code = "x-code"
    }

    /// What a node knows of a blind question when it writes its entry.
    public struct BlindGrounds: Sendable {
        /// The message that asks.
        public let query: Message
        /// The commitment to the case; nothing where none is kept.
        public let caseFile: Commitment?
        /// What the node's policy decided about it.
        public let decision: Decision
        /// The SHA-256 of that policy.
        public let policy: Digest

        /// What is known of a question.
        public init(
            of query: Message, caseFile: Commitment?, decision: Decision, policy: Digest
        ) {
            self.query = query
            self.caseFile = caseFile
            self.decision = decision
            self.policy = policy
        }
    }

    /// The entry of a blind question that was answered, or refused: who asked how many, and nothing of what.
    ///
    /// One that was refused, by the policy or for another reason, is REFUSE with the reason's code. Whether anything
    /// was found, who answers can not know, and who asked does not say.
    ///
    /// - Parameters:
    ///   - identifier: the entry's own.
    ///   - now: when it was answered.
    ///   - node: who answers.
    ///   - envelope: the SHA-256 of the envelope that asks.
    ///   - question: what was asked.
    ///   - reply: what is answered.
    public static func blindEvaluation(
        identifier: UniqueIdentifier, at now: Moment, node: NodeName, _ grounds: BlindGrounds,
        envelope: Digest, question: BlindQuestion, reply: BlindReply
    ) -> LedgerEntry {
        var kind = EntryKind.blindEvaluation
        var code: String?
        if case .refused(let refusal) = reply { (kind, code) = (.refuse, refusal.rawValue) }
        var entry = blind(kind, identifier: identifier, at: now, node: node, grounds, question)
        entry.message = envelope
        entry.record(addressee: grounds.query.route.issuer)
        entry.extensions[BlindMember.code] = code.map { .string($0) }
        return entry
    }

    /// The entry of what the policy of the node that asks says of a question, before it is sent.
    public static func blindDecision(
        identifier: UniqueIdentifier, at now: Moment, _ grounds: BlindGrounds,
        question: BlindQuestion
    ) -> LedgerEntry {
        blind(
            grounds.decision == .permit ? .decision : .refuse, identifier: identifier, at: now,
            node: grounds.query.route.issuer, grounds, question)
    }

    private static func blind(
        _ kind: EntryKind, identifier: UniqueIdentifier, at now: Moment, node: NodeName,
        _ grounds: BlindGrounds, _ question: BlindQuestion
    ) -> LedgerEntry {
        let query = grounds.query
        var entry = LedgerEntry(kind, identifier: identifier, at: now, node: node)
        entry.actor = query.grounds.requester.officer
        entry.agency = query.grounds.requester.agency
        entry.purpose = query.grounds.purpose
        entry.basis = query.grounds.basis
        entry.caseFile = grounds.caseFile
        entry.answered = query.identifier
        entry.decision = grounds.decision
        entry.policy = grounds.policy
        entry.record(request: query.identifier)
        if case .evaluate(let asked) = question {
            entry.extensions[BlindMember.answers] = .integer(Int64(asked.elements.count))
            entry.extensions[BlindMember.period] = .integer(Int64(asked.period.number))
        }
        return entry
    }

    /// How many hidden firearms the entry's question had; `nil` when it is of another kind.
    ///
    /// - Throws: `MessageError.malformed` when the member is not of the form.
    public func blindQuestions() throws(MessageError) -> Int? {
        guard let value = extensions[BlindMember.answers] else { return nil }
        guard let count = value.number(in: 1...ComparisonQuery.mostElements) else {
            throw .malformed(member: BlindMember.answers)
        }
        return count
    }

    /// The period of the entry's question; `nil` when it is of another kind.
    ///
    /// - Throws: `MessageError.malformed` when the member is not of the form.
    public func blindPeriod() throws(MessageError) -> ComparisonPeriod? {
        guard let value = extensions[BlindMember.period] else { return nil }
        guard let number = value.number(in: ComparisonPeriod.numbers) else {
            throw .malformed(member: BlindMember.period)
        }
        return ComparisonPeriod(number: number)
    }
}
