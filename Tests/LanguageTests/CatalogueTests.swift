import Chronology
import Language
import Testing

struct CatalogueTests {
    func catalogue(_ source: String) -> Catalogue {
        Catalogue(tongue: .english, sources: [source])
    }

    @Test("facts are set into a text by their names")
    func fills() {
        let say = catalogue("greeting = row {row}: {what}, again {what}")
        let phrase = Phrase("greeting", ["row": 12_345, "what": "a = b"])
        #expect(say(phrase) == "row 12,345: a = b, again a = b")
    }

    @Test(
        "a counted fact chooses between one and many",
        arguments: [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
    func plural(count: Int, text: String) {
        #expect(catalogue("rows = {n} {n|row|rows}")(Phrase("rows", ["n": .count(count)])) == text)
    }

    @Test("an unknown key is shown between angle quotes, an unknown fact in its braces")
    func unknown() {
        #expect(catalogue("")("no.key") == "«no.key»")
        #expect(catalogue("a = {b}")("a") == "{b}")
    }

    @Test(
        "broken braces harm nothing",
        arguments: ["{", "}", "}{", "{}", "{a", "a}", "{a|b", "{|}", "{{a}}", "{a|b|c|d}", ""])
    func broken(text: String) {
        let said = catalogue("k = \(text)")(Phrase("k", ["a": "x"]))
        #expect(said.utf8.count <= text.utf8.count + 1)
    }

    @Test("a later text of a key wins; comments and lines without a key are passed over")
    func sources() {
        let say = Catalogue(
            tongue: .english, sources: ["# a = no\na = first\r\nnot a key\n", "a = x = y \n\n"])
        #expect(say("a") == "x = y ")
        #expect(say.keys.count == 1)
    }

    @Test("a fact that holds braces is not filled again")
    func notTwice() {
        let phrase = Phrase("k", ["a": "{b}", "b": "no"])
        #expect(catalogue("k = {a}")(phrase) == "{b}")
    }

    @Test("phrases and lists of phrases are said within a phrase")
    func nested() {
        let say = catalogue("out = [{one}] [{many}]\nin = {x}")
        let inner = Phrase("in", ["x": "1"])
        let phrase = Phrase("out", ["one": .phrase(inner), "many": .list([inner, inner])])
        #expect(say(phrase) == "[1] [1, 1]")
    }

    @Test("both languages are carried, and each knows its own name")
    func carried() throws {
        #expect(Set(Catalogue.carriedTongues).isSuperset(of: [.spanish, .english]))
        let spanish = try #require(Catalogue(carried: .spanish))
        let english = try #require(Catalogue(carried: .english))
        #expect(spanish("language.name") == "español")
        #expect(english("language.name") == "English")
        #expect(Catalogue(carried: Tongue(code: "xx")) == nil)
    }

    @Test(
        "a locale names its language",
        arguments: [("es_MX.UTF-8", "es"), ("EN", "en"), ("en-US", "en"), ("de@euro", "de")])
    func locale(text: String, code: String) {
        #expect(Tongue(locale: text)?.code == code)
    }

    @Test(
        "a locale without a language names none", arguments: ["C", "C.UTF-8", "POSIX", "", "_MX"])
    func noLocale(text: String) {
        #expect(Tongue(locale: text) == nil)
    }
}

struct FiguresTests {
    let spanish: Catalogue
    let english: Catalogue

    init() throws {
        spanish = try #require(Catalogue(carried: .spanish))
        english = try #require(Catalogue(carried: .english))
    }

    @Test(
        "thousands are set apart by a comma",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
            (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func grouped(number: Int, text: String) {
        #expect(english.grouped(number) == text)
    }

    @Test(
        "decimals are rounded half away from zero",
        arguments: [
            (0.125, 2, "0.13"), (-0.125, 2, "-0.13"), (1234.5, 0, "1,235"), (-0.001, 2, "0.00"),
            (0.05, 3, "0.050"), (.infinity, 1, "-"), (.nan, 1, "-"),
        ])
    func decimals(number: Double, places: Int, text: String) {
        #expect(english.fixed(number, places: places) == text)
    }

    @Test("a share is said in per cent")
    func share() {
        #expect(english(.share(0.279, places: 1)) == "27.9\u{A0}%")
    }

    @Test("a day has its month in letters, a range both its days")
    func days() throws {
        let day = try #require(Day(year: 2026, month: 3, day: 12))
        let range = DayRange(day, day.advanced(by: 20))
        #expect(spanish(.day(day)) == "12 mar 2026")
        #expect(english(.day(day)) == "12 Mar 2026")
        #expect(spanish(.days(range)) == "entre el 12 mar 2026 y el 1 abr 2026")
        #expect(english(.days(DayRange(day))) == "12 Mar 2026")
    }
}
