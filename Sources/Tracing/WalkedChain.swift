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
        /// The last holder's book has several firearms that may be it, and they went different ways.
        case contradictory
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

    /// Whom to ask for the first buyer, or for whoever it was exported to, when the last holder's book names nobody.
    private(set) var untold: (keeper: Keeper, question: RecipientQuestion)?

    /// Tells whether the first buyer is an agency of the government.
    var isGovernmentSale = false
    /// The lines that the way has passed: none is passed twice.
    private(set) var passed: Set<PassedLine> = []

    /// A line of a holder's book.
    struct PassedLine: Hashable, Sendable {
        let holder: String
        let row: Int
    }

    /// Notes that the way passes a line.
    mutating func pass(_ match: BookMatch, of keeper: Keeper) {
        passed.insert(PassedLine(holder: keeper.key, row: match.entry.row))
        note(spelling: match.serial)
    }

    /// Tells whether the way has passed a line already.
    func hasPassed(_ match: BookMatch, of keeper: Keeper) -> Bool {
        passed.contains(PassedLine(holder: keeper.key, row: match.entry.row))
    }

    /// Ends the way at a first retail sale.
    mutating func end(
        at match: BookMatch, of keeper: Keeper, soldTo buyer: Party, born: String, on day: Day?
    ) {
        let isTold = !keeper.namesNobody
        ending = .retail(
            Purchaser(name: isTold ? buyer.name : "", born: isTold ? born : ""), on: day)
        noteUntold(match, of: keeper)
    }

    /// Notes whom to ask for the recipient of a line that names nobody.
    mutating func noteUntold(_ match: BookMatch, of keeper: Keeper) {
        guard keeper.namesNobody else { return }
        untold = (keeper, RecipientQuestion(row: match.entry.row, serial: match.serial))
    }

    /// Takes in what the last holder said of the recipient.
    mutating func tell(_ reply: RecipientReply) {
        untold = nil
        switch (reply, ending) {
        case (.named(let recipient), .retail(_, let day)):
            ending = .retail(Purchaser(name: recipient.name, born: recipient.born), on: day)
        case (.named(let recipient), .exported):
            guard let last = steps.popLast() else { return }
            steps.append(last.exported(to: recipient.name))
        case (.noRecord, .retail), (.noAnswer, .retail): ending = .noAnswer
        default: break
        }
    }

    /// The holder with whom the way ended.
    var lastHolder: Licensee? { steps.last?.holder }

    /// The day on which the firearm left its last holder.
    var endedOn: Day? { steps.last?.on }

    mutating func note(spelling: [UInt8]) {
        if !spelling.isEmpty, !spellings.contains(spelling) { spellings.append(spelling) }
    }
}
