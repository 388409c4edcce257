import Firearms
import Language

/// How a serial or another text from a file is shown: as it stands, and never longer than a page.
extension Page {
    /// The most characters of a quoted text that are shown.
    static let longestQuotation = 160
    /// The most characters of a serial that are shown.
    static let longestSerial = 48

    /// Writes a text from a file, cut where it is absurdly long, or a dash where there is none.
    mutating func quote(_ raw: String) {
        let characters = raw.prefix(Page.longestQuotation + 1)
        guard characters.contains(where: { !$0.isWhitespace }) else {
            return element("span", .class("none"), saying: Phrase("report.not_given"))
        }
        guard characters.count > Page.longestQuotation else { return text(raw) }
        text(String(raw.prefix(Page.longestQuotation)) + "… ")
        element("span", .class("none")) { page in
            page.say(Phrase("report.cut", ["count": .count(raw.count)]))
        }
    }

    /// Writes a serial so that nobody misreads it: one word, set apart in fours where it is long.
    mutating func serial(_ raw: String) {
        let shown = raw.prefix(Page.longestSerial + 1)
        guard shown.contains(where: { !$0.isWhitespace }) else { return quote(raw) }
        let isCut = shown.count > Page.longestSerial
        let characters = Array(isCut ? shown.dropLast() : shown)
        // One that no line can hold may go on to the next; all others stay in one piece.
        element("span", .class(characters.count > 24 ? "sn long" : "sn")) { page in
            guard characters.count > 10, characters.allSatisfy({ $0.isLetter || $0.isNumber })
            else { return page.text(String(characters)) }
            // Groups are set apart by their margin, so that a copy is still one word.
            for start in stride(from: 0, to: characters.count, by: 4) {
                let group = characters[start..<min(start + 4, characters.count)]
                page.element("i") { $0.text(String(group)) }
                if characters.count > 24 { page.markup("<wbr>") }
            }
        }
        if isCut {
            text("… ")
            element("span", .class("none")) { page in
                page.say(Phrase("report.cut", ["count": .count(raw.count)]))
            }
        }
    }
}
