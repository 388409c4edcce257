import Books
import Chronology
import SerialIndex

/// A firearm's way through the books, as far as it could be followed.
struct WalkedChain: Sendable {
    /// Where the way ended.
    enum Ending: Sendable {
        /// A first retail sale.
        case retail(Purchaser, on: Day?)
        /// The last holder's book has the firearm and says no more.
        case dispositionMissing
        /// The last holder reported it stolen or lost.
        case theftOrLoss
        /// The last holder exported it.
        case exported
        /// The last holder's records are lost.
        case recordsLost
        /// The last holder has no such record, although the one before sent it there.
        case notInBook
        /// The last holder's book is not at hand.
        case noAnswer
    }

    /// The holders in order, with what became of the firearm at each.
    var steps: [ChainStep] = []
    /// Where the way ended.
    var ending = Ending.noAnswer
    /// The serial as each holder's book writes it, without repeats, the source's first.
    var spellings: [[UInt8]] = []
    /// The line of the last holder's book that has the firearm.
    var lastLine: BookMatch?
    /// How many retail sales the books at hand record after the first.
    var laterSales = 0

    /// The holder with whom the way ended.
    var lastHolder: Licensee? { steps.last?.holder }

    /// The day on which the firearm left its last holder.
    var endedOn: Day? { steps.last?.on }

    mutating func note(spelling: [UInt8]) {
        if !spelling.isEmpty, !spellings.contains(spelling) { spellings.append(spelling) }
    }
}
