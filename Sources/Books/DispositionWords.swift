import Assets

/// The words by which books say that a firearm was stolen, lost, exported or sold to a
/// government: data, not code.
///
/// Each line of the file is `class | text`; the text is looked for in the folded name and document.
public struct DispositionWords: Sendable {
    /// What the words of a text say.
    struct Meaning: OptionSet, Sendable {
        let rawValue: UInt8
        static let theft = Meaning(rawValue: 1)
        static let export = Meaning(rawValue: 2)
        static let government = Meaning(rawValue: 4)

        /// A meaning by its name in the table.
        init?(named name: String) {
            switch name {
            case "THEFT": self = .theft
            case "EXPORT": self = .export
            case "GOVERNMENT": self = .government
            default: return nil
            }
        }

        init(rawValue: UInt8) { self.rawValue = rawValue }
    }

    /// The texts by their first character, each with a space at its end.
    private var texts: [[(text: [UInt8], meaning: Meaning)]] = Array(repeating: [], count: 64)

    /// The words that the binary carries.
    public static let carried = DispositionWords(
        text: CarriedFile(named: "books/dispositions.table")?.text ?? "")

    /// Reads the words from the text of a table.
    public init(text: String) {
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let cells = line.split(separator: "|").map { DispositionWords.folded($0) }
            guard cells.count == 2, let first = cells[1].first,
                let meaning = Meaning(
                    named: String(decoding: cells[0].dropLast(), as: UTF8.self))
            else { continue }
            texts[DispositionWords.place(of: first)].append((cells[1], meaning))
        }
    }

    /// What a text says by its words; a word counts when it stands there whole.
    func meaning(of text: String) -> Meaning {
        let folded = DispositionWords.folded(text)
        var meaning: Meaning = []
        var isStart = true
        for (place, byte) in folded.enumerated() {
            if isStart {
                for entry in texts[DispositionWords.place(of: byte)]
                where !meaning.contains(entry.meaning)
                    && folded[place...].starts(with: entry.text)
                {
                    meaning.insert(entry.meaning)
                }
            }
            isStart = byte == UInt8(ascii: " ")
        }
        return meaning
    }

    /// Of a folded character, where the texts are that begin with it.
    private static func place(of character: UInt8) -> Int { Int(character & 63) }

    /// Capitals, digits and single spaces, a space after each word: punctuation and case do not matter.
    private static func folded(_ text: some StringProtocol) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.utf8.count + 1)
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
        if let last = folded.last, last != UInt8(ascii: " ") { folded.append(UInt8(ascii: " ")) }
        return folded
    }
}
