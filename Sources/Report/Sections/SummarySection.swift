import Language
import Tracing

/// The answer: how many were traced, how sure that is, and what to do next.
struct SummarySection {
    let tally: Tally
    let source: ReportSource

    func write(to page: inout Page) {
        page.element("section", .id("answer"), .labelledBy("answer-h")) { page in
            page.element("h1", .id("answer-h"), saying: headline)
            page.element("p", .class("lede"), saying: lede)
            guard !tally.findings.isEmpty else { return }
            writeStrip(to: &page)
            if !tally.named.isEmpty {
                page.element("p", .class("caution"), saying: Phrase("report.caution"))
            }
            writeNext(to: &page)
        }
    }

    private var headline: Phrase {
        guard !tally.findings.isEmpty else { return Phrase("report.headline.empty") }
        return Phrase(
            "report.headline",
            ["named": .count(tally.named.count), "all": .count(tally.findings.count)])
    }

    private var lede: Phrase {
        guard !tally.findings.isEmpty else { return Phrase("report.lede.empty") }
        guard !tally.named.isEmpty else {
            return Phrase(
                "report.lede.none", ["threshold": .decimal(source.threshold, places: 2)])
        }
        let wrong = tally.expectedWrong
        return Phrase(
            "report.lede",
            [
                "threshold": .decimal(source.threshold, places: 2),
                "named": .count(tally.named.count),
                "wrong": .phrase(
                    wrong < 0.5
                        ? Phrase("report.lede.less_than_one")
                        : Phrase(
                            "report.lede.about", ["wrong": .count(Int(wrong.rounded()))])),
            ])
    }

    /// The four ways in which a request can stand, which add up to all.
    private var standings: [(name: Phrase, count: Int, anchor: String, tone: Literal)] {
        [
            (Phrase("report.standing.named"), tally.named.count, "found", "o-named"),
            (Phrase("report.standing.ambiguous"), tally.ambiguous.count, "settle", "o-open"),
            (Phrase("report.standing.mendable"), tally.mendable.count, "mend", "o-mend"),
            (Phrase("report.standing.final"), tally.final.count, "mend", "o-final"),
        ].filter { $0.count > 0 }
    }

    private func writeStrip(to page: inout Page) {
        let whole = Double(max(1, tally.findings.count))
        page.element(
            "svg", .class("strip"), Attribute("width", "100%"), Attribute("height", "22"),
            .hidden
        ) { page in
            var x = 0.0
            for standing in standings {
                let width = Double(standing.count) / whole * 100
                page.box(
                    Place(.percent(x), 0), width: .percent(width), height: 22,
                    class: standing.tone)
                x += width
            }
        }
        page.element("ul", .class("standings")) { page in
            for standing in standings {
                page.element("li", .class(standing.tone)) { page in
                    page.element("a", .place(standing.anchor)) { page in
                        page.element("b") { $0.text($0.catalogue.grouped(standing.count)) }
                        page.text(" ")
                        page.say(standing.name)
                    }
                }
            }
        }
    }

    private func writeNext(to page: inout Page) {
        page.element("h2", saying: Phrase("report.next.heading"))
        page.element("ol", .class("next")) { page in
            let short = tally.times.count { $0.isShort }
            if short > 0 {
                step("found", Phrase("report.next.short", ["count": .count(short)]), to: &page)
            } else if !tally.named.isEmpty {
                step(
                    "found", Phrase("report.next.named", ["count": .count(tally.named.count)]),
                    to: &page)
            }
            if !tally.ambiguous.isEmpty {
                let count = Fact.count(tally.ambiguous.count)
                step("settle", Phrase("report.next.settle", ["count": count]), to: &page)
            }
            let menders = Mender.allCases.filter { $0 != .nobody }
                .map { mender in (mender, tally.mendable.count { $0.mender == mender }) }
                .filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
            for (mender, count) in menders {
                let facts: [String: Fact] = [
                    "mender": .phrase(mender.label), "count": .count(count),
                    "task": .phrase(mender.task),
                ]
                step(MendSection.anchor(of: mender), Phrase("report.next.mend", facts), to: &page)
            }
            if !tally.final.isEmpty {
                let count = Fact.count(tally.final.count)
                step(
                    MendSection.anchor(of: .nobody),
                    Phrase("report.next.final", ["count": count]), to: &page)
            }
        }
    }

    private func step(_ anchor: String, _ phrase: Phrase, to page: inout Page) {
        page.element("li") { page in
            page.begin(phrase)
            page.text(" ")
            page.element("a", .place(anchor)) { page in
                page.say(Phrase("report.next.see"))
                page.element("span", .class("vh")) { page in
                    page.text(": ")
                    page.say(phrase)
                }
            }
        }
    }
}
