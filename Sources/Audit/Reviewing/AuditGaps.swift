public import Exchange

/// What is not as it should be between two ledgers, or in one.
public struct AuditGap: Sendable {
    /// What is wrong.
    public enum Problem: String, Sendable, CaseIterable {
        /// A message was sent, and the other's ledger does not have it.
        case notReceived
        /// A message was given up by its sender, and the other's ledger does not have it.
        case givenUp
        /// A message was missing, and came later.
        case cameLate
        /// A message that the other has sent did not come.
        case missing
        /// A message came with another content than it was sent with.
        case altered
        /// Two messages had the same identifier.
        case conflict
        /// A request came and has no answer.
        case notAnswered
        /// A request was made and has no answer.
        case notHeard
        /// A permit to open fields was not used.
        case unusedPermit
        /// Fields were opened with an entry that is no permit.
        case usedWithoutPermit
        /// An entry's commitment does not go with what the node keeps of it.
        case falseOpening
        /// An entry is of no form that is known, or has a member that is not.
        case unreadable
    }

    /// What is wrong.
    public let problem: Problem
    /// Where the entry stands that shows it.
    public let index: UInt64
    /// In whose ledger it stands; `nil` for an entry that can not be read.
    public let node: NodeName?
    /// Since when; `nil` for an entry that can not be read.
    public let time: Moment?
    /// The message, or the request.
    public let about: UniqueIdentifier?
    /// The other node.
    public let other: NodeName?
    /// How far the request has come, in the tables' word.
    public let state: String?

    /// Tells whether it must not be.
    public var isRed: Bool {
        switch problem {
        case .altered, .conflict, .usedWithoutPermit, .falseOpening: true
        case .notReceived, .givenUp, .cameLate, .missing, .notAnswered, .notHeard, .unusedPermit,
            .unreadable:
            false
        }
    }

    init(
        _ problem: Problem, _ index: UInt64, by node: NodeName?, at time: Moment?,
        about: UniqueIdentifier? = nil, with other: NodeName? = nil, state: String? = nil
    ) {
        self.problem = problem
        self.index = index
        self.node = node
        self.time = time
        self.about = about
        self.other = other
        self.state = state
    }
}
