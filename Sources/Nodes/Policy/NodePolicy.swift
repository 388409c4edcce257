import Chronology
public import Exchange
public import Policy

extension NodeFolder {
    /// A policy of the node's own, in the place of the one that the binary carries.
    var policy: String { path + "/node.policy" }
    private static let mostPolicyBytes = 1 << 20

    /// The policy that holds at a node now.
    ///
    /// - Throws: `NodeError.noPolicy` where there is none: then nothing is allowed. `PolicyError` for the node's own file.
    public func policyInForce(
        _ configuration: NodeConfiguration, at now: Moment
    ) throws -> Policy {
        try policyInForce(in: configuration.jurisdiction, at: now)
    }

    /// The policy that holds in a country now, unless the folder has one of its own.
    func policyInForce(in jurisdiction: String, at now: Moment) throws -> Policy {
        if let bytes = try PrivateFiles.read(policy, atMost: NodeFolder.mostPolicyBytes) {
            return try Policy(parsing: bytes, named: policy)
        }
        let day = Day(number: Int32(clamping: now.seconds / 86_400))
        guard let carried = Policy.carried(for: jurisdiction, on: day) else {
            throw NodeError.noPolicy(jurisdiction: jurisdiction)
        }
        return carried
    }
}
