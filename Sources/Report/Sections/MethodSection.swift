import Chronology
import Language
import Tracing

/// What the report rests on: the files, the books, the threshold, and how to read its words.
struct MethodSection {
    let findings: [Finding]
    let madeOn: Day
    let source: ReportSource

    func write(to page: inout Page) {
        page.element("section", .id("method"), .labelledBy("method-h")) { page in
            page.element("h2", .id("method-h"), saying: Phrase("report.method.heading"))
            writeFiles(to: &page)
            page.list(
                [
                    source.booksAsked.map {
                        Phrase("report.method.books", ["count": .count($0)])
                    },
                    Phrase(
                        "report.method.threshold",
                        ["threshold": .decimal(source.threshold, places: 2)]),
                    Phrase("report.method.confidence"),
                    Phrase("report.method.words"),
                    Phrase("report.method.source"),
                    Phrase("report.method.handling"),
                ].compactMap(\.self), class: "plain")
        }
    }

    private func writeFiles(to page: inout Page) {
        page.element("table", .class("figures")) { page in
            page.element("caption", saying: Phrase("report.method.files"))
            page.element("thead") { page in
                page.element("tr") { page in
                    for heading in [
                        Phrase("report.col.file"), Phrase("report.col.rows"),
                        Phrase("report.col.problems"),
                    ] {
                        page.element("th", Attribute("scope", "col"), saying: heading)
                    }
                }
            }
            page.element("tbody") { page in
                for file in source.files {
                    page.element("tr") { page in
                        page.element("th", Attribute("scope", "row")) { page in
                            page.quote(file.name)
                            if let fingerprint = file.fingerprint {
                                page.text(" ")
                                page.element("small", .class("code")) {
                                    $0.text(String(fingerprint.prefix(8)))
                                }
                            }
                        }
                        page.element("td") { $0.text($0.catalogue.grouped(file.rows)) }
                        page.element("td") { $0.text($0.catalogue.grouped(file.problemRows)) }
                    }
                }
            }
        }
    }
}
