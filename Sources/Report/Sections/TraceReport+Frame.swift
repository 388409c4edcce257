import Assets
import Language

// What stands around the answer: the head, the handling line, the other language, the foot.
extension TraceReport {
    func writeHead(to page: inout Page) {
        page.element("head") { page in
            page.void("meta", Attribute("charset", "utf-8"))
            page.void(
                "meta", Attribute("name", "viewport"),
                Attribute("content", "width=device-width, initial-scale=1"))
            // Nothing may be loaded and no script may run, whatever a file's text contains.
            page.void(
                "meta", Attribute("http-equiv", "Content-Security-Policy"),
                Attribute(
                    "content",
                    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
                ))
            page.void("meta", Attribute("name", "color-scheme"), Attribute("content", "light dark"))
            page.void("meta", Attribute("name", "robots"), Attribute("content", "noindex"))
            page.void("meta", Attribute("name", "referrer"), Attribute("content", "no-referrer"))
            page.element("title") { page in
                page.say(Phrase("report.title", ["day": .day(madeOn)]))
            }
            page.style(
                CarriedFile(named: "report/report.css")?.text ?? "",
                footing: [
                    ("top-left", Page.cssString(catalogue(Phrase("report.print.handling")))),
                    ("top-right", Page.cssString(printedName)),
                    ("bottom-left", Page.cssString(catalogue(Phrase("report.print.caution")))),
                    (
                        "bottom-right",
                        Page.cssString(catalogue(Phrase("report.print.page"))) + " counter(page) "
                            + Page.cssString(catalogue(Phrase("report.print.of")))
                            + " counter(pages)"
                    ),
                ])
        }
    }

    /// The day and the first file's fingerprint, for the head of each sheet of paper.
    private var printedName: String {
        let day = catalogue(Phrase("report.title", ["day": .day(madeOn)]))
        guard let fingerprint = source.files.first?.fingerprint else { return day }
        return day + " · " + fingerprint.prefix(8)
    }

    func writeBanner(to page: inout Page) {
        page.element("header", .class("banner")) { page in
            page.element("p", .class("handling")) { page in
                page.element("strong", saying: Phrase("report.handling"))
                page.text(" ")
                page.say(Phrase("report.handling.counts"))
            }
            page.element("div", .class("masthead")) { page in
                page.element("p", .class("brand")) { page in
                    page.element("b") { $0.markup("Rastro") }
                    page.element("span") { page in
                        page.say(Phrase("report.title", ["day": .day(madeOn)]))
                    }
                }
                if let alternate {
                    let code = alternate.catalogue.tongue.code
                    page.element(
                        "a", .class("tongue"), .file(alternate.file), Attribute("lang", code),
                        Attribute("hreflang", code)
                    ) { page in
                        page.text(alternate.catalogue(Phrase("language.name")).capitalisedFirst)
                    }
                }
            }
        }
    }

    func writeFooter(to page: inout Page) {
        page.element("footer") { page in
            page.element("p", saying: Phrase("report.caution"))
            page.element("p") { page in
                page.say(
                    Phrase(
                        "report.made_by",
                        ["version": .text(source.version), "day": .day(madeOn)]))
            }
        }
    }
}

/// The way about the page.
struct Contents {
    let tally: Tally

    func write(to page: inout Page) {
        page.element(
            "nav", Attribute("aria-label", page.catalogue(Phrase("report.contents")))
        ) { page in
            page.element("ul") { page in
                link("answer", Phrase("report.summary.heading"), to: &page)
                link("charts", Phrase("report.charts.heading"), to: &page)
                if !(tally.mendable.isEmpty && tally.final.isEmpty) {
                    let count = tally.mendable.count + tally.final.count
                    link("mend", Phrase("report.mend.heading"), count, to: &page)
                }
                if !tally.ambiguous.isEmpty {
                    link(
                        "settle", Phrase("report.settle.heading"), tally.ambiguous.count, to: &page)
                }
                if !tally.reached.isEmpty {
                    link("found", Phrase("report.found.heading"), tally.reached.count, to: &page)
                }
                link("method", Phrase("report.method.heading"), to: &page)
            }
        }
    }

    private func link(
        _ anchor: String, _ phrase: Phrase, _ count: Int? = nil, to page: inout Page
    ) {
        page.element("li") { page in
            page.element("a", .place(anchor)) { page in
                page.begin(phrase)
                if let count {
                    page.text(" ")
                    page.element("span", .class("n")) { $0.text($0.catalogue.grouped(count)) }
                }
            }
        }
    }
}
