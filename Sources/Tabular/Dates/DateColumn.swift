public import Chronology
public import Language

/// How the dates of a column are to be read, decided over the whole column.
public struct DateColumn: Hashable, Sendable, Sayable {
    /// What the order was told by.
    public enum Basis: Hashable, Sendable {
        /// It was given.
        case given
        /// No date of the column needs an order: the year comes first, or the month is in letters.
        case notNeeded
        /// All dates that fit one order alone fit this one.
        case evidence
        /// Some dates fit this order alone, fewer fit another alone; each is read as it fits.
        case majority
        /// Every date fits both orders, so the default was taken.
        case ambiguous
    }

    /// The order in which the numbers of a date stand.
    public let order: DateOrder
    /// What the order was told by.
    public let basis: Basis
    /// What was counted in the column.
    public let counts: DateCounts
    let parser: DateParser

    init(order: DateOrder, basis: Basis, counts: DateCounts, parser: DateParser) {
        self.order = order
        self.basis = basis
        self.counts = counts
        self.parser = parser
    }

    /// Decides over a column that is in memory.
    ///
    /// - Parameters:
    ///   - today: The day up to which dates are expected; a year of two digits that would lie after
    ///     the year that follows it belongs to the century before.
    ///   - order: The order, when it is known.
    ///   - fallback: The order to take when every date fits both.
    public static func decide(
        over values: some Sequence<String>, today: Day, order: DateOrder? = nil,
        fallback: DateOrder = .dayMonthYear, unknown: UnknownWords = .usual,
        uses1904: Bool = false
    ) -> DateColumn {
        var profile = DateColumnProfile(today: today, unknown: unknown, uses1904: uses1904)
        for value in values { profile.add(value) }
        return profile.decision(order: order, fallback: fallback)
    }

    /// Reads one cell of the column.
    ///
    /// A date that exists in one order alone is read in that one; the column's order is for the rest.
    public func read(_ text: String) -> DateReading {
        parser.read(text, order: order)
    }

    /// Tells whether the order is a guess that somebody should look at.
    public var isAmbiguous: Bool { basis == .ambiguous }

    /// The order and its evidence in words.
    public var phrase: Phrase {
        let facts: [String: Fact] = [
            "order": .text(order.rawValue), "day_first": .count(counts.dayFirstOnly),
            "month_first": .count(counts.monthFirstOnly), "either": .count(counts.either),
            "serials": .count(counts.serials),
        ]
        return switch basis {
        case .given: Phrase("tabular.dates.given", facts)
        case .notNeeded: Phrase("tabular.dates.not_needed", facts)
        case .evidence: Phrase("tabular.dates.evidence", facts)
        case .majority: Phrase("tabular.dates.majority", facts)
        case .ambiguous: Phrase("tabular.dates.ambiguous", facts)
        }
    }
}

/// How many dates of a column are what.
public struct DateCounts: Hashable, Sendable {
    /// Numbers that are a date only with the day before the month, as 25/12/2010.
    public internal(set) var dayFirstOnly = 0
    /// Numbers that are a date only with the month before the day, as 12/25/2010.
    public internal(set) var monthFirstOnly = 0
    /// Numbers that are a date only with the year first, in two digits.
    public internal(set) var yearFirstOnly = 0
    /// Numbers that are one date with the day first and another with the month first.
    public internal(set) var either = 0
    /// Dates that need no order.
    public internal(set) var orderless = 0
    /// Serial numbers of a spreadsheet.
    public internal(set) var serials = 0
    /// Blank cells and words for *unknown*.
    public internal(set) var blank = 0
    /// Numbers that are a date in no order.
    public internal(set) var impossible = 0
    /// Anything else: words, ranges, and what may not be a date.
    public internal(set) var words = 0
}
