/// The days between which something happened: one day when it is known exactly.
///
/// A court paper says *Summer 2010*; what was read stays a range and is never made into a day.
public struct DayRange: Hashable, Sendable {
    /// The first day on which it may have happened.
    public let first: Day
    /// The last day on which it may have happened.
    public let last: Day

    /// Makes a range of days, both included.
    ///
    /// - Precondition: `first` is not after `last`.
    public init(_ first: Day, _ last: Day) {
        precondition(first <= last, "a range of days begins before it ends")
        self.first = first
        self.last = last
    }

    /// Makes the range of one day.
    public init(_ day: Day) {
        first = day
        last = day
    }

    /// The day itself, when the range has only one.
    public var exactDay: Day? { first == last ? first : nil }

    /// Tells whether a day lies within the range.
    public func contains(_ day: Day) -> Bool { first <= day && day <= last }
}

extension DayRange: CustomStringConvertible {
    /// The range as `YYYY-MM-DD` or `YYYY-MM-DD/YYYY-MM-DD` (ISO 8601 interval).
    public var description: String {
        first == last ? first.description : "\(first)/\(last)"
    }
}
