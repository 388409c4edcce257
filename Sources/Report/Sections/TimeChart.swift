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
        let columns = histogram.columns
        let rows = stride(from: 0, to: columns.count, by: 2).map { index in
            FigureTable.Row(
                name: page.catalogue(
                    Phrase(
                        "report.time.between",
                        ["from": .count(index / 2), "to": .count(index / 2 + 1)])),
                cells: columns[index..<min(index + 2, columns.count)]
                    .map { page.catalogue.grouped($0) })
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
                headings: [
                    Phrase("report.col.years"), Phrase("report.col.first_half"),
                    Phrase("report.col.second_half"),
                ], rows: rows),
            isWide: true)
        chart.write(to: &page) { page in
            page.drawing(
                height: histogram.height, labelledBy: chart.headingID,
                describedAs: chart.caption
            ) { histogram.draw(to: &$0) }
        }
    }
}
