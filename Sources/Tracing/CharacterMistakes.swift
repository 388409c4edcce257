import SerialIndex

/// A place of a serial: one of the 36 characters, or a class of which any character may stand there.
typealias Place = Int

/// The places and how each shows itself in a reading.
///
/// A serial that is known is a row of characters; the serials that a maker may have given to firearms
/// outside the books are rows of characters and classes. One table serves both.
struct CharacterMistakes: Sendable {
    /// Any digit.
    static let anyDigit: Place = 36
    /// Any letter.
    static let anyLetter: Place = 37
    /// Any digit or letter.
    static let anyCharacter: Place = 38
    static let placeCount = 39
    static let characterCount = 36

    /// The chance that a place holds a character.
    private(set) var holds: [Double]
    /// The chance of reading a character at a place, given that a confusion happened there.
    private(set) var confused: [Double]
    /// The chance of reading a character at a place, given that it was changed to just any other.
    private(set) var changed: [Double]
    /// The chance that the character at a place is one that can be confused.
    private(set) var confusable: [Double]

    init(_ weights: Weights) {
        let size = CharacterMistakes.placeCount * CharacterMistakes.characterCount
        holds = Array(repeating: 0, count: size)
        confused = Array(repeating: 0, count: size)
        changed = Array(repeating: 0, count: size)
        confusable = Array(repeating: 0, count: CharacterMistakes.placeCount)
        let sameSort = weights("changed.same_sort")
        for code in 0..<CharacterMistakes.characterCount {
            setCharacter(code, weights: weights, sameSort: sameSort)
        }
        setClass(CharacterMistakes.anyDigit, of: 0..<10)
        setClass(CharacterMistakes.anyLetter, of: 10..<36)
        setClass(CharacterMistakes.anyCharacter, of: 0..<36)
    }

    static func index(_ place: Place, _ character: Int) -> Int {
        place * characterCount + character
    }

    /// The place of a significant character, among the 36.
    static func place(of byte: UInt8) -> Place {
        byte < UInt8(ascii: "A") ? Int(byte) - 48 : Int(byte) - 55
    }

    static func isDigit(_ code: Int) -> Bool { code < 10 }

    private mutating func setCharacter(_ code: Int, weights: Weights, sameSort: Double) {
        holds[CharacterMistakes.index(code, code)] = 1
        let byte = UInt8(code < 10 ? code + 48 : code + 55)
        let taken = weights.taken(for: byte)
        for other in taken {
            confused[CharacterMistakes.index(code, CharacterMistakes.place(of: other))] +=
                1 / Double(taken.count)
        }
        confusable[code] = taken.isEmpty ? 0 : 1
        for other in 0..<CharacterMistakes.characterCount where other != code {
            let isSameSort = CharacterMistakes.isDigit(code) == CharacterMistakes.isDigit(other)
            let others = CharacterMistakes.isDigit(other) ? 10 : 26
            changed[CharacterMistakes.index(code, other)] =
                isSameSort ? sameSort / Double(others - 1) : (1 - sameSort) / Double(others)
        }
    }

    private mutating func setClass(_ place: Place, of members: Range<Int>) {
        let share = 1 / Double(members.count)
        for member in members {
            confusable[place] += confusable[member] * share
            for read in 0..<CharacterMistakes.characterCount {
                let target = CharacterMistakes.index(place, read)
                let source = CharacterMistakes.index(member, read)
                holds[target] += holds[source] * share
                confused[target] += confused[source] * share
                changed[target] += changed[source] * share
            }
        }
    }
}
