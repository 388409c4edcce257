import Chronology
import Firearms
import Language
import Tracing

// What the sections about firearms have in common.
extension Page {
    /// Writes a reference with its row: a link to its section, or the place to link to.
    mutating func reference(_ finding: Finding, anchor: String, isLink: Bool) {
        let reference = finding.recovery.reference
        let name =
            reference.isEmpty
            ? catalogue(Phrase("report.no_reference")) : String(reference.prefix(60))
        if isLink {
            element("a", .place(anchor)) { $0.text(name) }
        } else {
            element("span", .id(anchor)) { $0.text(name) }
        }
        text(" ")
        row(finding.recovery.row)
    }

    /// Writes the row of the file in small type.
    mutating func row(_ row: Int) {
        element("small") { page in
            page.say(Phrase("report.row", ["row": .text(String(row))]))
        }
    }

    /// Writes make, model and calibre in one line, as they were written.
    mutating func firearm(_ raw: RawDescriptor) {
        let parts = [raw.make, raw.model, raw.calibre].filter { text in
            text.contains { !$0.isWhitespace }
        }
        quote(parts.joined(separator: " · "))
    }

    /// Writes a certainty as a word and a number, both.
    mutating func certainty(_ finding: Finding) {
        element("span", .class("cert")) { page in
            page.begin(finding.certainty.label)
            page.text(", ")
            page.element("b") { page in page.text(page.catalogue.probability(finding.confidence)) }
        }
    }

    /// Writes what was found of one firearm as a list.
    mutating func list(_ phrases: [Phrase], class name: Literal) {
        element("ul", .class(name)) { page in
            for phrase in phrases { page.element("li", saying: phrase) }
        }
    }

    /// Writes where and when a firearm was recovered.
    func recovered(_ recovery: Recovery) -> Phrase {
        let place = [recovery.municipality, recovery.state].map(Naming.displayed)
            .filter { !$0.isEmpty }.joined(separator: ", ")
        let day = recovery.recoveredOn.map { Fact.days($0) }
        switch (place.isEmpty, day) {
        case (false, let day?):
            return Phrase("report.recovered.both", ["place": .text(place), "day": day])
        case (false, nil): return Phrase("report.recovered.place", ["place": .text(place)])
        case (true, let day?): return Phrase("report.recovered.day", ["day": day])
        case (true, nil): return Phrase("report.recovered.unknown")
        }
    }
}

extension Catalogue {
    /// A probability in two places, and never as 1.00 or 0.00 where it is neither.
    func probability(_ value: Double) -> String {
        switch value {
        case 1...: "1.00"
        case 0.9995...: "> 0.999"
        case 0.995...: fixed(value, places: 3)
        case 0.005...: fixed(value, places: 2)
        case let small where small > 0: "< 0.01"
        default: "0.00"
        }
    }
}
