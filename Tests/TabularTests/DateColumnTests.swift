import Chronology
import Language
import Tabular
import Testing

struct DateColumnTests {
    @Test("one date that fits one order alone decides the column")
    func evidence() throws {
        let dayFirst = column(["1/2/2010", "3/4/2011", "25/12/2010"])
        #expect(dayFirst.order == .dayMonthYear)
        #expect(dayFirst.basis == .evidence)
        #expect(dayFirst.counts.dayFirstOnly == 1)
        #expect(dayFirst.counts.either == 2)
        #expect(dayFirst.read("1/2/2010") == .exact(try #require(Day(iso: "2010-02-01"))))
        let monthFirst = column(["1/2/10", "3/4/11", "12/25/10"])
        #expect(monthFirst.order == .monthDayYear)
        #expect(monthFirst.read("1/2/10") == .exact(try #require(Day(iso: "2010-01-02"))))
    }

    @Test("the majority decides, and what fits another order alone is read in it and counted")
    func majority() throws {
        let column = column(["25/12/2010", "26/12/2010", "12/27/2010", "1/2/2010"])
        #expect(column.order == .dayMonthYear)
        #expect(column.basis == .majority)
        #expect(column.read("12/27/2010") == .exact(try #require(Day(iso: "2010-12-27"))))
        #expect(column.phrase.facts["month_first"] == .count(1))
    }

    @Test("when nothing decides, the default is taken and said")
    func ambiguous() throws {
        let values = ["1/2/2010", "3/4/2011"]
        let column = column(values)
        #expect(column.isAmbiguous)
        #expect(column.order == .dayMonthYear)
        let american = DateColumn.decide(
            over: values, today: testDay, fallback: .monthDayYear)
        #expect(american.order == .monthDayYear)
        #expect(american.isAmbiguous)
        let given = DateColumn.decide(over: values, today: testDay, order: .monthDayYear)
        #expect(given.basis == .given)
        #expect(given.read("1/2/2010") == .exact(try #require(Day(iso: "2010-01-02"))))
    }

    @Test("days before 13 that equal their month, ISO dates and words need no order")
    func notNeeded() {
        let column = column(["3/3/2010", "2010-05-03", "May 2010", "40301", ""])
        #expect(column.basis == .notNeeded)
        #expect(column.counts.orderless == 2)
        #expect(column.counts.serials == 1)
        #expect(column.counts.words == 1)
        #expect(column.counts.blank == 1)
    }

    @Test("two digits that can only be a year put the year first")
    func yearFirst() throws {
        let column = column(["97/12/31", "98/01/02"])
        #expect(column.order == .yearMonthDay)
        #expect(column.read("02/03/04") == .exact(try #require(Day(iso: "2002-03-04"))))
    }

    @Test(
        "every day of four years is read back from every way of writing it",
        arguments: DateOrder.allCases)
    func everyDay(order: DateOrder) throws {
        let start = try #require(Day(iso: "2008-01-01"))
        let days = (0..<1461).map { start.advanced(by: $0) }
        for separator in ["/", "-", "."] {
            for short in [false, true] {
                func written(_ day: Day) -> String {
                    let (year, month, dayOfMonth) = day.civil
                    let shown = short ? String(String(year).suffix(2)) : String(year)
                    let parts =
                        switch order {
                        case .dayMonthYear: ["\(dayOfMonth)", "\(month)", shown]
                        case .monthDayYear: ["\(month)", "\(dayOfMonth)", shown]
                        case .yearMonthDay: [shown, "\(month)", "\(dayOfMonth)"]
                        }
                    return parts.joined(separator: separator)
                }
                // In two digits, years up to 2011 can be days too: the order is given.
                let column = DateColumn.decide(
                    over: days.map(written), today: testDay,
                    order: short && order == .yearMonthDay ? order : nil)
                if !(order == .yearMonthDay) { #expect(column.order == order) }
                for day in days { #expect(column.read(written(day)) == .exact(day)) }
            }
        }
    }
}
