import Books
import Firearms
import Language
import Tracing

/// The requests that several firearms fit: side by side, with what to look at to settle each.
struct SettleSection {
    let tally: Tally
    let anchors: Anchors

    private static let mostCandidates = 6

    func write(to page: inout Page) {
        guard !tally.ambiguous.isEmpty else { return }
        page.element("section", .id("settle"), .labelledBy("settle-h")) { page in
            page.element("h2", .id("settle-h"), saying: Phrase("report.settle.heading"))
            page.element("p", saying: Phrase("report.settle.intro"))
            for finding in tally.ambiguous { write(finding, to: &page) }
        }
    }

    private func write(_ finding: Finding, to page: inout Page) {
        let anchor = anchors[finding]
        page.element("article", .class("f"), .id(anchor)) { page in
            page.element("h3") { page in
                page.text(String(finding.recovery.reference.prefix(60)))
                page.text(" ")
                page.row(finding.recovery.row)
            }
            page.element("p", .class("say")) { page in
                page.say(
                    Phrase(
                        "report.settle.answer",
                        ["count": .count(max(finding.candidateCount, finding.candidates.count))]))
                page.text(" ")
                page.certainty(finding)
            }
            page.element("p") { page in
                page.say(Phrase("report.settle.read"))
                page.text(" ")
                page.firearm(finding.recovery.firearm.raw)
                page.text(" · ")
                page.serial(finding.recovery.firearm.serial.raw)
                page.text(" · ")
                page.say(page.recovered(finding.recovery))
            }
            page.element("h4", saying: Phrase("report.settle.look"))
            page.list(
                Settling(candidates: finding.candidates).phrases
                    + (finding.mend.map { [$0] } ?? []),
                class: "look")
            writeCandidates(of: finding, to: &page)
        }
    }

    private func writeCandidates(of finding: Finding, to page: inout Page) {
        let shown = finding.candidates.prefix(SettleSection.mostCandidates)
        page.element("h4", saying: Phrase("report.settle.candidates"))
        page.element("ol", .class("cands")) { page in
            for candidate in shown { write(candidate, of: finding, to: &page) }
        }
        let rest = max(finding.candidateCount, finding.candidates.count) - shown.count
        if rest > 0 {
            page.element("p", saying: Phrase("report.settle.more", ["count": .count(rest)]))
        }
        if finding.absentProbability > 0 {
            let share = Fact.text(page.catalogue.probability(finding.absentProbability))
            page.element("p", saying: Phrase("report.settle.absent", ["probability": share]))
        }
    }

    private func write(_ candidate: Candidate, of finding: Finding, to page: inout Page) {
        page.element("li") { page in
            page.element("p", .class("prob")) { page in
                page.element("b") { $0.text($0.catalogue.probability(candidate.probability)) }
                page.element(
                    "svg", .class("meter"), Attribute("height", "8"), .hidden
                ) { page in
                    page.box(Place(.percent(0), 0), width: .percent(100), height: 8, class: "rest")
                    page.box(
                        Place(.percent(0), 0), width: .percent(candidate.probability * 100),
                        height: 8, class: "o-open")
                }
            }
            page.element("p") { page in
                page.serial(candidate.firearm.serial)
                page.void("br")
                page.firearm(candidate.firearm)
            }
            if let comparison = SerialComparison(
                reading: finding.recovery.firearm.serial, book: candidate.firearm.serial)
            {
                comparison.write(to: &page)
            }
            if let step = candidate.chain.last {
                page.element("p", .class("k")) { page in
                    page.say(
                        Phrase(
                            "report.settle.holder",
                            [
                                "name": .text(step.holder.name),
                                "kind": .phrase(step.holder.kind.label),
                                "state": .text(
                                    Naming.state(step.holder.state, in: page.catalogue)),
                            ]))
                }
            }
            // The serials stand above it character by character; saying so again helps nobody.
            page.list(candidate.reasons.filter { !SerialDifference.tells($0) }, class: "why")
        }
    }
}

extension SerialComparison {
    /// Writes the two serials one over the other with a mark under what is unlike, and says it.
    func write(to page: inout Page) {
        guard !isSame else {
            return page.element("p", .class("k"), saying: Phrase("report.serial.same"))
        }
        page.element("div", .class("cmp"), .hidden) { page in
            writeLine(Phrase("report.serial.read"), \.read, to: &page)
            writeLine(Phrase("report.serial.book"), \.book, to: &page)
            page.element("p") { page in
                page.element("span") { $0.markup("&#160;") }
                page.element("code") { page in
                    let marks = cells.map { $0.kind == .same ? "\u{a0}" : "▲" }
                    page.text(marks.joined())
                }
            }
        }
        page.list(Array(differences.prefix(6)), class: "diff")
    }

    private func writeLine(
        _ label: Phrase, _ path: KeyPath<Cell, UInt8?>, to page: inout Page
    ) {
        page.element("p") { page in
            page.element("span", saying: label)
            page.element("code") { page in
                for cell in cells {
                    let gap = cell.kind == .unread ? "?" : "·"
                    let letter = cell[keyPath: path].map { String(UnicodeScalar($0)) } ?? gap
                    if cell.kind == .same {
                        page.text(letter)
                    } else {
                        page.element("b") { $0.text(letter) }
                    }
                }
            }
        }
    }
}
