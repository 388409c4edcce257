import Cryptography
import Ledger
import Synchronization

/// The last checkpoints that were checked: messages of one batch come with the same note, whose signatures need
/// not be checked for each.
final class CheckpointMemory: Sendable {
    /// A checkpoint whose signatures hold.
    struct Known: Sendable {
        let checkpoint: VerifiedCheckpoint
        /// When this node cosigned it, in seconds since 1970; `nil` when it did not.
        let cosigned: UInt64?
    }

    private struct Key: Hashable {
        let note: [UInt8]
        let log: VerifierKey
    }

    private let known = Mutex<[Key: Known]>([:])
    private let witness: VerifierKey
    private static let most = 64

    init(witness: VerifierKey) { self.witness = witness }

    /// Checks a note by a log's key and looks for the own cosignature, or remembers that both hold.
    ///
    /// - Throws: `LedgerError`: what does not hold.
    func check(_ note: SignedNote, log: VerifierKey) throws(LedgerError) -> Known {
        let key = Key(note: note.bytes, log: log)
        if let found = known.withLock({ $0[key] }) { return found }
        let checkpoint = try VerifiedCheckpoint(note, log: log)
        let found = Known(
            checkpoint: checkpoint, cosigned: try checkpoint.cosigned(by: witness))
        known.withLock { known in
            if known.count >= CheckpointMemory.most { known.removeAll() }
            known[key] = found
        }
        return found
    }
}
