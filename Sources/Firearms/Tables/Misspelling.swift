import Language

/// How a written name differs from a known one, and how easily the hand, eye or ear does that.
enum Misspelling: String, Hashable, Sendable, CaseIterable {
    /// Characters that look alike: `GL0CK`.
    case lookAlike = "look_alike"
    /// Letters that sound alike to a Spanish ear: `VERETTA`.
    case soundAlike = "sound_alike"
    /// A letter doubled, or a double letter written once: `BARRET`.
    case doubled
    /// Two neighbours in each other's place.
    case swapped
    /// A letter left out or put in.
    case dropped
    /// One letter for another.
    case replaced
    /// Two such mistakes in a long name.
    case two

    /// How unlikely the mistake is, for comparing two that lead to different names.
    var cost: Double {
        switch self {
        case .lookAlike, .soundAlike, .doubled: 0.5
        case .swapped: 0.6
        case .dropped: 0.8
        case .replaced: 1
        case .two: 1.8
        }
    }

    /// Two mistakes are allowed in names of this length and more.
    static let shortestForTwo = 8

    /// The mistake that turns a known name into what was written; `nil` when it would be too many.
    init?(written: [UInt8], known: [UInt8]) {
        guard abs(written.count - known.count) <= 2, written != known else { return nil }
        var first = 0
        while first < min(written.count, known.count), written[first] == known[first] { first += 1 }
        var end = 0
        while end < min(written.count, known.count) - first,
            written[written.count - 1 - end] == known[known.count - 1 - end]
        {
            end += 1
        }
        let left = written[first..<(written.count - end)]
        let right = known[first..<(known.count - end)]
        switch (left.count, right.count) {
        case (1, 0), (0, 1):
            guard let extra = left.first ?? right.first else { return nil }
            let longer = left.isEmpty ? known : written
            let isDoubled = first > 0 && longer[first - 1] == extra
            self = isDoubled ? .doubled : .dropped
        case (1, 1):
            self = Misspelling.replacing(known[first], by: written[first])
            // The first letter of a short name carries too much of it.
            if self == .replaced, known.count < 5, first == 0 { return nil }
        case (2, 2) where left.first == right.last && left.last == right.first:
            self = .swapped
        default:
            let length = min(written.count, known.count)
            guard length >= Misspelling.shortestForTwo, written.first == known.first,
                left.count <= Misspelling.widestTwo, right.count <= Misspelling.widestTwo,
                EditDistance.between(Array(left), Array(right), within: 2) != nil
            else { return nil }
            self = .two
        }
    }

    /// Two mistakes farther apart than this are not looked at.
    private static let widestTwo = 40

    private static func replacing(_ known: UInt8, by written: UInt8) -> Misspelling {
        let pair = [known, written].sorted()
        if lookAlikes.contains(pair) { return .lookAlike }
        return soundAlikes.contains(pair) ? .soundAlike : .replaced
    }

    private static let lookAlikes = pairs(
        "O0 OD OQ 0D 0Q I1 IL 1L 17 S5 B8 83 B3 Z2 2Z G6 GC 56 UV VY MN NH EF KX PR 4A 49 7T T1 A4")
    private static let soundAlikes = pairs("BV CK KQ CQ SZ CS CZ GJ HJ IY XS XJ UW")

    private static func pairs(_ text: String) -> Set<[UInt8]> {
        Set(text.split(separator: " ").map { $0.utf8.sorted() })
    }
}

extension Misspelling {
    /// A key that look-alike digits and letters share.
    static func visualKey(_ text: String) -> String {
        String(
            text.map { character in
                switch character {
                case "O", "Q", "D": "0"
                case "I", "L": "1"
                case "Z": "2"
                case "S": "5"
                case "G": "6"
                case "B": "8"
                default: character
                }
            })
    }

    /// A key that names share which sound alike to whoever hears English names in Spanish.
    static func phoneticKey(_ text: String) -> String {
        var key = ""
        let letters = Array(text)
        var at = 0
        while at < letters.count {
            let (sound, length) = sound(in: letters, at: at)
            for letter in sound where key.last != letter { key.append(letter) }
            at += length
        }
        return key
    }

    private static func sound(in letters: [Character], at index: Int) -> (String, length: Int) {
        let next = index + 1 < letters.count ? letters[index + 1] : " "
        let third = index + 2 < letters.count ? letters[index + 2] : " "
        switch (letters[index], next) {
        case ("E", "S") where index == 0 && third != " " && !"AEIOU".contains(third):
            return ("S", 2)
        case ("P", "H"): return ("F", 2)
        case ("S", "H"), ("C", "H"): return ("X", 2)
        case ("L", "L") where "AEIOU".contains(third): return ("Y", 2)
        case ("C", "K"), ("Q", "U"): return ("K", 2)
        case ("G", "U") where "EI".contains(third): return ("G", 2)
        case ("O", "O"): return ("U", 2)
        case ("E", "E"): return ("I", 2)
        default: return (sound(of: letters[index], before: next), 1)
        }
    }

    private static func sound(of letter: Character, before next: Character) -> String {
        let isBeforeFrontVowel = "EIY".contains(next)
        return switch letter {
        case "H": ""
        case "V": "B"
        case "W": "U"
        case "C": isBeforeFrontVowel ? "S" : "K"
        case "Q": "K"
        case "Z": "S"
        case "G": isBeforeFrontVowel ? "J" : "G"
        case "M": "PB".contains(next) ? "N" : "M"
        case "Y": next == " " ? "I" : "Y"
        default: String(letter)
        }
    }
}
