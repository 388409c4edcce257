import Chronology

/// What the words of one date say, before the other end of a range completes it.
struct DatePiece {
    /// A part of a year or of a month.
    enum Part: Hashable {
        case third(Int), season(Int), fraction(Int, of: Int), decade
    }

    var year: Int?
    var month: Int?
    var day: Int?
    var part: Part?
    /// The year was written in two digits behind a month, and may be a day.
    var softYear: Int?
    /// The second year of a winter, `2010-2011`.
    var secondYear: Int?
    var exact: Day?
    /// A lone number that may be a day or, before a year, a month.
    var isBareMonth = false

    /// Makes what the pieces say.
    ///
    /// - Returns: `nil` when they are not one date.
    init?(_ tokens: some Sequence<DateToken>, order: DateOrder, pivot: YearPivot)
        throws(DateFailure)
    {
        var numbers: [(number: NumericDate.Number, isAfterMonth: Bool)] = []
        var isDone = false
        for token in tokens {
            switch token {
            case .date(let date):
                guard exact == nil else { return nil }
                exact = try DatePiece.day(date, order: order, pivot: pivot)
                isDone = numbers.isEmpty && month == nil && part == nil
                guard isDone else { return nil }
            case .number(let number): numbers.append((number, month != nil))
            case .decade(let value):
                guard part == nil, value >= 10 else { return nil }
                let digits = value < 100 ? 2 : 4
                year = pivot.year(NumericDate.Number(value: value, digits: digits))
                part = .decade
            case .word(.month(let value)):
                guard month == nil else { return nil }
                month = value
            case .word(.season(let value)):
                guard part == nil else { return nil }
                part = .season(value)
            case .word(.third(let value)):
                guard part == nil else { return nil }
                part = .third(value)
            case .word(.parts(let count)):
                guard part == nil else { return nil }
                part = .fraction(0, of: count)
            case .word(.ordinal(let value)):
                numbers.append((NumericDate.Number(value: value, digits: 1), false))
            // Text behind a whole date is a remark; before it, it may change what the date means.
            case .unknownWord: if !isDone { return nil }
            case .dash: break
            case .word: return nil
            }
        }
        if exact != nil {
            if !numbers.isEmpty || month != nil || part != nil { return nil }
        } else if !place(numbers, pivot: pivot) {
            return nil
        }
    }

    private static func day(
        _ date: NumericDate, order: DateOrder, pivot: YearPivot
    ) throws(DateFailure) -> Day {
        guard let day = date.reading(order, pivot: pivot) else { throw date.failure }
        return day
    }

    /// Tells the numbers apart into day, month, year and part.
    private mutating func place(
        _ found: [(number: NumericDate.Number, isAfterMonth: Bool)], pivot: YearPivot
    ) -> Bool {
        var numbers = found
        if case .fraction(_, let count) = part {
            guard
                let index = numbers.firstIndex(where: {
                    $0.number.digits == 1 && (1...count).contains($0.number.value)
                })
            else { return false }
            part = .fraction(numbers.remove(at: index).number.value, of: count)
        }
        // The year is the number of four digits, or else the last behind a month.
        if let index = numbers.firstIndex(where: { $0.number.digits == 4 }) {
            guard year == nil, let value = pivot.year(numbers.remove(at: index).number) else {
                return false
            }
            year = value
        } else if numbers.count == 2, month != nil, let last = numbers.last {
            guard year == nil, let value = pivot.year(last.number) else { return false }
            year = value
            numbers.removeLast()
        }
        guard let rest = numbers.first else { return true }
        guard numbers.count == 1 else { return false }
        return placeLast(rest.number, isAfterMonth: rest.isAfterMonth, pivot: pivot)
    }

    private mutating func placeLast(
        _ number: NumericDate.Number, isAfterMonth: Bool, pivot: YearPivot
    ) -> Bool {
        if case .season(4) = part, let first = year, number.digits == 4 || number.digits == 2 {
            secondYear = number.digits == 4 ? number.value : first / 100 * 100 + number.value
            return secondYear == first + 1
        }
        guard number.digits <= 2, part == nil else { return false }
        if month != nil, year == nil, isAfterMonth, number.digits == 2 {
            softYear = pivot.year(number)
            if (1...31).contains(number.value) { day = number.value }
            return true
        }
        if month == nil, year != nil {
            guard (1...31).contains(number.value) else { return false }
            (day, isBareMonth) = (number.value, true)
            return true
        }
        guard (1...31).contains(number.value) else { return false }
        day = number.value
        return true
    }
}

extension NumericDate {
    /// The day in an order, or in the only other order in which the numbers are one.
    func reading(_ order: DateOrder, pivot: YearPivot) -> Day? {
        if isYearFirst { return day(.yearMonthDay, pivot: pivot) }
        if let day = day(order, pivot: pivot) { return day }
        let dayFirst = day(.dayMonthYear, pivot: pivot)
        let monthFirst = day(.monthDayYear, pivot: pivot)
        if let dayFirst, let monthFirst { return dayFirst == monthFirst ? dayFirst : nil }
        // `97/12/31`: two digits, and the first can be nothing but a year.
        let yearFirst = first.digits == 2 ? day(.yearMonthDay, pivot: pivot) : nil
        return dayFirst ?? monthFirst ?? yearFirst
    }
}
