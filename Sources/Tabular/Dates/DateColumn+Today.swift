public import Chronology

extension DateColumn {
    /// The days that may stand for today without a text being read otherwise; `nil` for any day.
    ///
    /// Today says to which century a year of two digits belongs, which changes with the year, and
    /// up to which number a spreadsheet's days are days.
    public func daysOfSameReading(_ text: String) -> DayRange? {
        parser.daysOfSameReading(text)
    }
}

extension DateParser {
    func daysOfSameReading(_ text: String) -> DayRange? {
        guard text.utf8.contains(where: NumericDate.isDigit) else { return nil }
        if case .numeric(let date) = shape(text), date.first.digits == 4 || date.third.digits == 4 {
            return nil
        }
        let year = today.civil.year
        guard let first = Day(year: year, month: 1, day: 1),
            let last = Day(year: year, month: 12, day: 31)
        else { return DayRange(today) }
        guard let day = spreadsheetDay(text) else { return DayRange(first, last) }
        // The first day on which the number is a day.
        let bound = day.advanced(by: -DateParser.daysAhead)
        if today >= bound { return DayRange(max(first, bound), last) }
        return DayRange(first, min(last, bound.advanced(by: -1)))
    }
}
