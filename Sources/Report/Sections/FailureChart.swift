import Language
import Tracing

/// Why traces found nobody, in a drawing for each of those who can mend them.
struct FailureChart {
    let tally: Tally

    func write(to page: inout Page) {
        let whole = tally.mendable.count + tally.final.count
        guard whole > 0 else { return }
        let groups = Mender.allCases.map { ($0, tally.failures(of: $0)) }
            .filter { !$0.1.isEmpty }
        let counts = groups.map { mender, failures in
            (mender, failures.reduce(0) { $0 + $1.findings.count })
        }.sorted { $0.1 > $1.1 }
        let mendable = counts.first { $0.0 != .nobody }
        let finding =
            mendable.map { mender, count in
                Phrase(
                    "report.failures.finding",
                    [
                        "mender": .phrase(mender.label), "part": .count(count),
                        "whole": .count(whole),
                    ])
            } ?? Phrase("report.failures.final", ["whole": .count(whole)])
        let catalogue = page.catalogue
        let chart = Chart(
            name: "failures", finding: finding, subject: Phrase("report.failures.subject"),
            caption: Phrase("report.failures.caption", ["count": .count(whole)]),
            notes: tally.ambiguous.isEmpty
                ? []
                : [
                    Phrase(
                        "report.failures.ambiguous", ["count": .count(tally.ambiguous.count)])
                ],
            table: FigureTable(
                headings: [
                    Phrase("report.col.reason"), Phrase("report.col.mender"),
                    Phrase("report.col.requests"),
                ],
                rows: groups.flatMap { mender, failures in
                    failures.map { closure, findings in
                        FigureTable.Row(
                            name: catalogue(closure.label),
                            cells: [
                                catalogue(mender.label).capitalisedFirst,
                                catalogue.grouped(findings.count),
                            ])
                    }
                }), isWide: true)
        chart.write(to: &page) { page in
            let most = groups.flatMap { $0.1.map(\.findings.count) }.max()
            page.element("div", .class("multiples")) { page in
                for (index, group) in groups.enumerated() {
                    draw(group.0, group.1, most: most, part: index + 1, of: whole, to: &page)
                }
            }
        }
    }

    /// The reasons that one mender can mend; all menders' bars are drawn to the same scale.
    private func draw(
        _ mender: Mender, _ failures: [(closure: Closure, findings: [Finding])], most: Int?,
        part: Int, of whole: Int, to page: inout Page
    ) {
        let heading = "c-failures-\(part)"
        let bars = failures.map { closure, findings in
            Bars.Bar(
                name: page.catalogue(closure.label), count: findings.count, tone: mender.tone)
        }
        let drawn = Bars(bars, most: most)
        page.element("div") { page in
            let count = failures.reduce(0) { $0 + $1.findings.count }
            let facts: [String: Fact] = [
                "mender": .phrase(mender.label), "count": .count(count),
            ]
            page.element("h4", .id(heading), saying: Phrase("report.failures.group", facts))
            page.drawing(
                height: drawn.height, labelledBy: heading,
                describedAs: Phrase("report.failures.caption", ["count": .count(count)])
            ) { drawn.draw(of: whole, to: &$0) }
        }
    }
}
