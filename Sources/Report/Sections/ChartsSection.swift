import Language
import Tracing

/// The charts, each under the sentence that it shows.
struct ChartsSection {
    let tally: Tally
    let source: ReportSource

    func write(to page: inout Page) {
        page.element("section", .id("charts"), .labelledBy("charts-h")) { page in
            page.element("h2", .id("charts-h"), saying: Phrase("report.charts.heading"))
            guard !tally.findings.isEmpty else {
                return page.element("p", saying: Phrase("report.charts.empty"))
            }
            page.element("div", .class("cards")) { page in
                writeOutcomes(to: &page)
                writeCertainty(to: &page)
                FailureChart(tally: tally).write(to: &page)
                TimeChart(tally: tally).write(to: &page)
                SourceCharts(tally: tally).write(to: &page)
                ModelChart(tally: tally).write(to: &page)
            }
        }
    }

    private var repeatsNote: [Phrase] {
        tally.repeatCount == 0
            ? [] : [Phrase("report.repeats", ["count": .count(tally.repeatCount)])]
    }

    private func writeOutcomes(to page: inout Page) {
        let whole = tally.findings.count
        let proportion = Proportion(part: tally.named.count, whole: whole)
        let finding =
            switch proportion.wording {
            case .none: Phrase("report.outcomes.none")
            case .all: Phrase("report.outcomes.all")
            case .fraction: Phrase("report.outcomes.fraction", proportion.facts)
            case .numbers: Phrase("report.outcomes.numbers", proportion.facts)
            }
        let bars = tally.outcomes.map { outcome, count in
            Bars.Bar(name: page.catalogue(outcome.label), count: count, tone: outcome.tone)
        }
        let missing = Outcome.allCases.filter { outcome in
            !tally.outcomes.contains { $0.outcome == outcome }
        }
        let chart = Chart(
            name: "outcomes", finding: finding, subject: Phrase("report.outcomes.subject"),
            caption: Phrase("report.n", ["count": .count(whole)]),
            notes: (missing.isEmpty
                ? []
                : [
                    Phrase(
                        "report.outcomes.absent", ["outcomes": .list(missing.map(\.label))])
                ]) + repeatsNote,
            table: FigureTable(
                headings: [
                    Phrase("report.col.outcome"), Phrase("report.col.requests"),
                    Phrase("report.col.share"),
                ],
                rows: tally.outcomes.map { outcome, count in
                    row(page.catalogue(outcome.label), count, of: whole, page.catalogue)
                }))
        draw(chart, bars: Bars(bars), of: whole, to: &page)
    }

    private func writeCertainty(to page: inout Page) {
        let whole = tally.named.count
        guard whole > 0 else { return }
        let counts = Certainty.allCases.map { word in
            (word, tally.named.count { $0.certainty == word })
        }
        let sure = counts.filter { $0.0 == .certain || $0.0 == .veryLikely }
            .reduce(0) { $0 + $1.1 }
        let tones: [Literal] = ["s5", "s4", "s3", "s2", "s1"]
        let bars = zip(counts, tones).filter { $0.0.1 > 0 }.map { entry, tone in
            Bars.Bar(name: page.catalogue(entry.0.label), count: entry.1, tone: tone)
        }
        let mean = 1 - tally.expectedWrong / Double(whole)
        let chart = Chart(
            name: "certainty",
            finding: Phrase(
                "report.certainty.finding", ["part": .count(sure), "whole": .count(whole)]),
            subject: Phrase("report.certainty.subject"),
            caption: Phrase(
                "report.certainty.caption",
                ["count": .count(whole), "mean": .decimal(mean, places: 2)]),
            notes: [Phrase("report.certainty.note")],
            table: FigureTable(
                headings: [
                    Phrase("report.col.certainty"), Phrase("report.col.requests"),
                    Phrase("report.col.share"),
                ],
                rows: counts.map { word, count in
                    row(page.catalogue(word.label), count, of: whole, page.catalogue)
                }))
        draw(chart, bars: Bars(bars), of: whole, to: &page)
    }

    private func draw(_ chart: Chart, bars: Bars, of whole: Int, to page: inout Page) {
        chart.write(to: &page) { page in
            page.drawing(
                height: bars.height, labelledBy: chart.headingID, describedAs: chart.caption
            ) { bars.draw(of: whole, to: &$0) }
        }
    }

    private func row(
        _ name: String, _ count: Int, of whole: Int, _ catalogue: Catalogue
    ) -> FigureTable.Row {
        FigureTable.Row(
            name: name,
            cells: [
                catalogue.grouped(count),
                catalogue(Fact.share(Double(count) / Double(max(1, whole)), places: 1)),
            ])
    }
}

extension Outcome {
    /// The class that colours the outcome on a drawing.
    var tone: Literal {
        switch self {
        case .purchaser: "o-named"
        case .ambiguous: "o-open"
        case .notFound, .untraceable, .dispositionMissing: "o-mend"
        case .theftOrLoss, .exported, .recordsLost: "o-final"
        }
    }
}

extension Mender {
    /// The class that colours the mender on a drawing.
    var tone: Literal {
        switch self {
        case .requester: "m-requester"
        case .holder: "m-holder"
        case .otherNode: "m-other"
        case .nobody: "m-nobody"
        }
    }
}
