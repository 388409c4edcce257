public import Ledger

/// How a node witnesses another's ledger: the third table of docs/protocol.md.
///
/// It lives as long as the process: what was cosigned is in the tables, and the entries are in the mirror.
public struct WitnessDesk: Hashable, Sendable {
    /// What it is doing.
    public enum Phase: String, Hashable, Sendable {
        /// It waits to hear what it has cosigned itself, by the other's last checkpoint.
        case listening
        /// It takes entries and checkpoints.
        case serving
        /// The other has signed what can not be: it takes nothing more.
        case stopped
    }

    /// What is to be done with a checkpoint that came.
    public enum Ruling: Hashable, Sendable {
        /// Come again later: this node does not know yet what it has cosigned.
        case later
        /// Bring the entries first, from this index on.
        case entriesFirst(from: UInt64)
        /// What only waits in the mirror is to be forgotten, and to be brought again: the other may have lost it with
        /// its disk, and have other entries in its place.
        case forget
        /// It is to be written down, kept and cosigned, in this order.
        case cosign(VerifiedCheckpoint)
        /// It is to be refused.
        case refuse(WitnessDecision)
        /// What was signed can not be: the note is to be kept as proof.
        case misbehaviour(VerifiedCheckpoint)
    }

    /// What it is doing.
    public private(set) var phase: Phase
    /// A signed checkpoint that the entries which came did not make.
    private var doubted: Checkpoint?

    /// A desk at the start of a process.
    ///
    /// - Parameter isStopped: whether the tables say that the other has misbehaved.
    public init(isStopped: Bool = false) { phase = isStopped ? .stopped : .listening }

    /// Takes the other's last checkpoint, on which the own cosignature holds; `nil` when it has none.
    ///
    /// - Parameter known: what was cosigned last, by the tables.
    /// - Returns: what is to be kept as cosigned last, when that is more than the tables know.
    public mutating func hear(
        _ cosigned: WitnessedTree?, known: WitnessedTree
    ) -> WitnessedTree? {
        guard phase == .listening else { return nil }
        phase = .serving
        guard let cosigned, cosigned.size > known.size else { return nil }
        return cosigned
    }

    /// Rules on a checkpoint that came, by what the mirror says of it.
    public mutating func rule(on decision: MirrorDecision) -> Ruling {
        switch phase {
        case .listening: return .later
        case .stopped: return .refuse(.forbidden)
        case .serving: break
        }
        switch decision {
        case .entriesFirst(let first): return .entriesFirst(from: first)
        case .refuse(let refusal): return .refuse(refusal)
        case .cosign(let checkpoint):
            doubted = nil
            return .cosign(checkpoint)
        case .contradicted(let note, let isCosigned):
            // Entries that only waited may be lost on the other side; brought anew, they leave no other reading.
            guard isCosigned || doubted == note.checkpoint else {
                doubted = note.checkpoint
                return .forget
            }
            phase = .stopped
            return .misbehaviour(note)
        }
    }
}
