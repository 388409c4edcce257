public import Chronology
public import Language

/// What a cell of a date column says.
public enum DateReading: Hashable, Sendable {
    /// Nothing, or a word for *unknown*.
    case blank
    /// A day.
    case exact(Day)
    /// The days within which it lies, where the text says no more.
    case range(DayRange)
    /// Something else; the reason quotes the text, so it is not for a column about a person.
    case unreadable(Phrase)

    /// The days said, one or more.
    public var days: DayRange? {
        switch self {
        case .exact(let day): DayRange(day)
        case .range(let range): range
        case .blank, .unreadable: nil
        }
    }
}

/// In which order the numbers of a date stand; the raw value is the order as people write it.
public enum DateOrder: String, Hashable, Sendable, CaseIterable {
    case dayMonthYear = "d/m/y"
    case monthDayYear = "m/d/y"
    case yearMonthDay = "y/m/d"
}

/// Why a text is no date.
enum DateFailure: Error, Hashable {
    /// The day does not exist, such as 31 February.
    case noSuchDay
    /// The year has one digit or three, or lies outside 1600...2200.
    case year
    /// A day or month without a year.
    case noYear
    /// It says before or after which day, and so no range.
    case unbounded
    /// A range that ends before it begins.
    case reversed
    /// Anything else.
    case notUnderstood

    func phrase(_ text: String) -> Phrase {
        let facts: [String: Fact] = ["text": .text(String(text.prefix(60)))]
        return switch self {
        case .noSuchDay: Phrase("tabular.date.no_such_day", facts)
        case .year: Phrase("tabular.date.year", facts)
        case .noYear: Phrase("tabular.date.no_year", facts)
        case .unbounded: Phrase("tabular.date.unbounded", facts)
        case .reversed: Phrase("tabular.date.reversed", facts)
        case .notUnderstood: Phrase("tabular.date.not_understood", facts)
        }
    }
}
