public import BlindLookup
public import Cryptography
public import Exchange

/// Who answers blind questions: a node's list for the period, its key, and what may still be asked.
///
/// What it decides, it decides at once; the long part, which needs nothing of it any more, is a `BlindWork`.
public struct BlindDesk: Sendable {
    /// The keys of the period.
    public private(set) var keys: PeriodKeys
    /// The list that is published; nothing while there is none for the period.
    public private(set) var list: ComparisonList?
    /// What may still be asked.
    public private(set) var allowance: BlindAllowance

    /// What is to be done with a question.
    public enum Outcome: Sendable {
        /// This is the answer.
        case reply(BlindReply)
        /// The answer is to be computed; it was taken from the allowance.
        case work(BlindWork)
    }

    /// A desk of a period, without a list yet.
    public init(keys: PeriodKeys, allowance: BlindAllowance) {
        self.keys = keys
        self.allowance = allowance
    }

    /// Goes forward to a period, whose list is still to be published; what was before is forgotten.
    ///
    /// - Returns: whether it is that period now, by `PeriodKeys.advance(to:)`.
    public mutating func advance(to period: ComparisonPeriod) -> Bool {
        guard period != keys.period else { return true }
        guard keys.advance(to: period) else { return false }
        list = nil
        return true
    }

    /// Publishes a list that `ComparisonList.make` has made with the desk's keys.
    ///
    /// - Returns: false for a list of another period or key, which could not be answered for.
    public mutating func publish(_ list: ComparisonList) -> Bool {
        guard list.period == keys.period, list.key == keys.evaluationKey()?.publicKey else {
            return false
        }
        self.list = list
        return true
    }

    /// Decides about a question, and takes what is to be answered from the allowance.
    ///
    /// The caller keeps the allowance, and writes the ledger's entry, before anything is answered.
    ///
    /// - Parameters:
    ///   - question: what is asked.
    ///   - officer: who asks.
    ///   - now: when.
    public mutating func decide(
        _ question: BlindQuestion, from officer: BlindAllowance.Officer, at now: Moment
    ) -> Outcome {
        guard let list else { return .reply(.refused(.noList)) }
        switch question {
        case .list(let number):
            return .reply(list.part(number).map { .list($0) } ?? .refused(.noSuchPart))
        case .evaluate(let asked):
            guard asked.period == keys.period else { return .reply(.refused(.otherPeriod)) }
            guard asked.rule == list.rule else { return .reply(.refused(.otherRule)) }
            let refusal = allowance.take(
                asked.elements.count, for: officer, in: keys.period, at: now)
            if let refusal { return .reply(.refused(refusal)) }
            return .work(BlindWork(keys: keys, elements: asked.elements))
        }
    }
}

/// Hidden firearms that may be answered.
public struct BlindWork: Sendable {
    let keys: PeriodKeys
    let elements: [RistrettoPoint]

    /// Answers all of them, with one proof.
    ///
    /// - Parameters:
    ///   - nonce: a random number for this proof alone.
    ///   - lanes: how many parts are worked on at once.
    /// - Throws: `ComparisonError.noMemory` or `oblivious`.
    /// - Complexity: linear, about an eighth of a millisecond for each firearm.
    public func reply(
        nonce: SecretScalar, lanes: Int = 1
    ) async throws(ComparisonError) -> BlindReply {
        guard let key = keys.evaluationKey() else { throw .noMemory }
        do {
            let batch = try await key.evaluate(elements, nonce: nonce, lanes: lanes)
            return .evaluated(keys.period, batch)
        } catch { throw .oblivious(error) }
    }
}
