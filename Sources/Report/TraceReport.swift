public import Chronology
public import Language
public import Tracing

/// What came of a file of recoveries, as one page of HTML that needs nothing else.
///
/// For the investigating desk: it names people and shows small counts, and says so.
public struct TraceReport: Sendable {
    let findings: [Finding]
    let madeOn: Day
    let source: ReportSource
    let catalogue: Catalogue
    let alternate: Alternate?
    let anchors: Anchors

    /// The same report in another language, in a file beside this one.
    public struct Alternate: Sendable {
        let file: String
        let catalogue: Catalogue

        /// Makes a link to a file beside this one, written in that file's language.
        public init(file: String, catalogue: Catalogue) {
            self.file = file
            self.catalogue = catalogue
        }
    }

    /// Makes a report of findings, in the order of the file, in the language of a catalogue.
    public init(
        findings: [Finding], madeOn: Day, source: ReportSource, catalogue: Catalogue,
        alternate: Alternate? = nil
    ) {
        self.findings = findings
        self.madeOn = madeOn
        self.source = source
        self.catalogue = catalogue
        self.alternate = alternate
        anchors = Anchors(of: findings)
    }

    /// The place of a finding on the page, for a link such as `report.html#r12`.
    ///
    /// The same in every language; `nil` when the report holds no such row.
    public func anchor(file: String, row: Int) -> String? {
        anchors.anchor(file: file, row: row)
    }

    /// The page.
    ///
    /// - Complexity: O(*n*) in the findings, besides the sorting of a few tables.
    public func html() -> String {
        String(decoding: bytes(), as: UTF8.self)
    }

    /// The page as UTF-8.
    public func bytes() -> [UInt8] {
        var page = Page(
            catalogue: catalogue, reservingCapacity: 100_000 + findings.count * 3_000)
        let tally = Tally(findings: findings)
        page.markup("<!doctype html>")
        // A browser that offers to translate would send names to somebody else's machine.
        page.element(
            "html", Attribute("lang", catalogue.tongue.code), Attribute("translate", "no")
        ) { page in
            writeHead(to: &page)
            page.element("body") { page in
                page.element("a", .class("skip"), .place("main"), saying: Phrase("report.skip"))
                writeBanner(to: &page)
                page.element("div", .class("sheet")) { page in
                    Contents(tally: tally).write(to: &page)
                    page.element("main", .id("main")) { page in
                        writeMain(tally, to: &page)
                    }
                }
                writeFooter(to: &page)
            }
        }
        page.markup("\n")
        return page.bytes
    }

    private func writeMain(_ tally: Tally, to page: inout Page) {
        SummarySection(tally: tally, source: source).write(to: &page)
        ChartsSection(tally: tally, source: source).write(to: &page)
        MendSection(tally: tally, anchors: anchors).write(to: &page)
        SettleSection(tally: tally, anchors: anchors).write(to: &page)
        FirearmsSection(tally: tally, anchors: anchors).write(to: &page)
        MethodSection(findings: findings, madeOn: madeOn, source: source).write(to: &page)
    }
}
