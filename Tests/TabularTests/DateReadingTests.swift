import Chronology
import Language
import Tabular
import Testing

/// The day of the tests, so that no test reads a clock.
let testDay = Day(number: 20_523)  // 2026-03-11

func column(_ values: [String], order: DateOrder? = nil) -> DateColumn {
    DateColumn.decide(over: values, today: testDay, order: order)
}

struct DateReadingTests {
    @Test(
        "a date that needs no order is read",
        arguments: [
            ("2010-05-03", "2010-05-03"), ("2010/5/3", "2010-05-03"), ("2010.05.03", "2010-05-03"),
            ("20100503", "2010-05-03"), ("2010-05-03T14:30:00Z", "2010-05-03"),
            ("2010-05-03 14:30", "2010-05-03"), ("2010-05-03T14:30:00.123-06:00", "2010-05-03"),
            ("12 mar 2026", "2026-03-12"), ("March 3, 2011", "2011-03-03"),
            ("3 de marzo de 2011", "2011-03-03"), ("3-Mar-11", "2011-03-03"),
            ("Sept. 9th, 1998", "1998-09-09"), ("1° de enero de 2010", "2010-01-01"),
            ("lunes 3 de mayo de 2010", "2010-05-03"), ("Mon May 3 2010", "2010-05-03"),
            ("3 MAYO 2010 14:30 hrs", "2010-05-03"), ("2011 Mar 3", "2011-03-03"),
            ("40301", "2010-05-03"), ("40301.604", "2010-05-03"), ("\"2010-05-03\"", "2010-05-03"),
            ("*12/19/23", "2023-12-19"), ("31 dic 85", "1985-12-31"), ("25/12/2010", "2010-12-25"),
            ("12/25/2010", "2010-12-25"), ("12/25/10 3:05 p. m.", "2010-12-25"),
            ("25.12.2010", "2010-12-25"), ("25 12 2010", "2010-12-25"), ("3/3/2010", "2010-03-03"),
            ("12/25/2010 per receipt", "2010-12-25"), ("25122010", "2010-12-25"),
        ])
    func exact(text: String, iso: String) throws {
        let day = try #require(Day(iso: iso))
        #expect(column([text]).read(text) == .exact(day))
    }

    @Test(
        "a partial date stays a range",
        arguments: [
            ("2010", "2010-01-01", "2010-12-31"), ("2010.0", "2010-01-01", "2010-12-31"),
            ("Summer 2010", "2010-06-01", "2010-09-23"),
            ("verano de 2010", "2010-06-01", "2010-09-23"),
            ("Aug-Dec 2017", "2017-08-01", "2017-12-31"),
            ("August 2017 - Dec", "2017-08-01", "2017-12-31"),
            ("Nov-Feb 2012", "2011-11-01", "2012-02-29"),
            ("Nov 2011 to Feb 2012", "2011-11-01", "2012-02-29"),
            ("March 2012", "2012-03-01", "2012-03-31"),
            ("marzo de 2012", "2012-03-01", "2012-03-31"),
            ("mar-11", "2011-03-01", "2011-03-31"), ("03/2012", "2012-03-01", "2012-03-31"),
            ("2012-03", "2012-03-01", "2012-03-31"), ("early 2011", "2011-01-01", "2011-04-30"),
            ("\"late-2019\"", "2019-09-01", "2019-12-31"),
            ("mediados de marzo de 2012", "2012-03-08", "2012-03-23"),
            ("2009-2010", "2009-01-01", "2010-12-31"), ("2009 y 2010", "2009-01-01", "2010-12-31"),
            ("between 1/2/2010 and 3/4/2010", "2010-02-01", "2010-04-03"),
            ("entre el 25/12/2010 y el 31/12/2010", "2010-12-25", "2010-12-31"),
            ("circa 2010", "2009-01-01", "2011-12-31"),
            ("1st quarter 2012", "2012-01-01", "2012-03-31"),
            ("Q4 2012", "2012-10-01", "2012-12-31"),
            ("segundo semestre de 2012", "2012-07-01", "2012-12-31"),
            ("Winter 2010-2011", "2010-12-01", "2011-03-21"),
            ("winter 2010", "2009-12-01", "2011-03-21"), ("1990s", "1990-01-01", "1999-12-31"),
            ("3-7 Aug 2017", "2017-08-03", "2017-08-07"),
            ("Aug 3-7, 2017", "2017-08-03", "2017-08-07"),
            ("Aug 13-17, 2017", "2017-08-13", "2017-08-17"),
            ("del 3 al 7 de agosto de 2017", "2017-08-03", "2017-08-07"),
            ("about 3 May 2010", "2010-04-03", "2010-06-02"),
        ])
    func ranges(text: String, first: String, last: String) throws {
        let range = DayRange(
            try #require(Day(iso: first)), try #require(Day(iso: last)))
        #expect(column([text]).read(text) == .range(range))
    }

    @Test(
        "a word for unknown counts as blank",
        arguments: [
            "", "  ", "Unknown", "DESCONOCIDO", "se ignora", "n/a", "S/D", "?", "--", "N.D.",
            "sin información", "\"\"",
        ])
    func blank(text: String) {
        #expect(column([text]).read(text) == .blank)
    }

    @Test("a list of words of one's own replaces the usual one")
    func ownWords() {
        let own = UnknownWords(["pendiente"])
        let column = DateColumn.decide(over: [], today: testDay, unknown: own)
        #expect(column.read("PENDIENTE") == .blank)
        #expect(column.read("Unknown").days == nil)
        #expect(column.read("Unknown") != .blank)
    }

    @Test(
        "what is no date is unreadable, with the reason",
        arguments: [
            ("31/02/2020", "no_such_day"), ("2020-02-31", "no_such_day"),
            ("30 feb 2020", "no_such_day"),
            ("13/13/2020", "no_such_day"), ("1/2/201", "year"), ("1/2/3010", "year"),
            ("11-Mar", "no_year"), ("summer", "no_year"), ("before 2010", "unbounded"),
            ("después de mayo de 2010", "unbounded"), ("Dec 2010 to Jan 2010", "reversed"),
            ("GLOCK 19", "not_understood"), ("AB123", "not_understood"), ("0.22", "not_understood"),
            ("555-1234", "not_understood"),
        ])
    func unreadable(text: String, reason: String) throws {
        guard case .unreadable(let phrase) = column([text]).read(text) else {
            Issue.record("\(text) was read")
            return
        }
        #expect(phrase.key == "tabular.date.\(reason)")
        #expect(phrase.facts["text"] == .text(text))
    }

    @Test("a year of two digits is never beyond next year")
    func pivot() throws {
        let column = column(["1/13/10"])
        #expect(column.read("1/13/27") == .exact(try #require(Day(iso: "2027-01-13"))))
        #expect(column.read("1/13/28") == .exact(try #require(Day(iso: "1928-01-13"))))
        #expect(column.read("10/21/82") == .exact(try #require(Day(iso: "1982-10-21"))))
    }

    @Test("serial numbers of a workbook from 1904 are four years later")
    func epoch() throws {
        let column = DateColumn.decide(over: ["38839"], today: testDay, uses1904: true)
        #expect(column.read("38839") == .exact(try #require(Day(iso: "2010-05-03"))))
    }

    @Test("no text of any kind traps", arguments: 0..<40)
    func noTrap(seed: Int) {
        var dice = Dice(UInt64(seed))
        let parts = [
            "12", "2010", "/", "-", " ", "mar", "de", "summer", "to", "31", "99999999999999999999",
            ":", "T", "circa", "'", "ñ", "1st", "q", "between", "and", "90s", ".", "\u{0301}", "🔫",
        ]
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 1...8, using: &dice))
                .map { _ in parts[Int.random(in: 0..<parts.count, using: &dice)] }.joined()
            let column = column([text])
            if let days = column.read(text).days { #expect(days.first <= days.last) }
        }
    }
}
