import Language

/// A chart with all that belongs to it: a title that says what was found, what is counted, the
/// drawing, how many are in it and how many are missing, and its figures as a table.
struct Chart {
    /// The chart's name in the page's anchors.
    let name: String
    /// What was found, as a sentence.
    let finding: Phrase
    /// What is counted.
    let subject: Phrase
    /// How many are counted, how many are missing and why.
    let caption: Phrase
    /// What stands below the caption, such as how not to read the chart.
    var notes: [Phrase] = []
    /// The same figures as a table.
    let table: FigureTable
    /// Whether the chart takes the whole width.
    var isWide = false

    var headingID: String { "c-" + name }

    func write(to page: inout Page, drawing: (inout Page) -> Void) {
        page.element("div", .class(isWide ? "card wide" : "card"), .id("card-" + name)) { page in
            page.element("h3", .id(headingID), saying: finding)
            page.element("p", .class("sub"), saying: subject)
            page.element("figure") { page in
                drawing(&page)
                page.element("figcaption") { $0.say(caption) }
            }
            for note in notes { page.element("p", .class("note"), saying: note) }
            page.element("details") { page in
                page.element("summary") { page in
                    page.say(Phrase("report.as_table"))
                    page.element("span", .class("vh")) { page in
                        page.text(": ")
                        page.say(finding)
                    }
                }
                table.write(captioned: subject, to: &page)
            }
        }
    }
}

/// Figures under headings: the first column names a row, the others are numbers or texts.
struct FigureTable {
    /// A row: its name and its cells.
    struct Row {
        let name: String
        let cells: [String]
    }

    let headings: [Phrase]
    let rows: [Row]
    /// Headings that are names from the data, after those of `headings`.
    var names: [String] = []

    func write(captioned caption: Phrase, to page: inout Page) {
        // A table wider than a telephone scrolls within its own frame, which the keyboard reaches.
        let isBroad = headings.count + names.count > 4
        if isBroad {
            page.element(
                "div", .class("scroll"), Attribute("tabindex", "0"), .role("region"),
                Attribute("aria-label", page.catalogue(caption).capitalisedFirst)
            ) { writeTable(captioned: caption, to: &$0) }
        } else {
            writeTable(captioned: caption, to: &page)
        }
    }

    private func writeTable(captioned caption: Phrase, to page: inout Page) {
        page.element("table", .class("figures")) { page in
            page.element("caption", saying: caption)
            page.element("thead") { page in
                page.element("tr") { page in
                    for heading in headings {
                        page.element("th", Attribute("scope", "col"), saying: heading)
                    }
                    for name in names {
                        page.element("th", Attribute("scope", "col")) { $0.text(name) }
                    }
                }
            }
            page.element("tbody") { page in
                for row in rows {
                    page.element("tr") { page in
                        page.element("th", Attribute("scope", "row")) {
                            $0.text(row.name.capitalisedFirst)
                        }
                        for cell in row.cells { page.element("td") { $0.text(cell) } }
                    }
                }
            }
        }
    }
}
