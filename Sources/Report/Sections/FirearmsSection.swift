import Language
import Tracing

/// The firearms that were found: a list to find one by, and a section for each.
struct FirearmsSection {
    let tally: Tally
    let anchors: Anchors

    func write(to page: inout Page) {
        let reached = tally.reached
        guard !reached.isEmpty else { return }
        page.element("section", .id("found"), .labelledBy("found-h")) { page in
            page.element("h2", .id("found-h"), saying: Phrase("report.found.heading"))
            if !tally.named.isEmpty {
                page.element("p", .class("caution"), saying: Phrase("report.caution"))
            }
            writeIndex(to: &page)
            for finding in reached {
                FirearmSection(finding: finding, anchors: anchors).write(to: &page)
            }
        }
    }

    private func writeIndex(to page: inout Page) {
        let timed = tally.named.map { ($0, TimeToCrime(of: $0)) }
        let short = timed.filter { $0.1?.isShort == true }
            .sorted { ($0.1?.days ?? 0) < ($1.1?.days ?? 0) }
        let long = timed.filter { $0.1?.isShort != true }
        writeIndex(Phrase("report.index.short"), short.map(\.0), to: &page)
        writeIndex(Phrase("report.index.named"), long.map(\.0), to: &page)
        for outcome in Outcome.allCases where outcome != .purchaser {
            let findings = tally.otherEnds.filter { $0.outcome == outcome }
            writeIndex(outcome.label, findings, to: &page)
        }
    }

    private func writeIndex(_ heading: Phrase, _ findings: [Finding], to page: inout Page) {
        guard !findings.isEmpty else { return }
        page.element("details", .class("index")) { page in
            page.element("summary") { page in
                page.element("b", saying: heading)
                page.text(" ")
                page.element("span", .class("n")) {
                    $0.text($0.catalogue.grouped(findings.count))
                }
            }
            page.element("ul") { page in
                for finding in findings {
                    page.element("li") { page in
                        page.reference(finding, anchor: anchors[finding], isLink: true)
                        if let time = TimeToCrime(of: finding) {
                            page.text(" ")
                            page.element("small") { $0.say(time.phrase) }
                        }
                    }
                }
            }
        }
    }
}
