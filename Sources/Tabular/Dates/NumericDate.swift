import Chronology

/// Three numbers with the same signs between them, which are a date in some order.
struct NumericDate: Hashable {
    /// One of the numbers, with the number of digits that it was written with.
    struct Number: Hashable {
        let value: Int
        let digits: Int
    }

    let first: Number
    let second: Number
    let third: Number

    /// Reads three numbers from a place on.
    ///
    /// - Returns: `nil` when there are none; else the place behind them.
    static func read(
        _ bytes: ArraySlice<UInt8>, from start: Int
    ) -> (date: NumericDate, end: Int)? {
        var index = start
        guard let first = number(bytes, &index), first.digits <= 4,
            let sign = sign(bytes, &index), let second = number(bytes, &index),
            second.digits <= 2, self.sign(bytes, &index) == sign,
            let third = number(bytes, &index), third.digits <= 4
        else { return nil }
        // A fourth number makes it something else: a telephone, a version.
        let goesOn =
            index + 1 < bytes.endIndex && bytes[index] == sign && isDigit(bytes[index + 1])
            && sign != UInt8(ascii: " ")
        guard !goesOn else { return nil }
        return (NumericDate(first: first, second: second, third: third), index)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func number(_ bytes: ArraySlice<UInt8>, _ index: inout Int) -> Number? {
        var value = 0
        let start = index
        while index < bytes.endIndex, isDigit(bytes[index]), index - start < 18 {
            value = value * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        guard index > start else { return nil }
        return Number(value: value, digits: index - start)
    }

    private static func sign(_ bytes: ArraySlice<UInt8>, _ index: inout Int) -> UInt8? {
        var end = index
        while end < bytes.endIndex, bytes[end] == Byte.space { end += 1 }
        guard end < bytes.endIndex else { return nil }
        if [UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(bytes[end]) {
            let sign = bytes[end]
            end += 1
            while end < bytes.endIndex, bytes[end] == Byte.space { end += 1 }
            index = end
            return sign
        }
        guard end > index, isDigit(bytes[end]) else { return nil }
        index = end
        return Byte.space
    }

    /// The year stands first, in four digits, so that no other order comes into question.
    var isYearFirst: Bool { first.digits == 4 }

    /// The day in an order; `nil` when the numbers are none in it.
    func day(_ order: DateOrder, pivot: YearPivot) -> Day? {
        let (yearNumber, month, day) =
            switch order {
            case .dayMonthYear: (third, second.value, first)
            case .monthDayYear: (third, first.value, second)
            case .yearMonthDay: (first, second.value, third)
            }
        guard day.digits <= 2, let year = pivot.year(yearNumber) else { return nil }
        return Day(year: year, month: month, day: day.value)
    }

    /// Why the numbers are a date in no order.
    var failure: DateFailure {
        let year = isYearFirst ? first : third
        if isYearFirst { return third.digits <= 2 ? .noSuchDay : .notUnderstood }
        guard year.digits == 2 || year.digits == 4 else { return .year }
        return year.digits == 4 && !YearPivot.plausible.contains(year.value)
            ? .year : .noSuchDay
    }
}

/// Which century a year of two digits belongs to: the last in which it is not beyond next year.
struct YearPivot: Hashable {
    /// The years that a date may have.
    static let plausible = 1600...2200

    private let lastYear: Int

    init(today: Day) {
        lastYear = today.civil.year + 1
    }

    func year(_ number: NumericDate.Number) -> Int? {
        switch number.digits {
        case 4: return YearPivot.plausible.contains(number.value) ? number.value : nil
        case 2:
            let century = lastYear / 100 * 100
            let year = century + number.value
            return year > lastYear ? year - 100 : year
        default: return nil
        }
    }
}
