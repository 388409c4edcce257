import Language

/// How texts that people wrote are brought together under one name, and shown on a chart.
enum Naming {
    /// A text without case, accents and repeated spaces: what makes two spellings the same.
    static func folded(_ text: String) -> String {
        let letters = text.lowercased().map { accents[$0] ?? $0 }
        return String(letters).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static let accents: [Character: Character] = [
        "á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ü": "u", "ñ": "n",
    ]

    /// A text written all in capitals as a name is written; any other text as it is.
    static func displayed(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard !text.contains(where: \.isLowercase) else { return words.joined(separator: " ") }
        return words.enumerated()
            .map { index, word in cased(word, isFirst: index == 0) }
            .joined(separator: " ")
    }

    /// A name that fits beside a drawing.
    static func shortened(_ name: String, to length: Int = 20) -> String {
        name.count > length ? name.prefix(length - 1) + "…" : name
    }

    private static let joiners: Set<String> = ["de", "del", "la", "las", "los", "el", "y", "of"]

    private static func cased(_ word: Substring, isFirst: Bool) -> String {
        let small = word.lowercased()
        guard word.allSatisfy(\.isLetter) else { return String(word) }
        if joiners.contains(small) { return isFirst ? small.capitalisedFirst : small }
        // Initials stay capitals: short, or with no vowel to say them by.
        let vowels = small.map { "aeiouáéíóúü".contains($0) }
        let isWord = vowels.count > 3 ? vowels.contains(true) : vowels == [false, true, false]
        return isWord ? small.capitalisedFirst : String(word)
    }

    /// The name of a state of the United States from its postal code; any other text as it is.
    static func state(_ code: String, in catalogue: Catalogue) -> String {
        let phrase = Phrase("state.\(code.lowercased())")
        guard catalogue.keys.contains(phrase.key) else { return shortened(displayed(code)) }
        return catalogue(phrase)
    }
}

/// Counts of texts under their folded names, each shown in its commonest spelling.
struct NamedCounts {
    private var spellings: [String: [String: Int]] = [:]

    mutating func add(_ text: String, under key: String? = nil) {
        spellings[key ?? Naming.folded(text), default: [:]][text, default: 0] += 1
    }

    /// The commonest spelling of a key, as a chart shows it.
    func name(of key: String) -> String {
        let best = (spellings[key] ?? [:]).max { ($0.value, $1.key) < ($1.value, $0.key) }
        return Naming.shortened(Naming.displayed(best?.key ?? key))
    }

    func count(of key: String) -> Int { (spellings[key] ?? [:]).values.reduce(0, +) }

    /// The keys, commonest first.
    var keys: [String] {
        let counts = spellings.mapValues { $0.values.reduce(0, +) }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }
}
