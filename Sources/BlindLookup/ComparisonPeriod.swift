public import Cryptography

/// A time during which one key answers blindly, by its number since 1970.
public struct ComparisonPeriod: Hashable, Comparable, Sendable {
    /// The number.
    public let number: Int

    /// The numbers that there are.
    public static let numbers = 0...999_999
    private static let secondsOfDay: Int64 = 86_400

    /// The period of a number; `nil` when there is none.
    public init?(number: Int) {
        guard ComparisonPeriod.numbers.contains(number) else { return nil }
        self.number = number
    }

    /// The period of so many days in which a moment lies; `nil` before 1970, and for no days.
    ///
    /// - Parameters:
    ///   - seconds: the moment, in seconds since 1970 (UTC).
    ///   - days: how long periods are, on which both nodes have agreed.
    public init?(at seconds: Int64, days: Int) {
        guard seconds >= 0, (1...3660).contains(days) else { return nil }
        self.init(number: Int(seconds / (ComparisonPeriod.secondsOfDay * Int64(days))))
    }

    /// Tells which of two periods is earlier.
    public static func < (one: ComparisonPeriod, other: ComparisonPeriod) -> Bool {
        one.number < other.number
    }
}

/// The keys of a node for comparisons, one for each period; what is past can not be had back from them.
///
/// Each period's seed is made of the one before. Who steals a seed, and the lists that were published, can try all
/// serials against those from its period on, and none from before.
public struct PeriodKeys: Sendable {
    /// The period of the keys.
    public private(set) var period: ComparisonPeriod
    /// What the period's keys are made of; it is kept in place of the one before, and not beside it.
    public private(set) var seed: HMACKey

    /// The most periods that are gone forward at once.
    private static let mostSteps = 10_000

    /// The keys of a period and of its seed.
    public init(seed: HMACKey, period: ComparisonPeriod) {
        self.seed = seed
        self.period = period
    }

    /// Goes forward to a period; what was before can not be answered any more.
    ///
    /// - Returns: whether it is that period now; false for an earlier one, and for one too far ahead.
    public mutating func advance(to next: ComparisonPeriod) -> Bool {
        guard next >= period, next.number - period.number <= PeriodKeys.mostSteps else {
            return false
        }
        var seed = seed
        for _ in period.number..<next.number {
            guard let derived = seed.derived(for: "rastro-comparison-next/1") else { return false }
            seed = derived
        }
        self.seed = seed
        period = next
        return true
    }

    /// The key that answers in this period; `nil` where there is no memory for it.
    public func evaluationKey() -> EvaluationKey? {
        seed.evaluationKey(for: "rastro-comparison/1|\(period.number)", mode: .verifiable)
    }

    /// Bytes that nobody can tell from a tag, always the same for a number.
    func padding(_ number: Int) -> [UInt8]? {
        seed.derived(for: "rastro-comparison-padding/1")?.code(of: Array("\(number)".utf8))
    }
}
