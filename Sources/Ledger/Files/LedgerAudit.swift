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
        var report = Report()
        let reader = LedgerReader(source)
        do throws(LedgerError) {
            report.checkpoint = try reader.checkpoint(log)
        } catch {
            report.problems.append(error)
            return report
        }
        guard let checkpoint = report.checkpoint else { return report }
        noteCosignatures(checkpoint, &report)
        var walk = AuditWalk(
            reader: reader, size: checkpoint.checkpoint.size, since: since?.size)
        while walk.frontier.size < walk.size, report.problems.count < Report.mostProblems {
            do throws(LedgerError) {
                try walk.readBundle(&report)
            } catch {
                report.problems.append(error)
                return report
            }
            progress(walk.frontier.size, walk.size)
        }
        walk.finish(&report)
        if walk.frontier.root != checkpoint.checkpoint.root {
            report.problems.append(.mismatch(part: .root, at: walk.size))
        }
        holdAgainstEarlier(walk, checkpoint.checkpoint, &report)
        return report
    }

    private func noteCosignatures(_ checkpoint: VerifiedCheckpoint, _ report: inout Report) {
        for witness in witnesses {
            do throws(LedgerError) {
                guard let time = try checkpoint.cosigned(by: witness) else {
                    throw .unsigned(name: witness.name, isForged: false)
                }
                report.cosigned[witness.name] = time
            } catch {
                report.problems.append(error)
            }
        }
    }

    private func holdAgainstEarlier(
        _ walk: AuditWalk, _ now: Checkpoint, _ report: inout Report
    ) {
        guard let since else { return }
        if since.origin != now.origin {
            report.problems.append(.foreign(origin: since.origin, expected: now.origin))
        } else if since.size > now.size {
            report.problems.append(.rolledBack(signed: since.size, found: now.size))
        } else if walk.earlierRoot != since.root {
            report.problems.append(.forked(size: since.size))
        } else {
            report.since = since
        }
    }
}

/// An audit on its way through the entries.
///
/// The tiles are held against each other up to the root, and the entries against the tiles: so one changed
/// byte is told as one, and where it is.
private struct AuditWalk {
    let reader: LedgerReader
    let size: UInt64
    let since: UInt64?
    /// The tree over the leaves as the tiles have them.
    private var rows = TileRows()
    /// The root of the tree at the earlier size, once it was passed.
    private(set) var earlierRoot: Digest?

    var frontier: TreeFrontier { rows.frontier }

    init(reader: LedgerReader, size: UInt64, since: UInt64?) {
        self.reader = reader
        self.size = size
        self.since = since
        if since == 0 { earlierRoot = MerkleTree.emptyRoot }
    }

    /// Reads the next bundle and its tile of leaves, and holds what is full with them against the rest.
    mutating func readBundle(_ report: inout LedgerAudit.Report) throws(LedgerError) {
        let width = UInt64(TilePath.width)
        let first = frontier.size
        let count = Int(min(width, size - first))
        let entries = try reader.bundle(.entries(index: first / width, count: count))
        let leaves = try reader.tile(.hashes(level: 0, index: first / width, count: count))
        report.tiles += 1
        for (place, entry) in entries.enumerated() {
            report.entries += 1
            report.bytes += UInt64(entry.count)
            if MerkleTree.leaf(entry) != leaves[place] {
                report.problems.append(.mismatch(part: .entry, at: first + UInt64(place)))
            }
        }
        for leaf in leaves { add(leaf, &report) }
    }

    private mutating func add(_ leaf: Digest, _ report: inout LedgerAudit.Report) {
        var full: [(path: TilePath, hashes: [Digest])] = []
        // The tile of the leaves themselves is where they come from.
        rows.append(leaf) { if $0.level != 0 { full.append(($0, $1)) } }
        for (path, hashes) in full { hold(path, hashes, &report) }
        if frontier.size == since { earlierRoot = frontier.root }
    }

    /// Holds the tiles that are not full against the ones below.
    func finish(_ report: inout LedgerAudit.Report) {
        guard frontier.size == size else { return }
        for (path, hashes) in rows.partials where path.level != 0 { hold(path, hashes, &report) }
    }

    private func hold(_ path: TilePath, _ hashes: [Digest], _ report: inout LedgerAudit.Report) {
        do throws(LedgerError) {
            report.tiles += 1
            guard try reader.tile(path) == hashes else {
                throw .mismatch(part: .tile, at: path.index)
            }
        } catch {
            report.problems.append(error)
        }
    }
}
