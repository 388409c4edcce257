public import Chronology

/// Counts what the dates of a column look like, cell after cell, to decide how to read them.
public struct DateColumnProfile: Hashable, Sendable {
    /// What was counted so far.
    public private(set) var counts = DateCounts()
    private let parser: DateParser

    /// Makes a profile of no cells.
    ///
    /// - Parameters:
    ///   - today: The day up to which dates are expected.
    ///   - unknown: The words that count as blank.
    ///   - uses1904: Whether serial numbers count from 1904, as in workbooks of old Macintoshes.
    public init(today: Day, unknown: UnknownWords = .usual, uses1904: Bool = false) {
        parser = DateParser(today: today, unknown: unknown, uses1904: uses1904)
    }

    /// Counts one cell.
    public mutating func add(_ text: String) {
        switch parser.shape(text) {
        case .blank: counts.blank += 1
        case .serial: counts.serials += 1
        case .words: counts.words += 1
        case .numeric(let date): add(date)
        }
    }

    private mutating func add(_ date: NumericDate) {
        if date.isYearFirst {
            if date.day(.yearMonthDay, pivot: parser.pivot) == nil {
                counts.impossible += 1
            } else {
                counts.orderless += 1
            }
            return
        }
        let dayFirst = date.day(.dayMonthYear, pivot: parser.pivot)
        let monthFirst = date.day(.monthDayYear, pivot: parser.pivot)
        switch (dayFirst, monthFirst) {
        case (.some(let one), .some(let other)):
            if one == other { counts.orderless += 1 } else { counts.either += 1 }
        case (.some, nil): counts.dayFirstOnly += 1
        case (nil, .some): counts.monthFirstOnly += 1
        case (nil, nil):
            if date.reading(.yearMonthDay, pivot: parser.pivot) == nil {
                counts.impossible += 1
            } else {
                counts.yearFirstOnly += 1
            }
        }
    }

    /// Decides how the column is to be read.
    ///
    /// - Parameters:
    ///   - order: The order, when it is known.
    ///   - fallback: The order to take when every date fits both.
    public func decision(
        order given: DateOrder? = nil, fallback: DateOrder = .dayMonthYear
    ) -> DateColumn {
        let (order, basis) = given.map { ($0, .given) } ?? weighed(fallback)
        return DateColumn(order: order, basis: basis, counts: counts, parser: parser)
    }

    private func weighed(_ fallback: DateOrder) -> (DateOrder, DateColumn.Basis) {
        let rivals: [(order: DateOrder, count: Int)] = [
            (.dayMonthYear, counts.dayFirstOnly), (.monthDayYear, counts.monthFirstOnly),
            (.yearMonthDay, counts.yearFirstOnly),
        ].filter { $0.count > 0 }.sorted { $0.count > $1.count }
        guard let best = rivals.first else {
            return (fallback, counts.either == 0 ? .notNeeded : .ambiguous)
        }
        guard rivals.count > 1 else { return (best.order, .evidence) }
        if rivals[1].count == best.count { return (fallback, .ambiguous) }
        return (best.order, .majority)
    }
}
