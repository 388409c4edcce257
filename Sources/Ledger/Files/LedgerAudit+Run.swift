internal import Cryptography

extension LedgerAudit {
    /// An audit that is under way: a bundle a step, so that its files can be fetched as it goes.
    public struct Run: Sendable {
        /// What was found so far; once it is done, all.
        public private(set) var report = Report()
        /// Tells whether nothing more is to be read.
        public private(set) var isDone = false
        /// How many entries the checkpoint says that there are.
        public var size: UInt64 { walk.size }

        private var walk: AuditWalk
        private let since: Checkpoint?

        init(
            _ reader: LedgerReader, log: VerifierKey, witnesses: [VerifierKey], since: Checkpoint?
        ) {
            self.since = since
            walk = AuditWalk(reader: reader, size: 0, since: since?.size)
            do throws(LedgerError) {
                let checkpoint = try reader.checkpoint(log)
                report.checkpoint = checkpoint
                walk = AuditWalk(
                    reader: reader, size: checkpoint.checkpoint.size, since: since?.size)
                noteCosignatures(checkpoint, witnesses)
            } catch {
                report.problems.append(error)
                isDone = true
                return
            }
            if walk.size == 0 { finish() }
        }

        /// Reads the next bundle with the tiles that it fills.
        public mutating func step() {
            guard !isDone else { return }
            do throws(LedgerError) {
                try walk.readBundle(&report)
            } catch {
                report.problems.append(error)
                isDone = true
                return
            }
            if walk.frontier.size == walk.size || report.problems.count >= Report.mostProblems {
                finish()
            }
        }

        /// The files that the steps of some bundles read, counted from 0; none for those behind the end.
        public static func files(ofSize size: UInt64, bundles: Range<UInt64>) -> [TilePath] {
            let width = UInt64(TilePath.width)
            let all = size / width + (size % width == 0 ? 0 : 1)
            var files: [TilePath] = []
            for bundle in bundles where bundle < all {
                let count = Int(min(width, size - bundle * width))
                files.append(.entries(index: bundle, count: count))
                files.append(.hashes(level: 0, index: bundle, count: count))
                // The tiles above that are full with it.
                var (level, known) = (1, bundle + 1)
                while count == TilePath.width, known % width == 0 {
                    known /= width
                    files.append(.hashes(level: level, index: known - 1))
                    level += 1
                }
            }
            if bundles.contains(all &- 1) {
                files += TilePath.rightEdge(ofSize: size).filter { $0.level ?? 0 > 0 }
            }
            return files
        }

        private mutating func noteCosignatures(
            _ checkpoint: VerifiedCheckpoint, _ witnesses: [VerifierKey]
        ) {
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

        private mutating func finish() {
            isDone = true
            guard let now = report.checkpoint?.checkpoint else { return }
            walk.finish(&report)
            if walk.frontier.root != now.root {
                report.problems.append(.mismatch(part: .root, at: walk.size))
            }
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
}

/// An audit on its way through the entries.
///
/// The tiles are held against each other up to the root, and the entries against the tiles: so one changed
/// byte is told as one, and where it is.
private struct AuditWalk: Sendable {
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
