import FoundationEssentials
import Language
import Report
import Testing
import Tracing

/// Writes the fixture's pages for a browser to open; see Tests/Browser/check_report.py.
struct PageFileTests {
    static let folder = ProcessInfo.processInfo.environment["RASTRO_REPORT_OUT"]

    // Only where somebody asks for the files: the page itself is tested elsewhere.
    @Test(
        "the fixture's report is written in both languages where RASTRO_REPORT_OUT names a folder",
        .enabled(if: PageFileTests.folder != nil))
    func writesPages() throws {
        let folder = try #require(PageFileTests.folder)
        let count =
            ProcessInfo.processInfo.environment["RASTRO_REPORT_COUNT"].flatMap(Int.init) ?? 300
        let findings = Fixture(count: count).findings
        for tongue in [Tongue.spanish, .english] {
            let page = Fixture.report(findings, in: tongue).bytes()
            let path = "\(folder)/report.\(tongue.code).html"
            try Data(page).write(to: URL(filePath: path))
            #expect(page.count > 100_000)
        }
        // Texts of absurd length, without a place to break: nothing may run over the side.
        let long = EscapingTests.hostile + String(repeating: "W", count: 10_000)
        for outcome in [Outcome.purchaser, .ambiguous, .untraceable] {
            let page = EscapingTests.page(long, outcome: outcome)
            try Data(page.utf8).write(to: URL(filePath: "\(folder)/long.\(outcome).html"))
        }
    }
}
