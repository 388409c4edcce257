internal import Encoding

public import Cryptography

/// What a log says of itself: how many entries it has, and what their tree's root is (C2SP
/// tlog-checkpoint).
public struct Checkpoint: Hashable, Sendable {
    /// The log's name.
    public let origin: String
    /// How many entries it has.
    public let size: UInt64
    /// The root of the tree over them.
    public let root: Digest

    /// A checkpoint of a log.
    public init(origin: String, size: UInt64, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads a checkpoint's text: three lines; what C2SP allows behind them is not allowed here.
    ///
    /// - Throws: `LedgerError.malformed` with the line that is not of the form.
    public init(_ text: String) throws(LedgerError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty else {
            throw .malformed(part: .checkpoint, place: min(lines.count, 4))
        }
        guard VerifierKey.isName(String(lines[0])) else {
            throw .malformed(part: .checkpoint, place: 1)
        }
        guard let size = DecimalNumber.decode(lines[1]), size <= UInt64(Int64.max) else {
            throw .malformed(part: .checkpoint, place: 2)
        }
        guard let bytes = Base64.decode(lines[2]), let root = Digest(bytes) else {
            throw .malformed(part: .checkpoint, place: 3)
        }
        self.init(origin: String(lines[0]), size: size, root: root)
        guard size > 0 || root == MerkleTree.emptyRoot else {
            throw .mismatch(part: .root, at: 0)
        }
    }

    /// The text that is signed.
    public var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }
}

/// A checkpoint with its note, the log's signature on which was checked.
public struct VerifiedCheckpoint: Hashable, Sendable {
    /// What the log says.
    public let checkpoint: Checkpoint
    /// The note, with all its signatures.
    public let note: SignedNote

    /// Checks a note against a log's key.
    ///
    /// - Throws: `LedgerError.malformed` when it is no checkpoint, `foreign` when it is another log's,
    ///   `unsigned` when the log has not signed it. A wrong signature by the key refuses the note whole.
    public init(_ note: SignedNote, log: VerifierKey) throws(LedgerError) {
        let checkpoint = try Checkpoint(note.text)
        guard checkpoint.origin == log.name else {
            throw .foreign(origin: checkpoint.origin, expected: log.name)
        }
        try note.verify(by: log)
        self.checkpoint = checkpoint
        self.note = note
    }

    /// Checks the bytes of a note against a log's key.
    public init(_ bytes: [UInt8], log: VerifierKey) throws(LedgerError) {
        try self.init(try SignedNote(bytes), log: log)
    }

    /// Signs a checkpoint; the same one always gives the same note.
    init(signing checkpoint: Checkpoint, by signer: NoteSigner) throws(LedgerError) {
        let note = SignedNote(text: checkpoint.text, signatures: [signer.sign(checkpoint)])
        try self.init(note, log: signer.verifier)
    }

    /// When a witness cosigned it, in seconds since 1970, the latest when it did so more than once; `nil`
    /// when it did not.
    ///
    /// - Throws: `LedgerError.unsigned` when a signature by the witness's key is wrong.
    public func cosigned(by witness: VerifierKey) throws(LedgerError) -> UInt64? {
        try Cosignature.times(on: note, by: witness).max()
    }

    /// The first of the witnesses that has not cosigned it.
    ///
    /// - Throws: `LedgerError.unsigned` when a signature by one's key is wrong.
    func missing(of witnesses: [VerifierKey]) throws(LedgerError) -> VerifierKey? {
        for witness in witnesses where try cosigned(by: witness) == nil { return witness }
        return nil
    }

    /// The same checkpoint with cosignatures of witnesses, in the place of those that they gave before.
    ///
    /// - Throws: `LedgerError.unsigned` when one has not cosigned it, or its signature is wrong; `foreign` when it
    ///   is not the log's.
    func adding(
        _ cosignatures: [NoteSignature], by witnesses: [VerifierKey], log: VerifierKey
    ) throws(LedgerError) -> VerifiedCheckpoint {
        var signatures = note.signatures
        for witness in witnesses {
            let new = cosignatures.filter {
                $0.name == witness.name && $0.identifier == witness.identifier
            }
            guard !new.isEmpty else { continue }
            signatures.removeAll {
                $0.name == witness.name && $0.identifier == witness.identifier
            }
            signatures += new
        }
        // What is written must be read again.
        guard signatures.count <= SignedNote.mostSignatures else {
            throw .malformed(part: .note, place: 0)
        }
        let cosigned = try VerifiedCheckpoint(
            SignedNote(text: note.text, signatures: signatures), log: log)
        if let witness = try cosigned.missing(of: witnesses) {
            throw .unsigned(name: witness.name, isForged: false)
        }
        return cosigned
    }
}

/// A witness's signature of a checkpoint with its time (C2SP tlog-cosignature, version 1).
public enum Cosignature: Sendable {
    /// The bytes that are signed.
    static func message(_ checkpoint: String, at time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(checkpoint)".utf8)
    }

    /// The times of a witness's cosignatures on a note.
    ///
    /// - Throws: `LedgerError.unsigned` when a signature by the witness's key is wrong, or has no time.
    static func times(
        on note: SignedNote, by witness: VerifierKey
    ) throws(LedgerError) -> [UInt64] {
        var times: [UInt64] = []
        for signature in note.signatures(of: witness) {
            let blob = signature.blob
            let time = BigEndian.number(blob.prefix(8), as: UInt64.self)
            guard witness.kind == .witness, blob.count == 8 + VerifyingKey.signatureSize,
                witness.key.isValid(Array(blob.dropFirst(8)), of: message(note.text, at: time))
            else { throw .unsigned(name: witness.name, isForged: true) }
            times.append(time)
        }
        return times
    }
}
