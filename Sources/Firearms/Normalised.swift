public import Language

/// One field of a description: what was written, and what the reference tables make of it.
public struct Normalised<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What the tables could do with the text.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Nothing was written, or a word for *unknown*.
        case blank
        /// The tables know the text.
        case recognised
        /// Something was written that the tables do not know.
        case unknown
        /// The tables know the text as something else, or it speaks against another field.
        case contradictory
    }

    /// The text as it was written; never changed.
    public let raw: String
    /// What the tables could do with it.
    public let state: State
    /// What may be meant, most likely first: one value where the text is plain, several where it
    /// is a word for several, such as `.38` or *arma larga*.
    public let values: [Value]
    /// Why, for a person to read.
    public let evidence: [Phrase]

    /// Makes a field from what was written and what it was found to mean.
    public init(raw: String, state: State, values: [Value] = [], evidence: [Phrase] = []) {
        self.raw = raw
        self.state = state
        self.values = values
        self.evidence = evidence
    }

    /// The one value that is meant, when there is only one.
    public var onlyValue: Value? { values.count == 1 ? values[0] : nil }
}
