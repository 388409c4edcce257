/// A point in time, in milliseconds since 1970 (UTC).
public struct Moment: Hashable, Sendable, Comparable {
    /// The milliseconds since 1970: what fits into an identifier's 48 bits.
    public let milliseconds: Int64

    /// The latest moment.
    private static let last: Int64 = 1 << 48 - 1

    /// A moment; `nil` before 1970 and beyond the 48 bits.
    public init?(milliseconds: Int64) {
        guard (0...Moment.last).contains(milliseconds) else { return nil }
        self.milliseconds = milliseconds
    }

    /// A moment of a whole second; `nil` before 1970 and beyond the 48 bits.
    public init?(seconds: Int64) {
        guard (0...Moment.last / 1000).contains(seconds) else { return nil }
        milliseconds = seconds * 1000
    }

    /// The whole seconds since 1970.
    public var seconds: Int64 { milliseconds / 1000 }

    /// Tells which of two moments is earlier.
    public static func < (one: Moment, other: Moment) -> Bool {
        one.milliseconds < other.milliseconds
    }
}

/// From when until when something counts: a message by law, a manifest by its maker's word.
public struct Lifetime: Hashable, Sendable {
    /// The first moment.
    public let start: Moment
    /// The moment at which it no longer counts.
    public let end: Moment

    /// The time from a moment until a later one; `nil` when the end is not later.
    public init?(from start: Moment, until end: Moment) {
        guard start < end else { return nil }
        self.start = start
        self.end = end
    }

    /// Tells whether a moment lies within.
    public func contains(_ moment: Moment) -> Bool { start <= moment && moment < end }
}
