public import Cryptography
public import Ledger

/// How a node witnesses another's ledger: the third table of docs/protocol.md.
///
/// It lives as long as the process: what was cosigned is in the tables, and the entries are in the mirror.
public struct WitnessDesk: Hashable, Sendable {
    /// What it is doing.
    public enum Phase: Hashable, Sendable {
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
        /// Bring the entries first; the mirror has so many.
        case entriesFirst(size: UInt64)
        /// The rules of a witness say it.
        case decided(WitnessDecision)
        /// What was signed can not be: the entries that came do not make its root, or it is another of a size that
        /// was cosigned. The note is to be kept.
        case misbehaviour
    }

    /// What it is doing.
    public private(set) var phase: Phase

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

    /// Rules on a checkpoint that came.
    ///
    /// - Parameters:
    ///   - decision: what the rules of a witness say.
    ///   - mirrored: how many entries the mirror has.
    ///   - root: the root that the mirror's entries make at a size.
    public mutating func rule<Failure: Error>(
        on decision: WitnessDecision, mirrored: UInt64, root: (UInt64) throws(Failure) -> Digest
    ) throws(Failure) -> Ruling {
        switch phase {
        case .listening: return .later
        case .stopped: return .misbehaviour
        case .serving: break
        }
        switch decision {
        case .unprocessable(isMisbehaviour: true): return stop()
        case .cosign(let checkpoint):
            guard checkpoint.size <= mirrored else { return .entriesFirst(size: mirrored) }
            guard try root(checkpoint.size) == checkpoint.root else { return stop() }
            return .decided(decision)
        case .conflict, .malformed, .forbidden, .unknown, .unprocessable:
            return .decided(decision)
        }
    }

    /// Takes the news that the other has signed what can not be.
    public mutating func stop() -> Ruling {
        phase = .stopped
        return .misbehaviour
    }
}
