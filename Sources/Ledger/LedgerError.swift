/// What is wrong with a ledger or with a part of one.
public enum LedgerError: Error, Equatable, Sendable {
    /// A text or a file is not of the form that it should be of.
    ///
    /// - Parameters:
    ///   - part: what was read.
    ///   - place: where: a line, counted from 1, or a byte; 0 for the whole.
    case malformed(part: Part, place: Int)
    /// A hash is not what the entries or the checkpoint make it.
    case mismatch(part: Part, at: UInt64)
    /// A signature that counts is missing, or one by a known key is wrong.
    case unsigned(name: String, isForged: Bool)
    /// A checkpoint is of another log.
    case foreign(origin: String, expected: String)
    /// What was signed before is more than is there now: the disk is an older copy of itself.
    case rolledBack(signed: UInt64, found: UInt64)
    /// Two checkpoints of the same log that can not both be true; keep both.
    case forked(size: UInt64)
    /// A file can not be read or written, by the system's error number.
    case io(path: String, reason: Int32)
    /// A file that a ledger of this size has is not there.
    case missing(path: String)
    /// An entry is longer than a ledger takes.
    case tooLong(bytes: Int, most: Int)

    /// Entries were given from an index on that is behind the next one to be taken.
    case gap(next: UInt64, given: UInt64)
    /// More entries would wait for a checkpoint than may.
    case tooMany(waiting: Int, most: Int)

    /// The parts of a ledger.
    public enum Part: String, Sendable {
        case note, checkpoint, verifierKey, proof, tile, bundle, entry, root
        case state, queue, request
    }
}
