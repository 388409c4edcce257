import Books
import Chronology
import Firearms
import Language
import Tracing

/// One firearm that was found: the answer, the caution, the descriptions, the way, the reasons.
struct FirearmSection {
    let finding: Finding
    let anchors: Anchors

    func write(to page: inout Page) {
        let anchor = anchors[finding]
        page.element("article", .class("f"), .id(anchor)) { page in
            page.element("h3") { page in
                let reference = finding.recovery.reference
                page.text(
                    reference.isEmpty
                        ? page.catalogue(Phrase("report.no_reference"))
                        : String(reference.prefix(60)))
                page.text(" ")
                page.row(finding.recovery.row)
            }
            writeAnswer(to: &page)
            if finding.outcome == .purchaser { writePurchaser(to: &page) }
            if let mend = finding.mend {
                page.element("p", .class("mend")) { page in
                    page.element("b", saying: Phrase("report.mend.do"))
                    page.text(" ")
                    page.begin(mend)
                }
            }
            writeFlags(to: &page)
            if let candidate = finding.candidates.first {
                DescriptionTable(read: finding.recovery.firearm, book: candidate.firearm)
                    .write(to: &page)
            }
            Way(finding: finding).write(to: &page)
            writeReasons(to: &page)
        }
    }

    private func writeAnswer(to page: inout Page) {
        page.element("p", .class("say")) { page in
            page.element("strong", saying: answer(in: page.catalogue))
            if let time = TimeToCrime(of: finding) {
                page.text(" ")
                let facts: [String: Fact] = [
                    "time": .phrase(time.phrase), "days": .count(time.days),
                ]
                page.say(
                    time.years == 0
                        ? Phrase("report.answer.time.days", facts)
                        : Phrase("report.answer.time", facts))
                if time.isShort {
                    page.text(" ")
                    page.element(
                        "span", .class("flag short"), saying: Phrase("report.answer.short"))
                }
            }
            page.text(" ")
            page.certainty(finding)
        }
    }

    /// The answer as a sentence: who, where, when.
    private func answer(in catalogue: Catalogue) -> Phrase {
        let last = finding.chain.last
        let holder = finding.outcome == .purchaser ? finding.dealer ?? last?.holder : last?.holder
        guard let holder else { return finding.closure.label }
        var facts: [String: Fact] = [
            "name": .text(holder.name), "city": .text(Naming.displayed(holder.city)),
            "state": .text(Naming.state(holder.state, in: catalogue)),
            "kind": .phrase(holder.kind.label),
        ]
        let day = finding.outcome == .purchaser ? finding.soldOn : last?.on
        facts["when"] = .phrase(
            day.map { Phrase("report.when", ["day": .day($0)]) } ?? Phrase("report.when.unknown"))
        if case .exported(let to) = last?.event { facts["to"] = Way.destination(to, of: finding) }
        switch finding.outcome {
        case .purchaser: return Phrase("report.answer.sold", facts)
        case .dispositionMissing: return Phrase("report.answer.missing", facts)
        case .theftOrLoss: return Phrase("report.answer.stolen", facts)
        case .exported: return Phrase("report.answer.exported", facts)
        case .recordsLost: return Phrase("report.answer.lost", facts)
        case .ambiguous, .notFound, .untraceable: return finding.closure.label
        }
    }

    private func writePurchaser(to page: inout Page) {
        page.element("div", .class("lead")) { page in
            page.element("dl") { page in
                page.element("div") { page in
                    page.element("dt", saying: Phrase("report.purchaser"))
                    page.element("dd") { page in
                        if let purchaser = finding.purchaser {
                            page.quote(purchaser.name)
                        } else if finding.isPurchaserSealed {
                            page.say(Phrase("report.purchaser.sealed"))
                        } else {
                            page.say(Phrase("report.purchaser.withheld"))
                        }
                    }
                }
                if let born = finding.purchaser?.born, !born.isEmpty {
                    page.element("div") { page in
                        page.element("dt", saying: Phrase("report.purchaser.born"))
                        page.element("dd") { page in
                            page.quote(Day(iso: born).map { page.catalogue.written($0) } ?? born)
                        }
                    }
                }
            }
            page.element("p", .class("caution"), saying: Phrase("report.caution"))
        }
    }

    private func writeFlags(to page: inout Page) {
        let repeats = anchors.repeats(of: finding.recovery.reference)
        guard finding.duplicateOf != nil || !repeats.isEmpty else { return }
        page.element("ul", .class("flags")) { page in
            if let first = finding.duplicateOf {
                page.element("li") { page in
                    page.say(Phrase("report.flag.duplicate"))
                    page.text(" ")
                    link(to: first, in: &page)
                }
            }
            for finding in repeats.prefix(8) {
                page.element("li") { page in
                    page.say(Phrase("report.flag.repeated"))
                    page.text(" ")
                    page.reference(finding, anchor: anchors[finding], isLink: true)
                }
            }
        }
    }

    private func link(to reference: String, in page: inout Page) {
        guard let anchor = anchors.anchor(reference: reference) else { return page.text(reference) }
        page.element("a", .place(anchor)) { $0.text(reference) }
    }

    private func writeReasons(to page: inout Page) {
        let reasons = finding.reasons + (finding.candidates.first?.reasons ?? [])
        guard !reasons.isEmpty else { return }
        page.element("h4", saying: Phrase("report.why"))
        var seen: Set<Phrase> = []
        page.list(reasons.filter { seen.insert($0).inserted }, class: "why")
    }
}

/// The description as it was read beside the book's.
struct DescriptionTable {
    let read: Descriptor
    let book: RawDescriptor

    private var rows: [(Phrase, KeyPath<RawDescriptor, String>, String)] {
        [
            (Phrase("report.field.make"), \.make, only(read.make)),
            (Phrase("report.field.importer"), \.importer, only(read.importer)),
            (Phrase("report.field.model"), \.model, read.model.onlyValue ?? ""),
            (Phrase("report.field.calibre"), \.calibre, only(read.calibre)),
            (Phrase("report.field.kind"), \.kind, ""),
            (Phrase("report.field.country"), \.country, ""),
        ]
    }

    private func only<Value: CustomStringConvertible>(_ field: Normalised<Value>) -> String {
        field.onlyValue?.description ?? ""
    }

    func write(to page: inout Page) {
        page.element("table", .class("desc")) { page in
            page.element("caption", saying: Phrase("report.described"))
            page.element("thead") { page in
                page.element("tr") { page in
                    for heading in [
                        Phrase("report.col.field"), Phrase("report.col.as_read"),
                        Phrase("report.col.in_book"),
                    ] {
                        page.element("th", Attribute("scope", "col"), saying: heading)
                    }
                }
            }
            page.element("tbody") { page in
                page.element("tr") { page in
                    page.element(
                        "th", Attribute("scope", "row"), saying: Phrase("report.field.serial"))
                    page.element("td") { $0.serial(read.serial.raw) }
                    page.element("td") { $0.serial(book.serial) }
                }
                for (name, path, code) in rows { write(name, path, code, to: &page) }
            }
        }
        SerialComparison(reading: read.serial, book: book.serial)?.write(to: &page)
    }

    private func write(
        _ name: Phrase, _ path: KeyPath<RawDescriptor, String>, _ code: String,
        to page: inout Page
    ) {
        let (asRead, inBook) = (read.raw[keyPath: path], book[keyPath: path])
        guard !(asRead.isEmpty && inBook.isEmpty) else { return }
        page.element("tr") { page in
            page.element("th", Attribute("scope", "row"), saying: name)
            page.element("td") { page in
                page.quote(asRead)
                if !code.isEmpty, Naming.folded(code) != Naming.folded(asRead) {
                    page.text(" ")
                    page.element("small") { $0.text("→ " + code) }
                }
            }
            page.element("td") { $0.quote(inBook) }
        }
    }
}
