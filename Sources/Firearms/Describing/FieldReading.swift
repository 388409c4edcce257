import Language

/// A field while it is being read; becomes a `Normalised` when all fields have been held together.
struct FieldReading<Value: Hashable & Sendable>: Sendable {
    var state: Normalised<Value>.State
    var values: [Value] = []
    var evidence: [Phrase] = []

    static var blank: FieldReading { FieldReading(state: .blank) }

    func normalised(_ raw: String) -> Normalised<Value> {
        Normalised(raw: raw, state: state, values: values, evidence: evidence)
    }

    /// Puts the values for which something speaks before the others, each group in its order.
    ///
    /// - Returns: whether the first value changed.
    @discardableResult
    mutating func prefer(_ isPreferred: (Value) -> Bool) -> Bool {
        let first = values.first
        values = values.filter(isPreferred) + values.filter { !isPreferred($0) }
        return values.first != first
    }
}

extension ReferenceTables {
    /// Reads a field that holds no more than a word for *unknown* or *none*, or nothing.
    ///
    /// - Returns: `nil` when it holds something else.
    func blankReading<Value>(of text: String, as type: Value.Type) -> FieldReading<Value>? {
        let folded = FoldedText(text)
        if folded.words.isEmpty { return .blank }
        switch index.wordMeanings[folded.compact] {
        case .unknown, .absent, .obliterated, .illegible:
            return FieldReading(
                state: .blank,
                evidence: [Phrase("firearms.word_for_unknown", ["text": .text(trimmed(text))])])
        default: return nil
        }
    }

    /// The evidence that only the beginning of a long text was compared.
    var cutEvidence: Phrase {
        Phrase("firearms.text_cut", ["limit": .count(FoldedText.maximumLength)])
    }
}
