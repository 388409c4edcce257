/// How a serial becomes what somebody writes down: the chance of a reading, given the serial.
///
/// The sum over all ways of making at most two mistakes, and of leaving off an end. A mistake is a
/// character confused, changed, missing, extra or exchanged with its neighbour. What is confused is
/// chosen by how readily each character is; the place of any other mistake is any place alike. Two
/// mistakes come in either order. docs/ranking.md derives it.
public struct SerialChannel: Sendable {
    /// The weights from which the tables were made.
    public let weights: ChannelWeights

    /// What may stand at a place of a serial: a code, or a class of which any member may stand there.
    public typealias Place = Int
    /// Any digit.
    public static let anyDigit: Place = 36
    /// Any letter.
    public static let anyLetter: Place = 37
    /// Any digit or letter.
    public static let anyCharacter: Place = 38
    static let places = 39
    static let characters = ChannelWeights.characters

    /// The chance that a place holds a character.
    let holds: [Double]
    /// How readily the place's character is taken for one; not yet divided by the serial's total.
    let confused: [Double]
    /// How readily the place's character is taken for any other.
    let confusable: [Double]
    /// The chance that a changed character is read as one.
    let changed: [Double]
    /// The chance that an extra character before a place is one.
    let extra: [Double]

    /// Makes the tables of weights.
    public init(_ weights: ChannelWeights) {
        self.weights = weights
        let members: [Range<Int>] = (0..<36).map { $0..<$0 + 1 } + [0..<10, 10..<36, 0..<36]
        func table(_ chance: (Int, Int) -> Double) -> [Double] {
            members.flatMap { members in
                (0..<SerialChannel.characters).map { read in
                    members.reduce(0.0) { $0 + chance($1, read) } / Double(members.count)
                }
            }
        }
        func isSameSort(_ one: Int, _ other: Int) -> Bool { (one < 10) == (other < 10) }
        func sort(_ code: Int) -> Double { code < 10 ? 10 : 26 }
        holds = table { $0 == $1 ? 1 : 0 }
        let taken = weights.confusions
        confused = table { taken[$0 * SerialChannel.characters + $1] }
        let totals = (0..<36).map { code in
            taken[code * 36..<code * 36 + 36].reduce(0, +)
        }
        confusable = members.map { members in
            members.reduce(0.0) { $0 + totals[$1] } / Double(members.count)
        }
        changed = table { code, read in
            if code == read { return 0 }
            let own = weights.sameSort / sort(code)
            let any = (1 - weights.sameSort) / Double(SerialChannel.characters)
            // Drawn again until it is another.
            return ((isSameSort(code, read) ? own : 0) + any) / (1 - own - any)
        }
        let any = 1 - weights.extraRepeated - weights.extraSameSort - weights.extraDigit
        extra = table { code, read in
            (code == read ? weights.extraRepeated : 0)
                + (isSameSort(code, read) ? weights.extraSameSort / sort(read) : 0)
                + (read < 10 ? weights.extraDigit / 10 : 0)
                + any / Double(SerialChannel.characters)
        }
    }

    static func index(_ place: Place, _ read: Int) -> Int { place * characters + read }
}
