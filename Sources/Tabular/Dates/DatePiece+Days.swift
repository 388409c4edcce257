import Chronology

extension DatePiece {
    /// The piece as it stands alone, where a lone number before a year is a month.
    func standingAlone() -> DatePiece? {
        var piece = self
        if isBareMonth, let number = day {
            guard (1...12).contains(number) else { return nil }
            (piece.month, piece.day) = (number, nil)
        }
        if let softYear { (piece.year, piece.day) = (softYear, nil) }
        return piece
    }

    /// The days that the piece may mean.
    func days() throws(DateFailure) -> DayRange {
        if let exact { return DayRange(exact) }
        guard let year else {
            if month == nil, part == nil { throw .notUnderstood }
            throw .noYear
        }
        if let day {
            guard let month else { throw .notUnderstood }
            return try DatePiece.range((year, month, day), (year, month, day))
        }
        guard let part else {
            guard let month else { return try DatePiece.range((year, 1, 1), (year, 12, 31)) }
            return try DatePiece.range(
                (year, month, 1), (year, month, Day.length(ofMonth: month, year: year)))
        }
        return try days(of: part, in: year)
    }

    private func days(of part: Part, in year: Int) throws(DateFailure) -> DayRange {
        switch part {
        case .decade: return try DatePiece.range((year, 1, 1), (year + 9, 12, 31))
        case .fraction(let index, let count):
            guard month == nil else { throw .notUnderstood }
            let length = 12 / count
            let last = index * length
            return try DatePiece.range(
                (year, last - length + 1, 1), (year, last, Day.length(ofMonth: last, year: year)))
        case .third(let index):
            // Nobody says exactly how far early goes: the thirds overlap.
            if let month {
                let last = Day.length(ofMonth: month, year: year)
                let (from, to) = [(1, 12), (8, 23), (19, last)][index - 1]
                return try DatePiece.range((year, month, from), (year, month, to))
            }
            let (from, to) = [(1, 4), (4, 9), (9, 12)][index - 1]
            return try DatePiece.range(
                (year, from, 1), (year, to, Day.length(ofMonth: to, year: year)))
        case .season(let index): return try season(index, in: year)
        }
    }

    /// A season of the north, as the calendar and as the weather have it, the one and the other.
    private func season(_ index: Int, in year: Int) throws(DateFailure) -> DayRange {
        guard month == nil else { throw .notUnderstood }
        switch index {
        case 1: return try DatePiece.range((year, 3, 1), (year, 6, 21))
        case 2: return try DatePiece.range((year, 6, 1), (year, 9, 23))
        case 3: return try DatePiece.range((year, 9, 1), (year, 12, 21))
        default:
            // A winter lies in two years; with one year said, it may be either winter.
            let first = secondYear == nil ? year - 1 : year
            return try DatePiece.range((first, 12, 1), (secondYear ?? year + 1, 3, 21))
        }
    }

    private static func range(
        _ first: (Int, Int, Int), _ last: (Int, Int, Int)
    ) throws(DateFailure) -> DayRange {
        guard let start = Day(year: first.0, month: first.1, day: first.2),
            let end = Day(year: last.0, month: last.1, day: last.2)
        else { throw .noSuchDay }
        guard start <= end else { throw .reversed }
        return DayRange(start, end)
    }

    /// The days from one piece to another, each completed by what the other says.
    static func days(from left: DatePiece, to right: DatePiece) throws(DateFailure) -> DayRange {
        var (left, right) = (left, right)
        // `Aug 3-7, 2017`: the number before the year is a day when the left end has a month.
        if right.isBareMonth, left.month != nil, left.day != nil, right.month == nil {
            right.month = left.month
            right.isBareMonth = false
        }
        // `Aug 13 - 17, 2017`: the right end has the year, so the left has a day.
        if left.softYear != nil, left.day != nil, right.year != nil { left.softYear = nil }
        guard var first = left.standingAlone(), var last = right.standingAlone() else {
            throw .notUnderstood
        }
        if first.month == nil, first.day != nil { first.month = last.month }
        var isInherited = false
        let lastYear = last.year ?? last.exact?.civil.year
        if first.exact == nil, first.year == nil {
            first.year = lastYear
            isInherited = true
        } else if last.exact == nil, last.year == nil {
            last.year = first.year ?? first.exact?.civil.year
        }
        var start = try first.days()
        let end = try last.days()
        // `Nov-Feb 2012` began in the year before.
        if isInherited, start.first > end.last, let year = first.year {
            first.year = year - 1
            start = try first.days()
        }
        guard start.first <= end.last else { throw .reversed }
        return DayRange(start.first, end.last)
    }
}
