/// A calibre as it was written, cut into numbers and words, with what a spreadsheet may have done.
///
/// `7,62 x 39 mm` becomes the mention `7.62X39` followed by `MM`; `0.22` the number `22` that has lost
/// its form: a leading zero means that the cell was stored as a number.
struct CalibreText: Sendable {
    /// One calibre that the text mentions: a number, or two joined by `x`, and the words after it.
    struct Mention: Hashable, Sendable {
        /// The number in the form that the tables use, such as `7.62X39` or `22`.
        var number: String
        /// Forms that the number may have had before a spreadsheet took its zeros: `380` for `38`.
        var otherNumbers: [String] = []
        /// Tells whether the number's form shows that a spreadsheet changed it.
        var isDamaged = false
        /// The words that follow.
        var words: [String] = []
    }

    private(set) var mentions: [Mention] = []
    /// Words that stand before any number.
    private(set) var wordsBefore: [String] = []
    /// Tells whether the text was longer than `FoldedText.maximumLength` characters.
    let wasCut: Bool

    /// Cuts a written calibre.
    init(_ text: some StringProtocol) {
        let scalars = Array(text.unicodeScalars.prefix(FoldedText.maximumLength + 1))
        wasCut = scalars.count > FoldedText.maximumLength
        let characters = CalibreText.folded(scalars.prefix(FoldedText.maximumLength))
        var at = 0
        var joinsNext = false
        while at < characters.count {
            let start = at
            if CalibreText.isInNumber(characters, at: at) {
                while at < characters.count, CalibreText.isInNumber(characters, at: at) {
                    at += 1
                }
                addNumber(String(characters[start..<at]), joined: joinsNext)
                joinsNext = false
            } else if characters[at].isLetter {
                while at < characters.count, characters[at].isLetter { at += 1 }
                let word = String(characters[start..<at])
                joinsNext = word == "X" && !mentions.isEmpty
                if !joinsNext { addWord(word) }
            } else {
                at += 1
            }
        }
    }

    /// All of the text as one: the key under which the tables file a spelling.
    var key: String {
        wordsBefore.joined() + mentions.map { $0.number + $0.words.joined() }.joined()
    }

    private mutating func addWord(_ word: String) {
        if mentions.isEmpty {
            wordsBefore.append(word)
        } else {
            mentions[mentions.count - 1].words.append(word)
        }
    }

    private mutating func addNumber(_ text: String, joined: Bool) {
        let number = CalibreText.number(text)
        if joined,
            mentions[mentions.count - 1].words.isEmpty
                || mentions[mentions.count - 1].words == ["MM"]
        {
            mentions[mentions.count - 1].number += "X" + number.number
            mentions[mentions.count - 1].otherNumbers = []
            mentions[mentions.count - 1].words = []
        } else {
            mentions.append(number)
        }
    }

    private static func number(_ text: String) -> Mention {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let whole = String(parts[0].drop { $0 == "0" })
        guard parts.count <= 2 else { return Mention(number: text) }
        guard parts.count == 2 else { return Mention(number: whole.isEmpty ? "0" : whole) }
        let fraction = String(parts[1])
        guard whole.isEmpty else {
            // `9.0` and `45.0` are whole numbers that a spreadsheet wrote with a decimal.
            let isWhole = fraction.allSatisfy { $0 == "0" }
            return Mention(number: isWhole ? whole : whole + "." + fraction, isDamaged: isWhole)
        }
        // `.22` is as people write it; `0.22` and `.5` are what remains of a number.
        let isDamaged = !parts[0].isEmpty || fraction.utf8.count == 1
        var forms = [fraction]
        if isDamaged {
            if fraction.utf8.count == 1 { forms = [fraction + "0"] }
            if let form = forms.first, form.utf8.count == 2 { forms.append(form + "0") }
        }
        return Mention(
            number: forms[0], otherNumbers: Array(forms.dropFirst()), isDamaged: isDamaged)
    }

    private static func folded(_ scalars: some Sequence<Unicode.Scalar>) -> [Character] {
        var characters: [Character] = []
        for scalar in scalars {
            switch scalar {
            case "×", "*": characters.append("X")
            case ",": characters.append(".")
            case ".", " ", "/", "-", "(": characters.append(Character(scalar))
            default: characters += FoldedText(String(scalar)).words.joined()
            }
        }
        return characters
    }

    private static func isDigit(_ characters: [Character], _ index: Int) -> Bool {
        characters.indices.contains(index) && characters[index].isASCII
            && characters[index].isNumber
    }

    private static func isInNumber(_ characters: [Character], at index: Int) -> Bool {
        isDigit(characters, index)
            || characters[index] == "." && isDigit(characters, index + 1)
    }
}
