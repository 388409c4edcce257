import Assets

/// The words by which books say that a firearm was stolen, lost, exported or sold to a
/// government: data, not code.
///
/// Each line of the file is `class | text`; the text is looked for in the folded name and document.
public struct DispositionWords: Sendable {
    private let theft: [[UInt8]]
    private let export: [[UInt8]]
    private let government: [[UInt8]]

    /// The words that the binary carries.
    public static let carried = DispositionWords(
        text: CarriedFile(named: "books/dispositions.table")?.text ?? "")

    /// Reads the words from the text of a table.
    public init(text: String) {
        var theft: [[UInt8]] = []
        var export: [[UInt8]] = []
        var government: [[UInt8]] = []
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let cells = line.split(separator: "|").map { DispositionWords.folded($0) }
            guard cells.count == 2, !cells[1].isEmpty else { continue }
            switch String(decoding: cells[0], as: UTF8.self) {
            case "THEFT": theft.append(DispositionWords.apart(cells[1]))
            case "EXPORT": export.append(DispositionWords.apart(cells[1]))
            case "GOVERNMENT": government.append(DispositionWords.apart(cells[1]))
            default: continue
            }
        }
        self.theft = theft
        self.export = export
        self.government = government
    }

    func saysTheft(_ name: String, _ document: String) -> Bool {
        DispositionWords.contains(theft, in: name) || DispositionWords.contains(theft, in: document)
    }

    func saysExport(_ name: String, _ document: String) -> Bool {
        DispositionWords.contains(export, in: name)
            || DispositionWords.contains(export, in: document)
    }

    func saysGovernment(_ name: String) -> Bool {
        DispositionWords.contains(government, in: name)
    }

    /// Capitals, digits and single spaces, so that punctuation and case do not matter.
    private static func folded(_ text: some StringProtocol) -> [UInt8] {
        var folded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): folded.append(byte - 32)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                folded.append(byte)
            default:
                if let last = folded.last, last != UInt8(ascii: " ") {
                    folded.append(UInt8(ascii: " "))
                }
            }
        }
        while folded.last == UInt8(ascii: " ") { folded.removeLast() }
        return folded
    }

    /// A text with a space at either end, so that it is found as whole words alone.
    private static func apart(_ folded: [UInt8]) -> [UInt8] {
        [UInt8(ascii: " ")] + folded + [UInt8(ascii: " ")]
    }

    private static func contains(_ words: [[UInt8]], in text: String) -> Bool {
        guard !text.isEmpty else { return false }
        let spaced = apart(folded(text))
        return words.contains { word in
            guard spaced.count >= word.count else { return false }
            return (0...(spaced.count - word.count)).contains { start in
                spaced[start + 1] == word[1]
                    && spaced[start..<(start + word.count)].elementsEqual(word)
            }
        }
    }
}
