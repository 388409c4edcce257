/// How likely a question is under each cause, whatever the causes' shares: a row to learn shares from.
///
/// Under a cause, that is the chance of what was read and written beside it, for a firearm drawn from
/// among the records, or absent. Weighed by the shares and added up, the numbers are the chance of the
/// question; only their ratios matter to what is learnt.
public struct CauseLikelihoods: Hashable, Sendable {
    /// One number for each cause, in the order of `ChannelWeights.Cause`; the rest are 0.
    private(set) var values: SIMD16<Double>
    /// Tells whether the numbers are those of the outcome that was confirmed, and of no other.
    public let isConfirmed: Bool

    /// Makes a row of one number for each cause, in their order; those beyond are left out.
    public init(_ values: [Double], isConfirmed: Bool = false) {
        self.values = .zero
        for (cause, value) in zip(ChannelWeights.Cause.allCases, values) {
            self.values[cause.rawValue] = value
        }
        self.isConfirmed = isConfirmed
    }

    /// How likely the question is under a cause.
    public internal(set) subscript(_ cause: ChannelWeights.Cause) -> Double {
        get { values[cause.rawValue] }
        set { values[cause.rawValue] = newValue }
    }

    /// The chance of the question under shares of the causes.
    public func chance(_ weights: ChannelWeights) -> Double {
        zip(ChannelWeights.Cause.allCases, weights.causes).reduce(0) { $0 + self[$1.0] * $1.1 }
    }

    /// Tells whether something can be learnt of it: no number is negative or infinite, and not all are 0.
    public var isUsable: Bool {
        for cause in ChannelWeights.Cause.allCases {
            guard self[cause] >= 0, self[cause].isFinite else { return false }
        }
        return values.max() > 0
    }
}

/// What a desk found out about a question in the end.
public enum SerialOutcome: Hashable, Sendable {
    /// Nothing yet.
    case unknown
    /// It was a record, by the number that the index was told.
    case record(UInt32)
    /// The firearm was in none of the records.
    case absent
}
