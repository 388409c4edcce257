import Books
import Firearms
import SerialIndex

/// A firearm at its source that may be the recovered one.
struct RankedFirearm: Sendable {
    /// The keeper of the maker's or importer's book.
    let keeper: Keeper
    /// Its line; of several lines of one firearm, the earliest.
    let line: BookMatch
    /// How its description agrees with what was written.
    let agreements: DescriptionEvidence.Agreements
    /// Its way, once it was worth walking.
    var chain: WalkedChain?
    /// Its weight beside the others'; a probability once the ranking is made.
    var probability: Double
    /// Which it is of several firearms that bear the same marks.
    var copy = 0

    /// What it is, as a name that tells it from every other firearm in the books.
    var identity: FirearmIdentity {
        FirearmIdentity(
            source: keeper.key,
            serial: line.serial, firearm: line.entry.firearm.likeness, copy: copy)
    }
}

extension RankedFirearm {
    /// The firearms in order, each moved once.
    static func inOrder(_ firearms: [RankedFirearm]) -> [RankedFirearm] {
        guard firearms.count > 1 else { return firearms }
        var places = firearms.indices.map { (weight: firearms[$0].probability, place: $0) }
        places.sort { one, other in
            if one.weight != other.weight { return one.weight > other.weight }
            return firearms[one.place].isBefore(firearms[other.place])
        }
        return places.map { firearms[$0.place] }
    }

    /// Orders firearms by weight, and those of like weight by their serial and holder, so that the same
    /// books and the same request give the same answer to the letter.
    func isBefore(_ other: RankedFirearm) -> Bool {
        if probability != other.probability { return probability > other.probability }
        if line.serial != other.line.serial {
            return line.serial.lexicographicallyPrecedes(other.line.serial)
        }
        let number = keeper.licensee.number
        let otherNumber = other.keeper.licensee.number
        return (number, line.entry.row) < (otherNumber, other.line.entry.row)
    }
}

/// What tells one firearm of the books from every other: a serial alone never does.
struct FirearmIdentity: Hashable, Sendable {
    let source: String
    let serial: [UInt8]
    let firearm: FirearmLikeness
    /// Tells firearms apart that bear the same marks and have ways of their own; 0 for the first.
    let copy: Int
}

/// The firearms that fit a request, with the chance that it is in none of the books.
struct Ranking: Sendable {
    /// The firearms, most likely first.
    var firearms: [RankedFirearm]
    /// The probability that the recovered firearm is in none of the books asked.
    let absent: Double
    /// How many firearms lie within the allowed mistakes.
    let total: Int
    /// The custodians whose books were asked first.
    let asked: [Licensee]
    /// Tells whether the reading, if whole, has a shape of the make's serials.
    let hasKnownShape: Bool
    /// The sources elsewhere that did not answer: without them nothing can be said.
    var silent: [SilentSource] = []
    /// How much each reason weighs among the firearms that fit.
    var weighing = Weighing()
}

extension Ranking {
    /// What stands for a ranking when no book was asked, or nothing came of it.
    static func nothing(asked: [Licensee] = [], silent: [SilentSource] = []) -> Ranking {
        Ranking(
            firearms: [], absent: 1, total: 0, asked: asked, hasKnownShape: true, silent: silent)
    }
}

/// A source elsewhere that did not answer a trace's question.
struct SilentSource: Sendable {
    let licensee: Licensee
    /// Why it refused to; `nil` when nobody answered.
    let fault: QuestionFault?
}
