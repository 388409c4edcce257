import Cryptography
import Delivery
import Exchange
import Ledger

/// What one node asks of the other: the routes of a node, without HTTP.
enum Call {
    /// `POST /v1/messages`
    case message(Parcel)
    /// `GET /v1/messages/ID`
    case fetch(UniqueIdentifier)
    /// `GET /witness/LOG/checkpoint`: what was cosigned last.
    case heard
    /// `GET /ledger/checkpoint`: what the log shows.
    case shown
    /// `POST /v1/entries`
    case push(first: UInt64, entries: [[UInt8]])
    /// `POST /add-checkpoint`
    case cosign([UInt8])
    /// What a node needs that lost its disk: its mirrored ledger, and messages.
    case mirror
}

/// What is answered.
enum Reply {
    /// A receipt with its proof; the status of the answer.
    case receipt(Int, Parcel)
    /// A message that was fetched, with its proof.
    case message(Parcel)
    /// A checkpoint's note.
    case note(SignedNote)
    /// The size from which the log should go on.
    case size(UInt64)
    /// The entries were taken.
    case taken
    /// The entries are wanted first, from an index on.
    case entriesFirst(UInt64)
    /// The witness's signature.
    case cosigned(NoteSignature)
    /// The mirror and the messages of the one who asks.
    case mirror(SignedNote?, [[UInt8]], [UniqueIdentifier: RecoveredMessage])
    /// A refusal by form, or by the rules of a witness.
    case refused
    /// There is nothing.
    case nothing
    /// Come again later.
    case later
}

/// A message on its way with the entry and the proof of its ledger: a transfer whose envelope is not signed.
struct Parcel {
    /// The bytes of the message: what stands for its envelope.
    let envelope: [UInt8]
    /// The bytes of the entry of its sending, or of the arrival that a receipt is about.
    let entry: [UInt8]
    /// Where the entry is; `nil` where a broken rule sends none.
    let evidence: InclusionEvidence?
}

extension Parcel {
    /// The message with its facts.
    func message() throws -> (message: Message, facts: MessageFacts) {
        let message = try Message(payload: envelope)
        return (message, MessageFacts(message, digest: Digest.sha256(envelope)))
    }

    /// The entry, once its proof holds.
    ///
    /// - Throws: what does not hold.
    func proved(by log: VerifierKey, _ witness: VerifierKey?) throws -> LedgerEntry {
        guard let evidence else { throw TransferError.malformed }
        let checkpoint = try evidence.verify(entry, log: log)
        if let witness, try checkpoint.cosigned(by: witness) == nil {
            throw LedgerError.unsigned(name: witness.name, isForged: false)
        }
        return try LedgerEntry(entry)
    }
}
