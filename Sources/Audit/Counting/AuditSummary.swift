public import Exchange

/// Who did what on what grounds, counted: every entry is in one group, and in no other.
public struct AuditSummary: Sendable {
    /// What the entries of a group have in common.
    public struct Group: Hashable, Sendable {
        /// What was done.
        public let act: AuditAct
        /// By whom and on what grounds.
        public let grounds: AuditGrounds
        /// What the policy decided; `nil` where none was asked.
        public let decision: Decision?
    }

    /// How many entries each group has.
    public private(set) var counts: [Group: Int] = [:]

    /// How many entries there are.
    public var total: Int { counts.values.reduce(0, +) }

    mutating func add(_ line: AuditLine, _ notes: AuditNotes) {
        let grounds = notes.grounds(of: line)
        counts[
            Group(act: line.act, grounds: grounds, decision: line.entry?.decision), default: 0] += 1
    }

    /// The groups, in an order of their own that is always the same.
    public var groups: [(group: Group, count: Int)] {
        counts.map { (group: $0.key, count: $0.value) }
            .sorted { $0.group.order.lexicographicallyPrecedes($1.group.order) }
    }

    /// The counts of each act among groups that a key puts together, by the key.
    public func acts<Key: Hashable>(by key: (Group) -> Key) -> [Key: [AuditAct: Int]] {
        counts.reduce(into: [:]) { sums, entry in
            sums[key(entry.key), default: [:]][entry.key.act, default: 0] += entry.value
        }
    }
}

extension AuditSummary.Group {
    fileprivate var order: [String] {
        [
            grounds.agency?.text ?? "", grounds.officer?.text ?? "",
            grounds.purpose?.rawValue ?? "", grounds.basis?.text ?? "", act.rawValue,
            decision?.rawValue ?? "",
        ]
    }
}
