import Firearms
import Language
import Tracing

/// Which makes in which calibres were recovered, whatever became of their traces.
struct ModelChart {
    let tally: Tally

    private static let mostMakes = 9
    private static let mostCalibres = 6

    func write(to page: inout Page) {
        var makes = NamedCounts()
        var calibres = NamedCounts()
        var pairs: [String: [String: Int]] = [:]
        for finding in tally.firearms {
            let raw = finding.recovery.firearm.raw
            guard let make = finding.recovery.firearm.make.onlyValue?.description,
                let calibre = finding.recovery.firearm.calibre.onlyValue?.description
            else { continue }
            makes.add(raw.make, under: make)
            calibres.add(raw.calibre, under: calibre)
            pairs[make, default: [:]][calibre, default: 0] += 1
        }
        let known = pairs.values.reduce(0) { $0 + $1.values.reduce(0, +) }
        guard known > 0 else { return }
        let others = page.catalogue(Phrase("report.others")).capitalisedFirst
        let matrix = Pairs(makes: makes, calibres: calibres, counts: pairs)
        let drawn = matrix.matrix(
            makes: ModelChart.mostMakes, calibres: ModelChart.mostCalibres, others: others)
        let full = matrix.matrix(makes: 60, calibres: 16, others: others)
        let first = matrix.widest
        let chart = Chart(
            name: "makes",
            finding: Phrase(
                "report.makes.finding",
                [
                    "make": .text(first.make), "calibre": .text(first.calibre),
                    "part": .count(first.count), "whole": .count(known),
                ]),
            subject: Phrase("report.makes.subject"),
            caption: known == tally.firearms.count
                ? Phrase("report.makes.caption.all", ["count": .count(known)])
                : Phrase(
                    "report.makes.caption",
                    ["count": .count(known), "missing": .count(tally.firearms.count - known)]),
            table: FigureTable(
                headings: [Phrase("report.col.make")],
                rows: full.rows.indices.map { row in
                    FigureTable.Row(
                        name: full.rows[row],
                        cells: full.counts[row].map { page.catalogue.grouped($0) })
                },
                names: full.columns))
        chart.write(to: &page) { page in
            page.drawing(
                height: drawn.height, labelledBy: chart.headingID, describedAs: chart.caption
            ) { drawn.draw(to: &$0) }
        }
    }

    /// The counts by make and calibre, and what each is called.
    private struct Pairs {
        let makes: NamedCounts
        let calibres: NamedCounts
        let counts: [String: [String: Int]]

        var widest: (make: String, calibre: String, count: Int) {
            let all = counts.flatMap { make, row in row.map { (make, $0.key, $0.value) } }
            let best = all.max { ($0.2, $1.0, $1.1) < ($1.2, $0.0, $0.1) } ?? ("", "", 0)
            return (makes.name(of: best.0), calibres.name(of: best.1), best.2)
        }

        func matrix(makes most: Int, calibres mostCalibres: Int, others: String) -> Matrix {
            let (top, topRest) = Corridors.split(makes.keys, most: most)
            let (left, leftRest) = Corridors.split(calibres.keys, most: mostCalibres)
            let rows = top.map { [$0] } + (topRest.isEmpty ? [] : [topRest])
            let columns = left.map { [$0] } + (leftRest.isEmpty ? [] : [leftRest])
            return Matrix(
                rows: top.map { Naming.shortened(makes.name(of: $0), to: 16) }
                    + (topRest.isEmpty ? [] : [others]),
                columns: left.map { Naming.shortened(calibres.name(of: $0), to: 11) }
                    + (leftRest.isEmpty ? [] : [others]),
                counts: rows.map { row in
                    columns.map { column in
                        row.reduce(0) { sum, make in
                            sum + column.reduce(0) { $0 + (counts[make]?[$1] ?? 0) }
                        }
                    }
                })
        }
    }
}
