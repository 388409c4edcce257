import Books
import Chronology
import Firearms
import Language
import Report
import SerialIndex
import Testing
import Tracing

/// The figures of the charts and the sentences over them, counted again from the findings.
struct FigureTests {
    private static let findings = ReportPageTests.findings
    private static let page = ReportPageTests.page(.english)

    private static func card(_ name: String) -> Substring {
        let start = page.split(separator: "id=\"card-\(name)\"").last ?? ""
        return start.split(separator: "</details>").first ?? ""
    }

    /// The texts of a card's table, row after row.
    private static func rows(_ name: String) -> [[String]] {
        let body = card(name).split(separator: "<tbody>").last ?? ""
        return body.split(separator: "<tr>").map { row in
            row.split(separator: "<").compactMap { cell in
                cell.firstIndex(of: ">").map { String(cell[cell.index(after: $0)...]) }
            }.filter { !$0.isEmpty }
        }.filter { !$0.isEmpty }
    }

    @Test("the headline says how many of how many were traced")
    func headline() {
        let named = Self.findings.count { $0.outcome == .purchaser }
        #expect(
            Self.page.contains(
                "The first retail purchaser is named in \(named) of 300 requests</h1>"))
    }

    @Test("the table of outcomes counts every request once, commonest first")
    func outcomes() throws {
        let counts = Self.rows("outcomes").compactMap { $0.count > 1 ? Int($0[1]) : nil }
        #expect(counts.reduce(0, +) == 300)
        #expect(counts == counts.sorted(by: >))
        #expect(Self.rows("outcomes").first?.first == "First retail purchaser named")
    }

    @Test("the table of failures adds up to the requests that name nobody and can be told apart")
    func failures() {
        let counts = Self.rows("failures").compactMap { $0.last.flatMap(Int.init) }
        let expected = Self.findings.count { $0.outcome != .purchaser && $0.outcome != .ambiguous }
        #expect(counts.reduce(0, +) == expected)
    }

    @Test("time-to-crime counts firearms once, and only those with both days")
    func times() {
        let counts = Self.rows("time").flatMap { $0.dropFirst().compactMap { Int($0) } }
        let expected = Self.findings.count {
            $0.outcome == .purchaser && $0.duplicateOf == nil && $0.daysToCrime != nil
        }
        #expect(counts.reduce(0, +) == expected)
        #expect(Self.card("time").contains("3 years: "))
        #expect(Self.card("time").contains("median: "))
    }

    @Test("only first retail sales count as a source")
    func sources() {
        let totals = Self.rows("flow").compactMap { $0.last.flatMap(Int.init) }
        let sales = Self.findings.count { $0.outcome == .purchaser && $0.duplicateOf == nil }
        #expect(totals.reduce(0, +) == sales)
        let names = Self.rows("flow").compactMap(\.first)
        // Makers of the fixture are at home in these, and no shop of it is.
        #expect(Set(names).isDisjoint(with: ["Connecticut", "Massachusetts", "Vermont"]))
        #expect(names.contains("Texas"))
    }

    @Test("the last holders of what was not sold are counted apart")
    func lastHolders() {
        let counts = Self.rows("holders").compactMap { $0.last.flatMap(Int.init) }
        let ends: Set<Outcome> = [.dispositionMissing, .theftOrLoss, .exported, .recordsLost]
        #expect(counts.reduce(0, +) == Self.findings.count { ends.contains($0.outcome) })
    }

    @Test("makes in calibres add up to the firearms, each counted once")
    func makes() {
        let counts = Self.rows("makes").flatMap { $0.dropFirst().compactMap { Int($0) } }
        #expect(counts.reduce(0, +) == Self.findings.count { $0.duplicateOf == nil })
    }

    @Test(
        "three calendar years are short to the day",
        arguments: [
            ("2018-03-10", "2021-03-10", true, "3 years"),
            ("2018-03-10", "2021-03-11", false, "3 years and 1 day"),
            ("2020-02-29", "2023-02-28", true, "2 years and 364 days"),
            ("2020-02-29", "2023-03-01", true, "3 years"),
            ("2020-02-29", "2023-03-02", false, "3 years and 1 day"),
            ("2021-01-05", "2021-01-06", true, "1 day"),
        ])
    func threeYears(sold: String, recovered: String, isShort: Bool, words: String) throws {
        let (sold, recovered) = (try #require(Day(iso: sold)), try #require(Day(iso: recovered)))
        let page = try Self.report(soldOn: sold, days: recovered - sold)
        #expect(page.contains("It was recovered \(words) later"))
        #expect(page.contains("class=\"flag short\"") == isShort)
        let title = isShort ? "Every firearm was recovered" : "No firearm was recovered"
        #expect(page.contains(title))
    }

    @Test("a recovery before the sale is no time-to-crime")
    func backwards() throws {
        let page = try Self.report(soldOn: Day(number: 18_000), days: -3)
        #expect(!page.contains("It was recovered"))
        #expect(!page.contains("id=\"card-time\""))
    }

    private static func report(soldOn: Day, days: Int) throws -> String {
        let finding = try #require(
            findings.first { $0.outcome == .purchaser && $0.duplicateOf == nil })
        let changed = Finding(
            recovery: finding.recovery, outcome: .purchaser, closure: finding.closure,
            mender: finding.mender, mend: nil, confidence: finding.confidence,
            certainty: finding.certainty, candidates: finding.candidates, candidateCount: 1,
            absentProbability: 0, purchaser: finding.purchaser, dealer: finding.dealer,
            soldOn: soldOn, daysToCrime: days, duplicateOf: nil, reasons: [])
        return Fixture.report([changed], in: .english).html()
    }

    @Test(
        "a share is said as a small fraction where one is near",
        arguments: [
            (60, 100, "Three in five traces end"), (34, 100, "One in three traces ends"),
            (50, 100, "One in two traces ends"), (57, 100, "57 of 100 traces (57\u{A0}%) end"),
            (0, 20, "No trace ends"), (20, 20, "Every trace ends"),
            (2, 3, "2 of 3 traces (67\u{A0}%)"),
        ])
    func saysShares(part: Int, whole: Int, words: String) throws {
        let named = try #require(findings(.purchaser))
        let other = try #require(findings(.untraceable))
        let all =
            Array(repeating: named, count: part) + Array(repeating: other, count: whole - part)
        #expect(Fixture.report(all, in: .english).html().contains(words))
    }

    private func findings(_ outcome: Outcome) -> Finding? {
        Self.findings.first { $0.outcome == outcome && $0.duplicateOf == nil }
    }

    @Test("a confidence that is not certain is never written as one")
    func neverRoundsToCertain() throws {
        #expect(Self.page.contains("<b>&gt; 0.999</b>"))
        #expect(!Self.page.contains("<b>1.00</b>"))
    }
}
