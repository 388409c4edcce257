import Language
import Tracing

/// Time-to-crime of the firearms whose days of sale and of recovery are known.
struct TimeChart {
    let tally: Tally

    func write(to page: inout Page) {
        let times = tally.times
        guard !times.isEmpty else { return }
        let histogram = Histogram(times: times)
        let proportion = Proportion(part: histogram.shortCount, whole: times.count)
        let finding =
            switch proportion.wording {
            case .none: Phrase("report.time.none_short")
            case .all: Phrase("report.time.all_short")
            case .fraction: Phrase("report.time.fraction", proportion.facts)
            case .numbers: Phrase("report.time.numbers", proportion.facts)
            }
        let sales = tally.firearms.count { $0.outcome == .purchaser }
        let rows = histogram.columns.enumerated().map { index, count in
            FigureTable.Row(
                name: page.catalogue(
                    Phrase(
                        "report.time.between",
                        [
                            "from": .decimal(Double(index) / 2, places: 1),
                            "to": .decimal(Double(index + 1) / 2, places: 1),
                        ])), cells: [page.catalogue.grouped(count)])
        }
        let chart = Chart(
            name: "time", finding: finding, subject: Phrase("report.time.subject"),
            caption: sales == times.count
                ? Phrase("report.time.caption.all", ["count": .count(times.count)])
                : Phrase(
                    "report.time.caption",
                    ["count": .count(times.count), "missing": .count(sales - times.count)]),
            notes: [Phrase("report.time.note")],
            table: FigureTable(
                headings: [Phrase("report.col.years"), Phrase("report.col.firearms")], rows: rows),
            isWide: true)
        chart.write(to: &page) { page in
            page.drawing(
                height: histogram.height, labelledBy: chart.headingID,
                describedAs: chart.caption
            ) { histogram.draw(to: &$0) }
        }
    }
}
