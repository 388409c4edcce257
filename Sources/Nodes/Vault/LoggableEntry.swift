import Cryptography
import Exchange

/// An entry that is to be logged, with the texts that it only commits to.
struct LoggableEntry: Sendable {
    var entry: LedgerEntry
    let texts: [CommittedText]
    /// The request that it is about: known to the node, and not said in the entry, by which others could tell which
    /// readings belong together.
    let request: UniqueIdentifier?
}

/// A text to which an entry commits: the node keeps it with its opening, the ledger has neither.
struct CommittedText: Sendable {
    let label: String
    let value: [UInt8]
    let chance: [UInt8]

    /// A text of a kind, with an opening of its own.
    init(_ label: String, _ text: String) {
        self.label = label
        value = Array(text.utf8)
        chance = SecureRandom.bytes(Commitment.openingSize)
    }

    /// What stands in the entry.
    var commitment: Commitment? { Commitment(to: value, label: label, opening: chance) }
}
