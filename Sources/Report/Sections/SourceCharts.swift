import Books
import Language
import Tracing

/// Where the first retail sales were, where the recoveries were, and who held last what was not sold.
///
/// The last two are never added up: a trace that ends at a maker is not a sale there.
struct SourceCharts {
    let tally: Tally

    private static let mostSources = 6
    private static let mostTargets = 7

    func write(to page: inout Page) {
        writeFlow(to: &page)
        writeLastHolders(to: &page)
    }

    private func writeFlow(to page: inout Page) {
        let sales = tally.sales.filter {
            !$0.dealer.state.isEmpty && !$0.finding.recovery.state.isEmpty
        }
        guard !sales.isEmpty else { return }
        let corridors = Corridors(
            sales.map { ($0.dealer.state, $0.finding.recovery.state) }, in: page.catalogue)
        let flow = corridors.flow(
            sources: SourceCharts.mostSources, targets: SourceCharts.mostTargets,
            others: page.catalogue(Phrase("report.others")).capitalisedFirst)
        let table = corridors.flow(sources: 60, targets: 40, others: "")
        let chart = Chart(
            name: "flow", finding: corridors.finding, subject: Phrase("report.flow.subject"),
            caption: sales.count == tally.sales.count
                ? Phrase("report.flow.caption.all", ["count": .count(sales.count)])
                : Phrase(
                    "report.flow.caption",
                    [
                        "count": .count(sales.count),
                        "missing": .count(tally.sales.count - sales.count),
                    ]),
            notes: [Phrase("report.flow.disclaimer")],
            table: FigureTable(
                headings: [Phrase("report.col.source")],
                rows: table.sources.indices.map { index in
                    FigureTable.Row(
                        name: table.sources[index].name,
                        cells: table.counts[index].map { page.catalogue.grouped($0) }
                            + [page.catalogue.grouped(table.sources[index].count)])
                },
                names: table.targets.map(\.name)
                    + [page.catalogue(Phrase("report.col.total")).capitalisedFirst]),
            isWide: true)
        chart.write(to: &page) { page in
            page.drawing(
                height: flow.height, labelledBy: chart.headingID, describedAs: chart.caption
            ) { flow.draw(to: &$0) }
        }
    }

    private func writeLastHolders(to page: inout Page) {
        let holders = tally.lastHolders
        let whole = holders.reduce(0) { $0 + $1.count }
        guard whole > 0 else { return }
        let bars = Bars(
            holders.map { kind, count in
                Bars.Bar(name: page.catalogue(kind.label), count: count, tone: "m-holder")
            })
        let chart = Chart(
            name: "holders",
            finding: Phrase(
                "report.holders.finding",
                [
                    "holder": .phrase(holders[0].kind.label), "part": .count(holders[0].count),
                    "whole": .count(whole),
                ]),
            subject: Phrase("report.holders.subject"),
            caption: Phrase("report.holders.caption", ["count": .count(whole)]),
            notes: [Phrase("report.holders.note")],
            table: FigureTable(
                headings: [Phrase("report.col.holder"), Phrase("report.col.firearms")],
                rows: holders.map { kind, count in
                    FigureTable.Row(
                        name: page.catalogue(kind.label), cells: [page.catalogue.grouped(count)])
                }))
        chart.write(to: &page) { page in
            page.drawing(
                height: bars.height, labelledBy: chart.headingID, describedAs: chart.caption
            ) { bars.draw(of: whole, to: &$0) }
        }
    }
}

/// Counts from a state of sale to a state of recovery.
struct Corridors {
    private var sources = NamedCounts()
    private var targets = NamedCounts()
    private var pairs: [String: [String: Int]] = [:]
    private let catalogue: Catalogue
    private let count: Int

    init(_ ways: [(source: String, target: String)], in catalogue: Catalogue) {
        self.catalogue = catalogue
        count = ways.count
        for way in ways {
            sources.add(way.source)
            targets.add(way.target)
            pairs[Naming.folded(way.source), default: [:]][
                Naming.folded(way.target), default: 0] += 1
        }
    }

    private func sourceName(_ key: String) -> String { Naming.state(key, in: catalogue) }

    /// What the chart shows, as a sentence: the first source and the widest ribbon.
    var finding: Phrase {
        let first = sources.keys.first ?? ""
        let widest =
            pairs.flatMap { source, targets in targets.map { (source, $0.key, $0.value) } }
            .max { ($0.2, $1.0, $1.1) < ($1.2, $0.0, $0.1) } ?? ("", "", 0)
        let share = Double(sources.count(of: first)) / Double(max(1, count))
        return Phrase(
            "report.flow.finding",
            [
                "first": .text(sourceName(first)), "share": .share(share, places: 0),
                "source": .text(sourceName(widest.0)),
                "target": .text(targets.name(of: widest.1)), "count": .count(widest.2),
            ])
    }

    /// The flow among the commonest states, with the others of each side together.
    func flow(sources mostSources: Int, targets mostTargets: Int, others: String) -> Flow {
        let (left, leftRest) = Corridors.split(sources.keys, most: mostSources)
        let (right, rightRest) = Corridors.split(targets.keys, most: mostTargets)
        let rows = left.map { [$0] } + (leftRest.isEmpty ? [] : [leftRest])
        let columns = right.map { [$0] } + (rightRest.isEmpty ? [] : [rightRest])
        let counts = rows.map { row in
            columns.map { column in
                row.reduce(0) { sum, source in
                    sum + column.reduce(0) { $0 + (pairs[source]?[$1] ?? 0) }
                }
            }
        }
        let leftNodes = rows.indices.map { index in
            Flow.Node(
                name: index < left.count ? sourceName(left[index]) : others,
                count: counts[index].reduce(0, +))
        }
        let rightNodes = columns.indices.map { index in
            Flow.Node(
                name: index < right.count ? targets.name(of: right[index]) : others,
                count: counts.reduce(0) { $0 + $1[index] })
        }
        return Flow(sources: leftNodes, targets: rightNodes, counts: counts)
    }

    /// The first keys, and the rest when more than one is over.
    static func split(_ keys: [String], most: Int) -> (first: [String], rest: [String]) {
        guard keys.count > most + 1 else { return (keys, []) }
        return (Array(keys.prefix(most)), Array(keys.dropFirst(most)))
    }
}

extension Licensee.Kind {
    /// What a licensee of the kind is called.
    var label: Phrase { Phrase("report.holder.\(rawValue)") }
}
