internal import Encoding

public import Cryptography

/// What a log asks of a witness: to cosign a checkpoint that goes on from one that it cosigned before (C2SP
/// tlog-witness, add-checkpoint).
public struct WitnessRequest: Hashable, Sendable {
    /// The size that the log believes the witness to have cosigned last.
    public let oldSize: UInt64
    /// The hashes that show that the one is the beginning of the other.
    public let proof: [Digest]
    /// The new checkpoint's note.
    public let note: SignedNote

    /// A request.
    public init(oldSize: UInt64, proof: [Digest], note: SignedNote) {
        self.oldSize = oldSize
        self.proof = proof
        self.note = note
    }

    /// Reads a request's body.
    ///
    /// - Throws: `LedgerError.malformed` with the line that is not of the form.
    public init(_ body: [UInt8]) throws(LedgerError) {
        guard body.count <= 2 * SignedNote.mostBytes,
            let text = String(validating: body, as: UTF8.self)
        else { throw .malformed(part: .request, place: 0) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines[0].hasPrefix("old "), let size = DecimalNumber.decode(lines[0].dropFirst(4))
        else { throw .malformed(part: .request, place: 1) }
        var proof: [Digest] = []
        var next = 1
        while next < lines.count, !lines[next].isEmpty {
            guard proof.count < MerkleTree.mostHashes, let bytes = Base64.decode(lines[next]),
                let hash = Digest(bytes)
            else { throw .malformed(part: .request, place: next + 1) }
            proof.append(hash)
            next += 1
        }
        guard next < lines.count else { throw .malformed(part: .request, place: next) }
        let note = lines[(next + 1)...].joined(separator: "\n")
        self.init(oldSize: size, proof: proof, note: try SignedNote(Array(note.utf8)))
    }

    /// The body's bytes.
    public var body: [UInt8] {
        let lines = ["old \(oldSize)"] + proof.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + note.bytes
    }
}

/// What a witness last cosigned of a log.
public struct WitnessedTree: Hashable, Sendable {
    /// Its size; 0 before the first.
    public var size: UInt64
    /// Its root.
    public var root: Digest

    /// What a witness has cosigned of a log that it has not seen.
    public static let nothing = WitnessedTree(size: 0, root: MerkleTree.emptyRoot)

    /// A tree.
    public init(size: UInt64, root: Digest) {
        self.size = size
        self.root = root
    }

    /// The tree of a checkpoint.
    public init(_ checkpoint: Checkpoint) {
        self.init(size: checkpoint.size, root: checkpoint.root)
    }
}

/// What a witness answers.
public enum WitnessDecision: Hashable, Sendable {
    /// The checkpoint is to be kept as the last, and then cosigned: in this order.
    case cosign(Checkpoint)
    /// The log believes another size to be the last.
    case conflict(lastSize: UInt64)
    /// The body is not of the form, or asks to go back.
    case malformed
    /// No valid signature by the log's key, or a wrong one.
    case forbidden
    /// Of a log that the witness does not know.
    case unknown
    /// The proof does not hold.
    ///
    /// - Parameter isMisbehaviour: whether the note alone shows that the log has signed what can not be: it
    ///   is to be kept.
    case unprocessable(isMisbehaviour: Bool)

    /// The status of the answer over HTTP.
    public var status: Int {
        switch self {
        case .cosign: 200
        case .malformed: 400
        case .forbidden: 403
        case .unknown: 404
        case .conflict: 409
        case .unprocessable: 422
        }
    }

    /// Decides on a request's body.
    ///
    /// A function of what it is given: reading what was cosigned last, deciding, keeping the new size and
    /// root must be one transaction, or two requests at once could take the witness back.
    ///
    /// - Parameters:
    ///   - key: the key of a log that the witness knows, by its origin.
    ///   - last: what was cosigned last of it.
    public static func decide(
        _ body: [UInt8], key: (_ origin: String) -> VerifierKey?,
        last: (_ origin: String) -> WitnessedTree
    ) -> WitnessDecision {
        guard let request = try? WitnessRequest(body),
            let claimed = try? Checkpoint(request.note.text)
        else { return .malformed }
        guard let key = key(claimed.origin) else { return .unknown }
        guard let verified = try? VerifiedCheckpoint(request.note, log: key) else {
            return .forbidden
        }
        let new = verified.checkpoint
        guard request.oldSize <= new.size else { return .malformed }
        let last = last(new.origin)
        guard request.oldSize == last.size else { return .conflict(lastSize: last.size) }
        if last.size == new.size, last.root != new.root {
            return .unprocessable(isMisbehaviour: true)
        }
        guard
            MerkleTree.isConsistent(
                from: (last.size, last.root), to: (new.size, new.root), proof: request.proof)
        else { return .unprocessable(isMisbehaviour: false) }
        return .cosign(new)
    }
}
