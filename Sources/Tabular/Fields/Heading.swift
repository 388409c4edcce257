import Language

/// A heading made comparable: its words without case, accents, punctuation and mojibake.
struct Heading: Hashable {
    /// Words that stand in many headings and tell little.
    private static let weakWords: Set<String> = [
        "date", "fecha", "number", "numero", "num", "no", "nr", "nro", "n", "name", "nombre", "id",
        "code", "codigo", "clave", "type", "tipo", "of", "the", "de", "del", "la", "el", "los",
        "las", "y", "and", "or", "o", "a", "al", "en", "in", "on", "por", "para", "with", "con",
    ]
    private static let weakWeight = 0.25

    let words: [String]
    /// The words without anything between them.
    let joined: String

    init(_ text: String) {
        words = Folding.words(Heading.spaced(Mojibake.repaired(text)))
        joined = words.joined()
    }

    /// `serialNumber` as `serial Number`.
    private static func spaced(_ text: String) -> String {
        var spaced = ""
        var previous: Character = " "
        for character in text {
            if previous.isLowercase, character.isUppercase { spaced.append(" ") }
            spaced.append(character)
            previous = character
        }
        return spaced
    }

    /// How much like another heading this is, 0...1; 1 is the same.
    func likeness(to other: Heading) -> Double {
        guard !joined.isEmpty, !other.joined.isEmpty else { return 0 }
        if words == other.words { return 1 }
        if joined == other.joined { return 0.98 }
        // Two letters more may be a word more, which is no slip.
        let distance = Heading.allowedDistance(joined, other.joined)
        if let distance, distance == 1 || words.count == other.words.count {
            return 0.92 - 0.04 * Double(distance)
        }
        return 0.85 * overlap(with: other)
    }

    /// The share of words in common (Dice's coefficient), each by its weight.
    private func overlap(with other: Heading) -> Double {
        var rest = other.words
        var common = 0.0
        for word in words {
            guard let index = rest.firstIndex(where: { Heading.areAlike(word, $0) }) else {
                continue
            }
            rest.remove(at: index)
            common += Heading.weight(word)
        }
        let all = words.reduce(0) { $0 + Heading.weight($1) }
        let otherAll = other.words.reduce(0) { $0 + Heading.weight($1) }
        return 2 * common / (all + otherAll)
    }

    private static func weight(_ word: String) -> Double {
        weakWords.contains(word) || word.utf8.count == 1 ? weakWeight : 1
    }

    /// The same word, in singular or plural, or with a slip.
    private static func areAlike(_ one: String, _ other: String) -> Bool {
        one == other || one + "s" == other || other + "s" == one
            || one + "es" == other || other + "es" == one
            || allowedDistance(one, other) != nil
    }

    /// The number of slips between two words when it is small for their length.
    private static func allowedDistance(_ one: String, _ other: String) -> Int? {
        let limit =
            switch min(one.utf8.count, other.utf8.count) {
            case ..<5: 0
            case 5..<9: 1
            default: 2
            }
        guard limit > 0 else { return nil }
        // Headings of any length come from files; those of words are short.
        guard one.unicodeScalars.count <= 64, other.unicodeScalars.count <= 64 else { return nil }
        return EditDistance.between(
            Array(one.unicodeScalars), Array(other.unicodeScalars), within: limit)
    }
}

/// Text in UTF-8 that a program read as Windows-1252: `MatrÃ­cula`.
enum Mojibake {
    /// The text as it was meant, where it is that kind of damage; else the text itself.
    static func repaired(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }), let bytes = Windows1252.bytes(of: text),
            let meant = String(validating: bytes, as: UTF8.self)
        else { return text }
        return meant
    }
}
