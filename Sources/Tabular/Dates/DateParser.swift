import Chronology

/// Reads one cell of a date column.
struct DateParser: Hashable {
    /// The serial numbers of days that are taken for dates: from 1927 on, until next year.
    private static let firstSerial = 10_000.0
    /// How many days after today a serial number may still be a day.
    static let daysAhead = 366

    let today: Day
    let unknown: UnknownWords
    let uses1904: Bool
    let pivot: YearPivot

    init(today: Day, unknown: UnknownWords, uses1904: Bool) {
        self.today = today
        self.unknown = unknown
        self.uses1904 = uses1904
        pivot = YearPivot(today: today)
    }

    /// What a cell is, as far as that does not depend on the column.
    enum Shape {
        case blank
        /// Three numbers and perhaps a clock time.
        case numeric(NumericDate)
        case serial(Day)
        /// Anything else.
        case words
    }

    func shape(_ text: String) -> Shape {
        let bytes = Array(text.utf8)
        let start = bytes.firstIndex { !$0.isBlankByte && !"\"*'".utf8.contains($0) }
        guard let start else { return unknown.contains(text) ? .blank : .words }
        if let (date, end) = NumericDate.read(bytes[...], from: start),
            DateParser.isTime(bytes[end...])
        {
            return .numeric(date)
        }
        if let day = serial(text) { return .serial(day) }
        if let date = compact(bytes) { return .numeric(date) }
        return unknown.contains(text) ? .blank : .words
    }

    /// Nothing, or what begins as a clock time does.
    private static func isTime(_ rest: ArraySlice<UInt8>) -> Bool {
        let rest = rest.drop { $0.isBlankByte || "\"*',.".utf8.contains($0) }
        guard let first = rest.first else { return true }
        let clock = first | 0x20 == UInt8(ascii: "t") ? rest.dropFirst() : rest
        let digits = clock.prefix { NumericDate.isDigit($0) }
        // What follows the time must not be a second date.
        return (1...2).contains(digits.count)
            && clock[digits.endIndex...].first == UInt8(ascii: ":")
            && !clock.contains(UInt8(ascii: "/"))
    }

    /// A day's serial number in a spreadsheet.
    private func serial(_ text: String) -> Day? {
        guard let day = spreadsheetDay(text) else { return nil }
        return day <= today.advanced(by: DateParser.daysAhead) ? day : nil
    }

    /// The day of a spreadsheet's serial number, however far ahead it lies.
    func spreadsheetDay(_ text: String) -> Day? {
        let text = text.trimmed
        guard text.utf8.count <= 18, text.utf8.prefix(5).count == 5,
            text.utf8.prefix(5).allSatisfy(NumericDate.isDigit),
            text.utf8.dropFirst(5).first.map({ $0 == UInt8(ascii: ".") }) ?? true,
            let number = Double(text), number >= DateParser.firstSerial,
            let base = Day(
                year: uses1904 ? 1904 : 1899, month: uses1904 ? 1 : 12, day: uses1904 ? 1 : 30)
        else { return nil }
        return base.advanced(by: Int(number.rounded(.down)))
    }

    /// Eight digits: `20100503`, or `03052010` where the first four are no year.
    private func compact(_ bytes: [UInt8]) -> NumericDate? {
        let digits = bytes.filter { !$0.isBlankByte }
        guard digits.count == 8, digits.allSatisfy(NumericDate.isDigit) else { return nil }
        func number(_ range: Range<Int>) -> NumericDate.Number {
            NumericDate.Number(
                value: digits[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }, digits: range.count)
        }
        let yearFirst = NumericDate(
            first: number(0..<4), second: number(4..<6), third: number(6..<8))
        if yearFirst.day(.yearMonthDay, pivot: pivot) != nil { return yearFirst }
        return NumericDate(first: number(0..<2), second: number(2..<4), third: number(4..<8))
    }

    /// Reads a cell of a column whose order is decided.
    func read(_ text: String, order: DateOrder) -> DateReading {
        switch shape(text) {
        case .blank: return .blank
        case .serial(let day): return .exact(day)
        case .numeric(let date):
            guard let day = date.reading(order, pivot: pivot) else {
                return .unreadable(date.failure.phrase(text))
            }
            return .exact(day)
        case .words:
            do throws(DateFailure) {
                let range = try days(inWords: text, order: order)
                return range.exactDay.map { .exact($0) } ?? .range(range)
            } catch {
                return .unreadable(error.phrase(text))
            }
        }
    }

    /// The days that words say.
    private func days(inWords text: String, order: DateOrder) throws(DateFailure) -> DayRange {
        // No date takes this many characters; a longer text is a remark.
        guard text.utf8.count <= 200 else { throw .notUnderstood }
        // A year that passed through a program's decimals: `2010.0`.
        let plain = Folding.plain(text)
        let whole = plain.hasSuffix(".0") ? plain.dropLast(2) : plain[...]
        var tokens = DateTokens(folded: String(whole)).tokens
        if tokens.contains(.word(.unbounded)) { throw .unbounded }
        let isAbout = tokens.contains(.word(.about))
        let saysBetween = tokens.contains(.word(.between))
        tokens.removeAll { $0 == .word(.about) || $0 == .word(.between) }
        var days = try plainDays(tokens, order: order, saysBetween: saysBetween)
        if isAbout {
            // About a year is a year more on either side; about a day or a month, a month more.
            let slack = max(30, min(366, days.last - days.first + 1))
            days = DayRange(days.first.advanced(by: -slack), days.last.advanced(by: slack))
        }
        return days
    }

    private func plainDays(
        _ tokens: [DateToken], order: DateOrder, saysBetween: Bool
    ) throws(DateFailure) -> DayRange {
        var failure = DateFailure.notUnderstood
        if !saysBetween,
            let piece = try DatePiece(tokens, order: order, pivot: pivot)?
                .standingAlone()
        {
            do throws(DateFailure) { return try piece.days() } catch { failure = error }
        }
        for index in tokens.indices where tokens[index] == .dash || tokens[index] == .word(.until) {
            guard let left = try DatePiece(tokens[..<index], order: order, pivot: pivot),
                let right = try DatePiece(tokens[(index + 1)...], order: order, pivot: pivot)
            else { continue }
            do throws(DateFailure) { return try DatePiece.days(from: left, to: right) } catch {
                if failure == .notUnderstood { failure = error }
            }
        }
        throw failure
    }
}
