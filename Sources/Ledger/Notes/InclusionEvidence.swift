internal import Encoding

public import Cryptography

/// All that it takes to show that an entry is in a log, as one text (C2SP tlog-proof).
public struct InclusionEvidence: Hashable, Sendable {
    /// Which entry of the log.
    public let index: UInt64
    /// The hashes beside its way to the root, the leaf's sibling first.
    public let proof: [Digest]
    /// The checkpoint's note with its signatures.
    public let note: SignedNote

    private static let heading = "c2sp.org/tlog-proof@v1"

    /// The evidence of an entry.
    public init(index: UInt64, proof: [Digest], note: SignedNote) {
        self.index = index
        self.proof = proof
        self.note = note
    }

    /// Reads evidence; an `extra` line, which nothing vouches for, is left out.
    ///
    /// - Throws: `LedgerError.malformed` with the line that is not of the form.
    public init(_ bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= 2 * SignedNote.mostBytes,
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .malformed(part: .proof, place: 0) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines[0] == InclusionEvidence.heading else {
            throw .malformed(part: .proof, place: 1)
        }
        var next = 1
        if next < lines.count, lines[next].hasPrefix("extra ") {
            guard Base64.decode(lines[next].dropFirst(6)) != nil else {
                throw .malformed(part: .proof, place: next + 1)
            }
            next += 1
        }
        guard next < lines.count, lines[next].hasPrefix("index "),
            let index = DecimalNumber.decode(lines[next].dropFirst(6))
        else { throw .malformed(part: .proof, place: next + 1) }
        next += 1
        var proof: [Digest] = []
        while next < lines.count, !lines[next].isEmpty {
            guard proof.count < MerkleTree.mostHashes, let bytes = Base64.decode(lines[next]),
                let hash = Digest(bytes)
            else { throw .malformed(part: .proof, place: next + 1) }
            proof.append(hash)
            next += 1
        }
        guard next < lines.count else { throw .malformed(part: .proof, place: next) }
        let note = lines[(next + 1)...].joined(separator: "\n")
        self.init(index: index, proof: proof, note: try SignedNote(Array(note.utf8)))
    }

    /// The text's bytes.
    public var bytes: [UInt8] {
        var lines = [InclusionEvidence.heading, "index \(index)"]
        lines += proof.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + note.bytes
    }

    /// Checks that an entry is in the log of a key, by the checkpoint that is part of the evidence.
    ///
    /// - Throws: `LedgerError`: what does not hold.
    public func verify(
        _ entry: [UInt8], log: VerifierKey
    ) throws(LedgerError) -> VerifiedCheckpoint {
        let verified = try VerifiedCheckpoint(note, log: log)
        try verify(entry, under: verified)
        return verified
    }

    /// Checks that an entry is under a checkpoint whose signatures were checked before: the evidence's own note.
    ///
    /// - Throws: `LedgerError.mismatch` when the note is another, or the entry is not under it.
    public func verify(
        _ entry: [UInt8], under verified: VerifiedCheckpoint
    ) throws(LedgerError) {
        guard verified.note == note else { throw .mismatch(part: .note, at: index) }
        let checkpoint = verified.checkpoint
        guard
            MerkleTree.isIncluded(
                MerkleTree.leaf(entry), at: index, size: checkpoint.size, proof: proof,
                root: checkpoint.root)
        else { throw .mismatch(part: .proof, at: index) }
    }
}
