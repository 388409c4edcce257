import Delivery
import Exchange
import Ledger

/// What a node has in memory as long as its process lives.
final class NodeProcess {
    /// How the own ledger is published.
    var publisher = Publisher()
    /// The own ledger, once it is open.
    var ledger: CosignedLedger?
    /// The witness's answer, until it is in its place.
    var cosignatures: [NoteSignature] = []
    /// How often the witness has cosigned.
    var cosigned = 0
    /// The checkpoint that the witness is asked to cosign, which an emergency may have left behind the last candidate.
    var asked: VerifiedCheckpoint?
    /// The copy of the other's ledger.
    var mirror: LedgerMirror?
    /// How the other's ledger is witnessed.
    var desk: WitnessDesk
    /// What was cosigned last of the other's ledger.
    var last = WitnessedTree.nothing
    /// What is answered once an entry is published.
    var waiting: [(entry: UInt64, answer: () -> Void)] = []
    /// Requests that are being traced.
    var traced: Set<UniqueIdentifier> = []
    /// Tells whether entries are being gathered.
    var isGathering = false
    /// When the node wakes up by itself, by the world's time.
    var wake: Int64?
    /// The messages that this process has sent, for a broken rule.
    var remembered: Set<UniqueIdentifier> = []

    init(isPeerStopped: Bool) { desk = WitnessDesk(isStopped: isPeerStopped) }

    /// Tells whether the node takes and sends messages.
    var isRunning: Bool { publisher.phase == .running }
}

/// The power went, or a disk failed: the process ends.
struct Crash: Error {}
