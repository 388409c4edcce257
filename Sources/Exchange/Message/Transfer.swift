public import Cryptography
public import Encoding
public import Ledger

/// An envelope on its way, with what shows that its sender has written it into the ledger first.
///
/// The entry's place in the ledger is known only after the envelope is signed, so it travels beside it. The
/// envelope stands in the text with just its bytes: it is evidence, and must come out as it went in.
public struct Transfer: Hashable, Sendable {
    /// The message.
    public let envelope: Envelope
    /// The bytes of the entry that says that it was sent.
    public let entry: [UInt8]
    /// Where the entry stands in the sender's ledger.
    public let evidence: InclusionEvidence

    /// No transfer is longer than this many bytes.
    public static let mostBytes = Envelope.mostBytes + 3 * SignedNote.mostBytes
    private static let opening = Array("{\"dsse\":".utf8)

    /// An envelope with the entry of its sending.
    public init(_ envelope: Envelope, entry: [UInt8], evidence: InclusionEvidence) {
        self.envelope = envelope
        self.entry = entry
        self.evidence = evidence
    }

    /// Reads a transfer: nothing of it is believed yet.
    ///
    /// - Throws: `TransferError` when it is of another form, and what envelopes and evidence throw.
    public init(_ bytes: [UInt8]) throws {
        let limits = JSONLimits(bytes: Transfer.mostBytes, depth: 4, members: 64)
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw TransferError.json(error)
        }
        guard let object = value.object, object.members.count == 3,
            let coded = object["entry"]?.string, let entry = Base64.decode(coded),
            let text = object["proof"]?.string
        else { throw TransferError.malformed }
        // The members have one order and one form, so what is left between is the envelope, byte for byte.
        let closing = Transfer.closing(entry, text)
        guard bytes.starts(with: Transfer.opening), bytes.suffix(closing.count) == closing[...],
            bytes.count > Transfer.opening.count + closing.count
        else { throw TransferError.malformed }
        let end = bytes.count - closing.count
        self.init(
            try Envelope(Array(bytes[Transfer.opening.count..<end])), entry: entry,
            evidence: try InclusionEvidence(Array(text.utf8)))
    }

    /// The text's bytes.
    public var bytes: [UInt8] {
        let proof = String(decoding: evidence.bytes, as: UTF8.self)
        return Transfer.opening + envelope.bytes + Transfer.closing(entry, proof)
    }

    /// What stands behind the envelope.
    private static func closing(_ entry: [UInt8], _ proof: String) -> [UInt8] {
        Array(",\"entry\":\"\(Base64.encode(entry))\",\"proof\":".utf8)
            + JSONValue.string(proof).canonicalBytes + [UInt8(ascii: "}")]
    }

    /// Checks that the sender's ledger says that this envelope was sent.
    ///
    /// - Throws: `TransferError` when the entry says something else, `MessageError` when it is none,
    ///   `LedgerError` when it is not in the ledger.
    public func verify(
        log: VerifierKey, of node: NodeName
    ) throws -> (entry: LedgerEntry, checkpoint: VerifiedCheckpoint) {
        let checkpoint = try VerifiedCheckpoint(evidence.note, log: log)
        return (try verify(under: checkpoint, of: node), checkpoint)
    }

    /// Checks the same by a checkpoint whose signatures were checked before: the evidence's own note.
    ///
    /// - Throws: as `verify(log:of:)`.
    public func verify(
        under checkpoint: VerifiedCheckpoint, of node: NodeName
    ) throws -> LedgerEntry {
        try evidence.verify(entry, under: checkpoint)
        let read = try LedgerEntry(entry)
        guard read.kind == .messageOut, read.node == node, read.message == envelope.digest else {
            throw TransferError.otherEntry
        }
        return read
    }

    /// Checks that a receipt's entry says in the receiver's ledger what became of a message's envelope.
    ///
    /// - Parameter checkpoint: the evidence's own note, whose signatures were checked before.
    /// - Throws: as `verify`; `TransferError.otherEntry` when the entry is not about this envelope, or is no record of
    ///   an arrival.
    public func verifyArrival(
        of digest: Digest, under checkpoint: VerifiedCheckpoint, node: NodeName
    ) throws -> LedgerEntry {
        try evidence.verify(entry, under: checkpoint)
        let read = try LedgerEntry(entry)
        guard [.messageIn, .refuse, .conflict].contains(read.kind), read.node == node,
            read.message == digest
        else { throw TransferError.otherEntry }
        return read
    }
}

/// Why bytes are no transfer, or one whose message was not logged.
public enum TransferError: Error, Equatable, Sendable {
    /// The bytes are no JSON.
    case json(JSONError)
    /// They have other members, or in another form.
    case malformed
    /// The entry does not say that this envelope was sent by this node.
    case otherEntry
}
