/// What is wanted of a run, to stand beside what was measured.
public struct TrialGoals: Sendable {
    private let weights: TrialWeights

    /// The goals of a weights file.
    public init(_ weights: TrialWeights = .carried) {
        self.weights = weights
    }

    /// The number of records that the goals are for.
    public var records: Int { Int(weights("goal.records")) }
    /// Seconds to build.
    public var build: Double { weights("goal.build") }
    /// Bytes a record.
    public var bytesPerRecord: Double { weights("goal.bytes") }
    /// The calibration error on the operational mix, at most.
    public var calibrationError: Double { weights("goal.error") }
    /// Of what is named at 0.9 on the operational mix, the share that is right, at least.
    public var precision: Double { weights("goal.right") }
    /// The share that is named at 0.9 on the operational mix, at least.
    public var named: Double { weights("goal.named") }

    /// Queries a second with so many threads, where a goal was set.
    public func rate(threads: Int) -> Double? { weights.ifKnown("goal.rate.\(threads)") }
    /// Microseconds for half of a class, at most.
    public func median(_ kind: TrialQuery.Class) -> Double? { goal("p50", kind) }
    /// Microseconds for 99 in 100 of a class, at most.
    public func tail(_ kind: TrialQuery.Class) -> Double? { goal("p99", kind) }
    /// The share of a class whose record comes first, at least.
    public func first(_ kind: TrialQuery.Class) -> Double? { goal("first", kind) }
    /// The share of a class whose record is among the first five, at least.
    public func amongFive(_ kind: TrialQuery.Class) -> Double? { goal("five", kind) }

    private func goal(_ name: String, _ kind: TrialQuery.Class) -> Double? {
        weights.ifKnown("goal.\(name).\(kind.rawValue)")
    }
}
