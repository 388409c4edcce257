import Books
import Chronology
import Firearms
import Language
import Report
import SerialIndex
import Testing
import Tracing

/// Whatever a file holds, it is shown and never becomes markup.
struct EscapingTests {
    static let hostile = "<script>alert(1)</script>\"'&<img src=x onerror=1>"

    /// A finding in which every text that comes from a file is hostile.
    static func finding(_ text: String, outcome: Outcome) -> Finding {
        let raw = RawDescriptor(
            make: text, importer: text, model: text, calibre: text, kind: text, country: text,
            serial: text)
        let descriptor = Descriptor(
            raw: raw, make: Normalised(raw: text, state: .recognised, values: [FirmCode(text)]),
            importer: Normalised(raw: text, state: .unknown),
            model: Normalised(raw: text, state: .recognised, values: [text]),
            calibre: Normalised(raw: text, state: .recognised, values: [CalibreCode(text)]),
            kind: Normalised(raw: text, state: .recognised, values: [Kind(text)]),
            country: Normalised(raw: text, state: .recognised, values: [CountryCode(text)]),
            serial: SerialReading(
                raw: text, kind: .readable,
                interpretations: [.init(pattern: SerialPattern(whole: "AB12"), weight: 1)]))
        let holder = Licensee(number: text, kind: .dealer, name: text, city: text, state: text)
        let step = ChainStep(
            holder: holder, acquiredOn: Day(number: 18_000),
            event: outcome == .purchaser ? .soldAtRetail : .exported(to: text),
            on: Day(number: 18_100), notes: [Phrase("hostile.note", ["text": .text(text)])])
        let candidate = Candidate(
            firearm: raw, probability: 0.95,
            reasons: [Phrase("hostile.reason", ["text": .text(text)])], chain: [step])
        return Finding(
            recovery: Recovery(
                reference: text, file: text, row: 7, recoveredOn: DayRange(Day(number: 18_900)),
                state: text, municipality: text, offence: text, agency: text,
                firearm: descriptor),
            outcome: outcome, closure: .purchaserIdentified, mender: .requester,
            mend: Phrase("hostile.mend", ["text": .text(text)]), confidence: 0.95,
            certainty: .veryLikely, candidates: [candidate, candidate], candidateCount: 2,
            absentProbability: 0.01, purchaser: Purchaser(name: text, born: text), dealer: holder,
            soldOn: Day(number: 18_100), daysToCrime: 800, duplicateOf: text,
            reasons: [Phrase("hostile.reason", ["text": .text(text)])])
    }

    static func page(_ text: String, outcome: Outcome) -> String {
        TraceReport(
            findings: [finding(text, outcome: outcome)], madeOn: Day(number: 20_000),
            source: ReportSource(
                files: [.init(name: text, rows: 1, problemRows: 0, fingerprint: text)],
                booksAsked: 1, threshold: 0.9, version: text),
            catalogue: Fixture.catalogue(.english),
            // The file's name is the command's own; any other text is a file's, of any length.
            alternate: .init(
                file: text.count > 999 ? "x" : text, catalogue: Fixture.catalogue(.spanish))
        ).html()
    }

    @Test("markup in any text of a file is shown as text", arguments: Outcome.allCases)
    func showsMarkupAsText(outcome: Outcome) {
        let page = Self.page(Self.hostile, outcome: outcome)
        #expect(!page.contains("<script"))
        #expect(!page.contains("<img"))
        #expect(page.contains("&lt;script&gt;"))
        #expect(Markup(page).nestingFault == nil)
        #expect(
            Markup(page).tags.allSatisfy { !$0.attributes.contains("onerror") || $0.name == "a" })
    }

    @Test("a text cannot leave the style sheet's strings")
    func staysInStyle() throws {
        let page = Self.page("\"}</style><script>", outcome: .purchaser)
        let sheets = page.split(separator: "</style>", omittingEmptySubsequences: false)
        #expect(sheets.count == 2)
        #expect(!page.contains("<script"))
    }

    @Test(
        "a link to the other language cannot become a script's address",
        arguments: ["javascript:alert(1)", "data:text/html,x", "//elsewhere.invalid/x y.html"])
    func linksOnlyToFiles(name: String) {
        let page = Self.page(name, outcome: .purchaser)
        let links = Markup(page).values(of: "href").filter { !$0.hasPrefix("#") }
        #expect(links.count == 1)
        #expect(links.allSatisfy { !$0.contains(":") && !$0.hasPrefix("//") })
    }

    @Test("control characters and marks that turn the writing round are made visible")
    func showsControls() {
        let page = Self.page("AB\u{202e}21\u{0}\u{7}\u{2066}C", outcome: .purchaser)
        for scalar in page.unicodeScalars {
            #expect(scalar.value >= 0x20 || scalar == "\n")
            #expect(!(0x202a...0x202e).contains(scalar.value))
            #expect(!(0x2066...0x2069).contains(scalar.value))
        }
        #expect(page.contains("AB\u{fffd}21\u{fffd}\u{fffd}"))
    }

    @Test("a text of ten thousand characters is cut, and its length said")
    func cutsLongTexts() {
        let page = Self.page(String(repeating: "X", count: 10_000), outcome: .ambiguous)
        // The page itself is kept out of the failure's message.
        let isCut = !page.contains(String(repeating: "X", count: 500))
        #expect(isCut)
        #expect(page.contains("(10,000 characters in all)"))
    }
}
