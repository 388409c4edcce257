import Language

/// A page of HTML as it is being written, in one language.
///
/// Everything goes through `text` or an attribute's value, which escape, or is a literal.
struct Page {
    let catalogue: Catalogue
    private(set) var bytes: [UInt8] = []

    init(catalogue: Catalogue, reservingCapacity capacity: Int = 0) {
        self.catalogue = catalogue
        bytes.reserveCapacity(capacity)
    }

    /// Writes markup of our own.
    mutating func markup(_ literal: Literal) {
        bytes.append(contentsOf: literal.text.utf8)
    }

    /// The most of one text that is shown: a sentence with a quotation, not a file in a cell.
    static let longestText = 480

    /// Writes a text, escaped, and cut where it is absurdly long.
    mutating func text(_ text: String) {
        guard text.utf8.count > Page.longestText, text.count > Page.longestText else {
            return escape(text)
        }
        escape(String(text.prefix(Page.longestText)) + "…")
    }

    /// Says a phrase in the page's language, escaped.
    mutating func say(_ phrase: Phrase) {
        text(catalogue(phrase))
    }

    /// Says a phrase that begins a line: its first letter is made a capital.
    mutating func begin(_ phrase: Phrase) {
        text(catalogue(phrase).capitalisedFirst)
    }

    /// Writes an element and what it holds.
    mutating func element(
        _ tag: Literal, _ attributes: Attribute..., content: (inout Page) -> Void
    ) {
        start(tag, attributes)
        content(&self)
        end(tag)
    }

    /// Writes an element that holds one phrase.
    mutating func element(_ tag: Literal, _ attributes: Attribute..., saying phrase: Phrase) {
        start(tag, attributes)
        begin(phrase)
        end(tag)
    }

    /// Writes an element that holds nothing and is not closed.
    mutating func void(_ tag: Literal, _ attributes: Attribute...) {
        start(tag, attributes)
    }

    /// Writes an empty element of an SVG drawing.
    mutating func shape(_ tag: Literal, _ attributes: [Attribute]) {
        start(tag, attributes)
        bytes.removeLast()
        bytes.append(contentsOf: "/>".utf8)
    }

    /// The elements whose end HTML lets out before the next of their kind and at their parent's
    /// end; nothing else follows them here, and they are a tenth of a long report.
    private static let openEnded: Set<String> = [
        "li", "td", "th", "tr", "thead", "tbody", "dt", "dd",
    ]

    private mutating func end(_ tag: Literal) {
        guard !Page.openEnded.contains(tag.text) else { return }
        bytes.append(contentsOf: "</".utf8)
        bytes.append(contentsOf: tag.text.utf8)
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func start(_ tag: Literal, _ attributes: [Attribute]) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: tag.text.utf8)
        for attribute in attributes {
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: attribute.name.text.utf8)
            bytes.append(contentsOf: "=\"".utf8)
            escape(attribute.value)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
    }

    /// The one place where outside text becomes HTML.
    ///
    /// Besides the five characters of markup, control characters and the marks that turn the
    /// direction of writing are made visible: with those, one serial can be shown as another.
    private mutating func escape(_ text: String) {
        guard text.utf8.contains(where: Page.needsCare) else {
            return bytes.append(contentsOf: text.utf8)
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes.append(contentsOf: "&amp;".utf8)
            case "<": bytes.append(contentsOf: "&lt;".utf8)
            case ">": bytes.append(contentsOf: "&gt;".utf8)
            case "\"": bytes.append(contentsOf: "&quot;".utf8)
            case "'": bytes.append(contentsOf: "&#39;".utf8)
            case "\n", "\t": bytes.append(UInt8(ascii: " "))
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{200e}"..."\u{200f}",
                "\u{2028}"..."\u{202e}", "\u{2066}"..."\u{2069}", "\u{feff}":
                bytes.append(contentsOf: "\u{fffd}".utf8)
            default:
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    private static func needsCare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
            UInt8(ascii: "'"), 0...0x1f, 0x7f...0xff:
            true
        default: false
        }
    }

    /// Writes the style sheet that the binary carries, and the few words that print needs.
    mutating func style(_ sheet: String, footing: [(slot: Literal, content: String)]) {
        precondition(!sheet.contains("</"), "the carried style sheet closes no element")
        bytes.append(contentsOf: "<style>".utf8)
        bytes.append(contentsOf: sheet.utf8)
        bytes.append(contentsOf: "@page{".utf8)
        for (slot, content) in footing {
            bytes.append(contentsOf: "@\(slot.text){content:\(content)}".utf8)
        }
        bytes.append(contentsOf: "}</style>".utf8)
    }

    /// A text as a string of CSS; all but ASCII letters and digits is written by its number.
    static func cssString(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ": quoted.unicodeScalars.append(scalar)
            default: quoted += "\\" + String(scalar.value, radix: 16) + " "
            }
        }
        return quoted + "\""
    }
}

extension String {
    /// The text with its first letter a capital.
    var capitalisedFirst: String {
        guard let first, first.isLowercase else { return self }
        return first.uppercased() + dropFirst()
    }
}
