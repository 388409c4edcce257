import Firearms
import Language
import Tracing

/// The requests without an answer, by who can mend them and by what would.
struct MendSection {
    let tally: Tally
    let anchors: Anchors

    static func anchor(of mender: Mender) -> String {
        "mend-" + mender.rawValue.split(separator: " ").joined(separator: "-")
    }

    func write(to page: inout Page) {
        guard !(tally.mendable.isEmpty && tally.final.isEmpty) else { return }
        page.element("section", .id("mend"), .labelledBy("mend-h")) { page in
            page.element("h2", .id("mend-h"), saying: Phrase("report.mend.heading"))
            page.element("p", saying: Phrase("report.mend.intro"))
            for mender in Mender.allCases {
                let failures = tally.failures(of: mender)
                if !failures.isEmpty { write(mender, failures, to: &page) }
            }
        }
    }

    private func write(
        _ mender: Mender, _ failures: [(closure: Closure, findings: [Finding])],
        to page: inout Page
    ) {
        let count = failures.reduce(0) { $0 + $1.findings.count }
        page.element("div", .class("mender"), .id(MendSection.anchor(of: mender))) { page in
            let heading = Phrase(
                "report.failures.group",
                ["mender": .phrase(mender.label), "count": .count(count)])
            page.element("h3", saying: heading)
            page.element("p", saying: mender.task)
            for (closure, findings) in failures {
                page.element("details", Attribute("open", "")) { page in
                    page.element("summary") { page in
                        page.element("b", saying: closure.label)
                        page.text(" ")
                        page.element("span", .class("n")) {
                            $0.text($0.catalogue.grouped(findings.count))
                        }
                        page.text(" ")
                        page.element("small", .class("code")) { $0.text(closure.rawValue) }
                    }
                    write(findings, of: closure, to: &page)
                }
            }
        }
    }

    /// The requests closed for one reason, under what is to be done: the same for most of them.
    private func write(_ findings: [Finding], of closure: Closure, to page: inout Page) {
        var order: [String] = []
        var groups: [String: [Finding]] = [:]
        for finding in findings {
            let mend = finding.mend.map { page.catalogue($0) } ?? ""
            if groups[mend] == nil { order.append(mend) }
            groups[mend, default: []].append(finding)
        }
        page.element("table", .class("requests")) { page in
            page.element("caption", .class("vh"), saying: closure.label)
            page.element("thead") { page in
                page.element("tr") { page in
                    for heading in [
                        Phrase("report.col.reference"), Phrase("report.col.read"),
                        Phrase("report.col.why"),
                    ] {
                        page.element("th", Attribute("scope", "col"), saying: heading)
                    }
                }
            }
            for mend in order {
                page.element("tbody") { page in
                    if !mend.isEmpty {
                        page.element("tr", .class("do")) { page in
                            page.element(
                                "th", Attribute("scope", "rowgroup"), Attribute("colspan", "3")
                            ) { page in
                                page.element("span", saying: Phrase("report.mend.do"))
                                page.text(" ")
                                page.text(mend)
                            }
                        }
                    }
                    for finding in groups[mend] ?? [] { write(finding, to: &page) }
                }
            }
        }
    }

    private func write(_ finding: Finding, to page: inout Page) {
        let hasSection = finding.outcome.reachedFirearm
        let anchor = anchors[finding]
        page.element("tr") { page in
            page.element("th", Attribute("scope", "row")) { page in
                page.reference(finding, anchor: anchor, isLink: hasSection)
            }
            page.element("td") { page in
                page.firearm(finding.recovery.firearm.raw)
                page.void("br")
                page.serial(finding.recovery.firearm.serial.raw)
            }
            page.element("td") { page in
                if let reason = finding.reasons.first { page.begin(reason) }
            }
        }
    }
}
