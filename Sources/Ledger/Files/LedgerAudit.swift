internal import Cryptography

/// Goes over a whole ledger and says what it found: every entry, every tile, the checkpoint and what was
/// signed before.
public struct LedgerAudit: Sendable {
    /// What an audit found.
    public struct Report: Sendable {
        /// The log's last checkpoint; `nil` when it could not be checked.
        public internal(set) var checkpoint: VerifiedCheckpoint?
        /// How many entries were read and hashed.
        public internal(set) var entries: UInt64 = 0
        /// How many bytes they have.
        public internal(set) var bytes: UInt64 = 0
        /// How many tiles of hashes were held against the entries.
        public internal(set) var tiles = 0
        /// When each witness cosigned the checkpoint, in seconds since 1970, by its name; without those
        /// that did not.
        public internal(set) var cosigned: [String: UInt64] = [:]
        /// The earlier checkpoint that the log was held against, when it goes on from it.
        public internal(set) var since: Checkpoint?
        /// What is wrong, in the order in which it was found.
        public internal(set) var problems: [LedgerError] = []

        /// Tells whether nothing is wrong.
        public var isSound: Bool { problems.isEmpty }

        /// After so many an audit stops: what else there is does not matter.
        static let mostProblems = 100
    }

    private let source: any LedgerSource
    private let log: VerifierKey
    private let witnesses: [VerifierKey]
    private let since: Checkpoint?

    /// An audit of a log.
    ///
    /// - Parameters:
    ///   - witnesses: who should have cosigned its checkpoint.
    ///   - since: a checkpoint that was seen before, from which it should go on.
    public init(
        _ source: any LedgerSource, log: VerifierKey, witnesses: [VerifierKey] = [],
        since: Checkpoint? = nil
    ) {
        self.source = source
        self.log = log
        self.witnesses = witnesses
        self.since = since
    }

    /// Goes over it.
    ///
    /// - Parameter progress: is told how many entries were read, of how many, once a bundle.
    /// - Complexity: O(entries).
    public func run(progress: (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }) -> Report {
        var run = begin()
        while !run.isDone {
            run.step()
            progress(run.report.entries, run.size)
        }
        return run.report
    }

    /// Reads the checkpoint, and begins an audit that is taken on by whoever fetches the files.
    public func begin() -> Run {
        Run(LedgerReader(source), log: log, witnesses: witnesses, since: since)
    }
}
