import BlindLookup
public import Cryptography
public import Exchange

import Encoding

extension LedgerEntry {
    /// The names of the extension members of a blind answer.
    private enum BlindMember {
        static let answers = "x-evaluations"
        static let period = "x-period"
    }

    /// The entry of a blind question that was answered, or refused: who asked how many, and nothing of what.
    ///
    /// Whether anything was found, who answers can not know, and who asked does not say.
    ///
    /// - Parameters:
    ///   - identifier: the entry's own.
    ///   - now: when it was answered.
    ///   - node: who answers.
    ///   - query: the message that asked.
    ///   - envelope: the SHA-256 of its envelope.
    ///   - caseFile: the commitment to the case; nothing where none is kept.
    ///   - question: what was asked.
    ///   - reply: what is answered.
    public static func blindEvaluation(
        identifier: UniqueIdentifier, at now: Moment, node: NodeName, query: Message,
        envelope: Digest, caseFile: Commitment?, question: BlindQuestion, reply: BlindReply
    ) -> LedgerEntry {
        var entry = LedgerEntry(.blindEvaluation, identifier: identifier, at: now, node: node)
        entry.actor = query.grounds.requester.officer
        entry.agency = query.grounds.requester.agency
        entry.purpose = query.grounds.purpose
        entry.basis = query.grounds.basis
        entry.caseFile = caseFile
        entry.answered = query.identifier
        entry.message = envelope
        if case .refused = reply { entry.decision = .forbid } else { entry.decision = .permit }
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
}
