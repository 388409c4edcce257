public import Exchange
import Storage
public import Vault

/// An emergency of a node's ledger, or of one that it mirrors.
public struct EmergencyOverview: Hashable, Sendable {
    /// The node whose emergency it is.
    public let node: NodeName
    /// When it was.
    public let time: Moment
    /// What became of it.
    public let review: EmergencyReview.Case

    /// Tells whether nobody has explained it yet.
    public var isOpen: Bool {
        switch review.state {
        case .open, .overdue: true
        case .justified, .late: false
        }
    }
}

extension NodeReader {
    /// The emergencies of the own ledger and of those that are mirrored, the last first: all that nobody has explained,
    /// and the last few that somebody has.
    ///
    /// - Parameter now: the moment at which they are reviewed.
    public func emergencies(
        at now: Moment, explained most: Int = 5
    ) async throws -> [EmergencyOverview] {
        let found = try await rows { transaction in
            let nodes = try transaction.rows(
                "SELECT DISTINCT node FROM emergency ORDER BY node", as: Kept<NodeName>.self)
            return try nodes.map { try transaction.emergencies(of: $0.value) }
        }
        let all = found.flatMap { kept in
            zip(kept, EmergencyReview(kept: kept, at: now).cases).map {
                EmergencyOverview(node: $0.entry.node, time: $0.entry.time, review: $1)
            }
        }.sorted { $0.time > $1.time }
        let explained = Set(all.filter { !$0.isOpen }.prefix(most).map(\.review.entry))
        return all.filter { $0.isOpen || explained.contains($0.review.entry) }
    }
}
