internal import Cryptography
internal import Encoding

/// What a ledger's owner knows of it from one start to the next: written before a checkpoint is signed.
struct LedgerState: Equatable {
    /// The tree whose tiles are durable.
    var frontier = TreeFrontier()

    private static let heading = "rastro-ledger/1"

    init(frontier: TreeFrontier = TreeFrontier()) { self.frontier = frontier }

    /// Reads the state's bytes.
    init(_ bytes: [UInt8]) throws(LedgerError) {
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0] == LedgerState.heading, lines.last?.isEmpty == true else {
            throw .malformed(part: .state, place: 1)
        }
        guard let size = DecimalNumber.decode(lines[1]) else {
            throw .malformed(part: .state, place: 2)
        }
        var roots: [Digest] = []
        for (index, line) in lines[2..<lines.count - 1].enumerated() {
            guard let bytes = Base64.decode(line), let root = Digest(bytes) else {
                throw .malformed(part: .state, place: 3 + index)
            }
            roots.append(root)
        }
        guard let frontier = TreeFrontier(size: size, roots: roots) else {
            throw .malformed(part: .state, place: lines.count)
        }
        self.frontier = frontier
    }

    /// The state's bytes.
    var bytes: [UInt8] {
        let lines =
            [LedgerState.heading, "\(frontier.size)"]
            + frontier.roots.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}
