import Chronology
import Language
import Tracing

/// The days from the first retail sale to the recovery.
struct TimeToCrime {
    /// All of the days.
    let days: Int
    /// The whole years among them.
    let years: Int
    /// The days over the whole years.
    let restOfDays: Int
    /// Tells whether no more than three calendar years lie between, day for day.
    let isShort: Bool

    /// The time of a finding; `nil` when it is not known exactly or runs backwards.
    init?(of finding: Finding) {
        guard finding.outcome == .purchaser, let days = finding.daysToCrime, days >= 0
        else { return nil }
        self.days = days
        // Without the day of the sale, years are reckoned from a leap day: never one day too few.
        let sale = finding.soldOn ?? Day(number: 11_016)
        let recovery = sale.advanced(by: days)
        var years = recovery.civil.year - sale.civil.year
        if TimeToCrime.anniversary(of: sale, years: years) > recovery { years -= 1 }
        self.years = max(0, years)
        restOfDays = recovery - TimeToCrime.anniversary(of: sale, years: self.years)
        isShort = recovery <= TimeToCrime.anniversary(of: sale, years: 3)
    }

    /// The same day some years later; the day after 28 February where there is no 29.
    private static func anniversary(of day: Day, years: Int) -> Day {
        let (year, month, dayOfMonth) = day.civil
        return Day(year: year + years, month: month, day: dayOfMonth)
            ?? Day(year: year + years, month: 3, day: 1) ?? day
    }

    /// Years and days in words.
    var phrase: Phrase {
        switch (years, restOfDays) {
        case (0, _): Phrase("report.time.days", ["days": .count(days)])
        case (_, 0): Phrase("report.time.years", ["years": .count(years)])
        default:
            Phrase("report.time.both", ["years": .count(years), "days": .count(restOfDays)])
        }
    }
}
