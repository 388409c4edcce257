import Assets
import Chronology
import Firearms
import Language
import Report
import Testing
import Tracing

/// The page as a whole: complete, self-contained, in either language.
struct ReportPageTests {
    static let findings = Fixture().findings
    static let pages: [Tongue: String] = [
        .spanish: Fixture.report(findings, in: .spanish).html(),
        .english: Fixture.report(findings, in: .english).html(),
    ]

    static func page(_ tongue: Tongue) -> String { pages[tongue] ?? "" }

    @Test("every element is closed where it must be", arguments: [Tongue.spanish, .english])
    func isWellNested(tongue: Tongue) {
        #expect(Markup(Self.page(tongue)).nestingFault == nil)
    }

    @Test("nothing is asked for from outside", arguments: [Tongue.spanish, .english])
    func isSelfContained(tongue: Tongue) {
        let page = Self.page(tongue)
        for sign in ["<script", "<link", "<img", "<iframe", "url(", "@import", "http:", "https:"] {
            #expect(!page.contains(sign), "\(sign)")
        }
        #expect(page.contains("default-src &#39;none&#39;"))
        #expect(page.contains("<style>:root{"))
    }

    @Test("every place is named once and every link within leads to one")
    func linksLead() {
        let markup = Markup(Self.page(.spanish))
        let places = markup.values(of: "id")
        #expect(Set(places).count == places.count)
        let links = markup.values(of: "href").filter { $0.hasPrefix("#") }
        #expect(links.count > 200)
        #expect(links.allSatisfy { places.contains(String($0.dropFirst())) })
    }

    @Test("a page says its language and links to the other in that one's language")
    func saysItsLanguage() {
        #expect(Self.page(.spanish).contains("<html lang=\"es\""))
        #expect(
            Self.page(.spanish).contains(
                "href=\"report.en.html\" lang=\"en\" hreflang=\"en\">English</a>"))
        #expect(Self.page(.english).contains("<html lang=\"en\""))
        #expect(Self.page(.english).contains("hreflang=\"es\">Español</a>"))
    }

    @Test("no key is left without its text, no place in a text unfilled")
    func hasAllTexts() {
        for page in Self.pages.values {
            #expect(!page.contains("«"))
            let body = page.split(separator: "</style>").last ?? ""
            #expect(!body.contains("{"))
        }
    }

    @Test("both languages have the same keys, and each has a text")
    func hasBothLanguages() throws {
        let spanish = try #require(CarriedFile(named: "catalogues/es/report.catalogue")).text
        let english = try #require(CarriedFile(named: "catalogues/en/report.catalogue")).text
        let keys = Set(Catalogue(tongue: .spanish, sources: [spanish]).keys)
        #expect(keys == Set(Catalogue(tongue: .english, sources: [english]).keys))
        #expect(keys.count > 200)
    }

    @Test("the handling line stands at the top", arguments: [Tongue.spanish, .english])
    func saysHowToHandle(tongue: Tongue) throws {
        let page = Self.page(tongue)
        let handling = Fixture.catalogue(tongue)(Phrase("report.handling"))
        let line = try #require(page.range(of: handling + "</strong>"))
        let heading = try #require(page.range(of: "<h1"))
        #expect(line.lowerBound < heading.lowerBound)
    }

    @Test("every request stands on the page under its own anchor")
    func hasEveryRequest() {
        let report = Fixture.report(Self.findings, in: .english)
        let places = Set(Markup(Self.page(.english)).values(of: "id"))
        for finding in Self.findings {
            let anchor = report.anchor(file: finding.recovery.file, row: finding.recovery.row)
            #expect(anchor.map(places.contains) == true, "row \(finding.recovery.row)")
        }
        #expect(report.anchor(file: "another.csv", row: 2) == nil)
    }

    @Test("a row of a second file has an anchor of its own")
    func anchorsByFile() {
        let first = Self.findings[0]
        let there = Recovery(
            reference: "OTHER", file: "second.csv", row: first.recovery.row, recoveredOn: nil,
            state: "", municipality: "", offence: "", agency: "", firearm: first.recovery.firearm)
        let report = Fixture.report(
            [first, first.changed(recovery: there, duplicateOf: nil)], in: .english)
        #expect(report.anchor(file: first.recovery.file, row: 2) == "r2")
        #expect(report.anchor(file: "second.csv", row: 2) == "f2-r2")
        #expect(Markup(report.html()).nestingFault == nil)
    }

    @Test(
        "a file without a recovery says so and what to do", arguments: [Tongue.spanish, .english])
    func saysWhatToDoWhenEmpty(tongue: Tongue) {
        let page = Fixture.report([], in: tongue).html()
        let catalogue = Fixture.catalogue(tongue)
        #expect(page.contains(catalogue(Phrase("report.headline.empty"))))
        #expect(page.contains(catalogue(Phrase("report.lede.empty"))))
        #expect(Markup(page).nestingFault == nil)
        #expect(!page.contains("«"))
    }

    @Test("each outcome alone makes a whole page", arguments: Outcome.allCases)
    func standsAlone(outcome: Outcome) throws {
        let finding = try #require(Self.findings.first { $0.outcome == outcome })
        let page = Fixture.report([finding], in: .english).html()
        #expect(Markup(page).nestingFault == nil)
        #expect(page.contains(finding.recovery.reference))
        #expect(!page.contains("«") && !page.contains("NaN") && !page.contains("inf%"))
    }

    @Test("three thousand findings make a page of a sensible size")
    func staysSmall() {
        let bytes = Fixture.report(Fixture(seed: 2, count: 3000).findings, in: .english).bytes()
        #expect(bytes.count < 6_600_000)
        #expect(bytes.count > 2_000_000)
    }
}
