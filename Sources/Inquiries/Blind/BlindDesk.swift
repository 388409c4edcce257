public import BlindLookup
public import Cryptography
public import Exchange

/// Who answers blind questions: a node's list for the period, its key, and what may still be asked.
public struct BlindDesk: Sendable {
    /// The keys of the period.
    public private(set) var keys: PeriodKeys
    /// The list that is published; nothing while there is none for the period.
    public private(set) var list: ComparisonList?
    /// What may still be asked.
    public private(set) var allowance: BlindAllowance

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

    /// Publishes firearms in this period.
    ///
    /// - Throws: what `ComparisonList.make` throws.
    public mutating func publish(
        _ forms: Set<NormalForm>, _ rule: FormRule, lanes: Int = 1
    ) async throws(ComparisonError) {
        list = try await ComparisonList.make(of: forms, rule, keys: keys, lanes: lanes)
    }

    /// Answers a question; what is answered blindly was taken from the allowance first.
    ///
    /// The caller keeps the desk's allowance, and writes the entry of the ledger, before the answer is sent.
    ///
    /// - Parameters:
    ///   - question: what is asked.
    ///   - officer: who asks.
    ///   - now: when.
    ///   - nonce: a random number for this proof alone.
    ///   - lanes: how many parts are worked on at once.
    /// - Throws: `ComparisonError` when it can not be computed; the allowance has counted it all the same.
    public mutating func answer(
        _ question: BlindQuestion, from officer: BlindAllowance.Officer, at now: Moment,
        nonce: SecretScalar, lanes: Int = 1
    ) async throws(ComparisonError) -> BlindReply {
        guard let list else { return .refused(.noList) }
        switch question {
        case .list(let number):
            return list.part(number).map { .list($0) } ?? .refused(.noSuchPart)
        case .evaluate(let asked):
            guard asked.period == keys.period else { return .refused(.otherPeriod) }
            guard asked.rule == list.rule else { return .refused(.otherRule) }
            if let refusal = allowance.take(
                asked.elements.count, for: officer, in: keys.period, at: now)
            {
                return .refused(refusal)
            }
            guard let key = keys.evaluationKey() else { throw .noMemory }
            do {
                let batch = try await key.evaluate(asked.elements, nonce: nonce, lanes: lanes)
                return .evaluated(keys.period, batch)
            } catch { throw .oblivious(error) }
        }
    }
}
