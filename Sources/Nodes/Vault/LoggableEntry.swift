import Cryptography
import Exchange
import Storage

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
    init(_ label: String, _ text: String) { self.init(label, bytes: Array(text.utf8)) }

    /// The bytes of a text of a kind, with an opening of their own.
    init(_ label: String, bytes: [UInt8]) {
        self.label = label
        value = bytes
        chance = SecureRandom.bytes(Commitment.openingSize)
    }

    /// What stands in the entry.
    var commitment: Commitment? { Commitment(to: value, label: label, opening: chance) }
}

extension Transaction where Access == Writing {
    /// Keeps what opens the commitment of an entry to a text.
    func keep(_ text: CommittedText, of entry: LedgerEntry) throws {
        try execute(
            """
            INSERT INTO opening(entry, label, opening, value)
            VALUES ($1, $2, $3, enciphered($4, 'opening.value', $1 || ' ' || $2))
            """, KeptIdentifier(entry.identifier), text.label, text.chance, text.value)
    }
}
