public import Exchange

/// What one policy decides otherwise than another.
public struct PolicyDifference: Sendable {
    /// Cells of one action and one sort of data whose terms changed alike.
    public struct Group: Sendable, Hashable {
        /// What is to be done.
        public let action: PolicyAction
        /// About what.
        public let dataClass: DataClass
        /// The terms of the old policy.
        public let before: PolicyTerms
        /// The terms of the new one.
        public let after: PolicyTerms
        /// By whom and for what: roles that have the same purposes together.
        public let holders: [Holders]
        /// How many questions were refused and are permitted.
        public let widened: Int
        /// How many questions were permitted and are refused.
        public let narrowed: Int
    }

    /// Roles, and the purposes of all of them.
    public struct Holders: Sendable, Hashable {
        /// By whom.
        public let roles: WordSet<PolicyRole>
        /// For what.
        public let purposes: WordSet<PolicyPurpose>
    }

    /// A law for which the purposes changed.
    public struct Law: Sendable, Hashable {
        /// The law.
        public let basis: LegalBasis
        /// The purposes in the old policy.
        public let before: WordSet<PolicyPurpose>
        /// The purposes in the new one.
        public let after: WordSet<PolicyPurpose>
    }

    /// What changed in the table, by action and sort of data.
    public let groups: [Group]
    /// What changed in the laws that are known.
    public let laws: [Law]

    /// How many questions were refused and are permitted.
    public var widened: Int { groups.reduce(0) { $0 + $1.widened } }
    /// How many questions were permitted and are refused.
    public var narrowed: Int { groups.reduce(0) { $0 + $1.narrowed } }
    /// Tells whether both decide every question alike.
    public var isEmpty: Bool { groups.isEmpty && laws.isEmpty }

    /// Compares two policies question by question.
    public init(from old: Policy, to new: Policy) {
        var changes: [Change: Tally] = [:]
        var order: [Change] = []
        for cell in PolicyCell.all {
            let (before, after) = (old.answers(cell), new.answers(cell))
            guard before != after else { continue }
            let change = Change(
                action: cell.action, dataClass: cell.dataClass, before: old.terms(cell),
                after: new.terms(cell))
            if changes[change] == nil { order.append(change) }
            changes[change, default: Tally()].add(cell, before, after)
        }
        groups = order.compactMap { change in
            changes[change].map { tally in
                Group(
                    action: change.action, dataClass: change.dataClass, before: change.before,
                    after: change.after, holders: tally.holders, widened: tally.widened,
                    narrowed: tally.narrowed)
            }
        }
        laws = PolicyDifference.laws(from: old, to: new)
    }

    private static func laws(from old: Policy, to new: Policy) -> [Law] {
        let known = (old.bases + new.bases).map(\.basis)
        var seen = Set<LegalBasis>()
        return known.filter { seen.insert($0).inserted }.compactMap { basis in
            let purposes = [old, new].map { policy in
                policy.bases.first { $0.basis == basis }?.purposes ?? WordSet()
            }
            guard purposes[0] != purposes[1] else { return nil }
            return Law(basis: basis, before: purposes[0], after: purposes[1])
        }
    }

    struct Change: Hashable {
        let action: PolicyAction
        let dataClass: DataClass
        let before: PolicyTerms
        let after: PolicyTerms
    }

    struct Tally {
        private var purposes: [PolicyRole: WordSet<PolicyPurpose>] = [:]
        private(set) var widened = 0
        private(set) var narrowed = 0

        mutating func add(_ cell: PolicyCell, _ before: [UInt64], _ after: [UInt64]) {
            purposes[cell.role] = (purposes[cell.role] ?? WordSet())
                .union(WordSet([cell.purpose]))
            for place in 0..<max(before.count, after.count) {
                let old = before.isEmpty ? 0 : before[place]
                let new = after.isEmpty ? 0 : after[place]
                widened += (new & ~old).nonzeroBitCount
                narrowed += (old & ~new).nonzeroBitCount
            }
        }

        var holders: [Holders] {
            var order: [WordSet<PolicyPurpose>] = []
            for role in PolicyRole.allCases {
                guard let own = purposes[role], !order.contains(own) else { continue }
                order.append(own)
            }
            return order.map { own in
                Holders(
                    roles: WordSet(PolicyRole.allCases.filter { purposes[$0] == own }),
                    purposes: own)
            }
        }
    }
}
