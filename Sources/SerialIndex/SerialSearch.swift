/// A record whose serial fits a pattern.
public struct SerialHit: Hashable, Sendable {
    /// The record, as the index was told it.
    public let record: Int32
    /// The least number of mistakes between the record's serial and the pattern.
    public let mistakes: Int

    /// Makes a hit.
    public init(record: Int32, mistakes: Int) {
        self.record = record
        self.mistakes = mistakes
    }
}

/// What a search found.
public struct SerialMatches: Hashable, Sendable {
    /// The hits, at most as many as were asked for, those with the fewest mistakes first.
    public let hits: [SerialHit]
    /// How many records fit in all.
    public let total: Int

    /// Makes the answer of a search.
    public init(hits: [SerialHit], total: Int) {
        self.hits = hits
        self.total = total
    }
}

/// Finds the records whose serial may be the one that was read.
public protocol SerialSearch: Sendable {
    /// Finds all records within a number of mistakes of a pattern.
    ///
    /// - Parameters:
    ///   - pattern: what was read.
    ///   - mistakes: how many mistakes are allowed, 0...3.
    ///   - limit: how many hits to return at the most; all are counted.
    func records(fitting pattern: SerialPattern, within mistakes: Int, limit: Int) -> SerialMatches

    /// Finds the records whose serial is exactly the characters given, in the order they were added.
    func records(of serial: [UInt8]) -> [Int32]
}
