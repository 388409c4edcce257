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
        guard bytes.count <= 2 * SignedNote.mostBytes else {
            throw .malformed(part: .proof, place: 0)
        }
        // By bytes, which is several times as fast as by characters; the note's text is checked where it is read.
        var lines = Lines(bytes)
        guard lines.next() == ArraySlice(InclusionEvidence.heading.utf8) else {
            throw .malformed(part: .proof, place: 1)
        }
        var line = lines.next()
        if let extra = line?.behind("extra ") {
            guard Base64.decode(Array(extra)) != nil else { throw lines.malformed }
            line = lines.next()
        }
        guard let number = line?.behind("index "),
            let index = DecimalNumber.decode(String(decoding: number, as: UTF8.self))
        else { throw lines.malformed }
        var proof: [Digest] = []
        while let line = lines.next(), !line.isEmpty {
            guard proof.count < MerkleTree.mostHashes, let bytes = Base64.decode(Array(line)),
                let hash = Digest(bytes)
            else { throw lines.malformed }
            proof.append(hash)
        }
        guard let rest = lines.rest else { throw .malformed(part: .proof, place: lines.count) }
        self.init(index: index, proof: proof, note: try SignedNote(Array(rest)))
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

/// The lines of a text in UTF-8, and how many were taken.
private struct Lines {
    /// What follows the last line's end; `nil` when the last line had none.
    private(set) var rest: ArraySlice<UInt8>?
    private(set) var count = 0

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// That the line which was taken last is not of the form.
    var malformed: LedgerError { .malformed(part: .proof, place: count) }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let rest else { return nil }
        count += 1
        guard let end = rest.firstIndex(of: 0x0A) else {
            self.rest = nil
            return rest
        }
        self.rest = rest[(end + 1)...]
        return rest[..<end]
    }
}

extension ArraySlice<UInt8> {
    /// What stands behind a beginning; `nil` where there is another.
    fileprivate func behind(_ beginning: StaticString) -> ArraySlice<UInt8>? {
        let wanted = beginning.description.utf8
        return starts(with: wanted) ? dropFirst(wanted.count) : nil
    }
}
