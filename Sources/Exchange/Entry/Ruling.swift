public import Cryptography

/// What a policy said of something that is logged.
public struct Ruling: Hashable, Sendable {
    /// What it decided.
    public let decision: Decision
    /// The SHA-256 of the policy.
    public let policy: Digest

    /// What a policy decided.
    public init(_ decision: Decision, by policy: Digest) {
        self.decision = decision
        self.policy = policy
    }
}

extension LedgerEntry {
    /// Says what the policy decided; `nil` for nothing.
    public mutating func record(_ ruling: Ruling?) {
        decision = ruling?.decision
        policy = ruling?.policy
    }

    /// Says who asks, for what and under which law.
    ///
    /// The case is left out: what an entry says of it is a commitment, whose opening the node keeps.
    public mutating func record(_ grounds: Grounds) {
        purpose = grounds.purpose
        basis = grounds.basis
        actor = grounds.requester.officer
        agency = grounds.requester.agency
    }
}
