import Chronology
import Testing

struct DayTests {
    @Test("every day of five centuries survives the way to a civil date and back")
    func roundTrip() throws {
        let first = try #require(Day(year: 1600, month: 1, day: 1))
        let last = try #require(Day(year: 2101, month: 1, day: 1))
        for number in first.number..<last.number {
            let civil = Day(number: number).civil
            #expect(Day(year: civil.year, month: civil.month, day: civil.day)?.number == number)
        }
    }

    @Test(
        "known days have their known numbers",
        arguments: [
            ("1970-01-01", 0), ("2000-02-29", 11_016), ("2021-10-08", 18_908),
            ("1899-12-30", -25_569),
        ])
    func knownDays(iso: String, number: Int32) {
        #expect(Day(iso: iso)?.number == number)
        #expect(Day(number: number).description == iso)
    }

    @Test(
        "a day that does not exist is refused",
        arguments: [
            "2021-02-31", "2021-13-01", "2021-00-10", "1900-02-29", "21-01-01", "2021/01/01", "",
            "0000-01-01",
        ])
    func refusesImpossible(iso: String) {
        #expect(Day(iso: iso) == nil)
    }
}
