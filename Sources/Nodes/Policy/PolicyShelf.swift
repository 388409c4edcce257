import Cryptography
import Delivery
import Exchange
import Policy

/// Which policy the ledger was last told of.
enum NotedPolicy: Hashable {
    /// None yet.
    case none
    case known(Digest)
    /// There is one that can not be read, and that was said.
    case unreadable
}

/// The policy in force, which is read anew when a second has passed: a change counts at once, and a message
/// does not cost a look at a file.
struct PolicyShelf {
    private var policy: Policy?
    private var read: Moment?

    /// How long it is taken as it was read, in milliseconds.
    private static let patience: Int64 = 1000

    /// The policy in force at a moment.
    ///
    /// - Throws: what reading it throws; then there is none, and nothing is allowed.
    mutating func policy(
        at now: Moment, _ reading: () throws -> Policy
    ) throws -> Policy {
        if let policy, let read, read <= now, now < read.later(by: PolicyShelf.patience) {
            return policy
        }
        policy = nil
        let found = try reading()
        policy = found
        read = now
        return found
    }
}
