public import Exchange
public import Vault

/// The emergencies of a ledger, and what became of each.
public struct AuditEmergencies: Sendable {
    /// One emergency.
    public struct Emergency: Sendable {
        /// Its entry.
        public let item: AuditItem
        /// What became of it, and until when it had to be explained.
        public let review: EmergencyReview.Case
        /// Tells whether two officers' signatures stand in it, whatever they are worth.
        public let isSigned: Bool

        /// Tells whether it is red.
        public var isRed: Bool { review.state.isRed || !isSigned }
    }

    /// Those that were asked for, in the order of the ledger.
    public let emergencies: [Emergency]
    /// Whose permits are suspended, whoever was asked for, ascending.
    public let suspended: [Pseudonym]
}

/// The emergencies while a ledger is gone through.
struct EmergencyGathering: Sendable {
    private var walk = EmergencyReview.Walk()
    /// The emergencies in the order of the ledger; `nil` for those that were not asked for.
    private var items: [(item: AuditItem, isSigned: Bool)?] = []

    mutating func add(_ line: AuditLine, _ item: @autoclosure () -> AuditItem, isSelected: Bool) {
        guard let entry = line.entry else { return }
        walk.add(entry)
        guard entry.kind == .breakGlass else { return }
        items.append(isSelected ? (item(), BreakGlass.signatures(of: entry) != nil) : nil)
    }

    func finished(at now: Moment) -> AuditEmergencies {
        let review = walk.review(at: now)
        let emergencies = zip(items, review.cases).compactMap { kept, review in
            kept.map {
                AuditEmergencies.Emergency(item: $0.item, review: review, isSigned: $0.isSigned)
            }
        }
        return AuditEmergencies(
            emergencies: emergencies,
            suspended: review.suspended.sorted { $0.text < $1.text })
    }
}
