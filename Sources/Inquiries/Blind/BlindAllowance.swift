public import BlindLookup
public import Exchange

/// How many hidden firearms are still answered: who answers blindly can be asked for every serial there is.
///
/// It only counts down: a clock that is set back gives nothing again. It is kept with the rest of a node's state,
/// so that starting the node anew gives nothing again either.
public struct BlindAllowance: Hashable, Sendable {
    /// The most answers for one officer on one day (UTC).
    public let perOfficer: Int
    /// The most answers for one node in one period.
    public let perPeer: Int
    /// The day whose answers are counted by officer, in days since 1970.
    public private(set) var day: Int64
    /// The period whose answers are counted by node.
    public private(set) var period: ComparisonPeriod
    /// How many answers each officer had on the day.
    public private(set) var officers: [Officer: Int]
    /// How many answers each node had in the period.
    public private(set) var peers: [NodeName: Int]

    private static let millisecondsOfDay: Int64 = 86_400_000

    /// An officer of a node, as that node names them.
    public struct Officer: Hashable, Sendable {
        /// The node.
        public let peer: NodeName
        /// The officer.
        public let pseudonym: Pseudonym

        /// An officer of a node.
        public init(peer: NodeName, pseudonym: Pseudonym) {
            self.peer = peer
            self.pseudonym = pseudonym
        }
    }

    /// An allowance, new or as it was kept.
    ///
    /// - Parameters:
    ///   - perOfficer: the most answers for one officer on one day; none below zero.
    ///   - perPeer: the most answers for one node in one period; none below zero.
    ///   - period: the period that is counted.
    ///   - day: the day that is counted, in days since 1970.
    ///   - officers: what each officer had on that day.
    ///   - peers: what each node had in that period.
    public init(
        perOfficer: Int, perPeer: Int, period: ComparisonPeriod, day: Int64 = 0,
        officers: [Officer: Int] = [:], peers: [NodeName: Int] = [:]
    ) {
        self.perOfficer = perOfficer
        self.perPeer = perPeer
        self.period = period
        self.day = day
        self.officers = officers
        self.peers = peers
    }

    /// Takes answers, all of them or none.
    ///
    /// - Parameters:
    ///   - count: how many; at least one.
    ///   - officer: who asks.
    ///   - period: the period in which it is answered.
    ///   - now: when it is asked.
    /// - Returns: why none may be taken; `nil` when they were.
    public mutating func take(
        _ count: Int, for officer: Officer, in period: ComparisonPeriod, at now: Moment
    ) -> BlindReply.Refusal? {
        guard count > 0, period >= self.period else { return .otherPeriod }
        if period > self.period { (self.period, peers) = (period, [:]) }
        let today = now.milliseconds / BlindAllowance.millisecondsOfDay
        if today > day { (day, officers) = (today, [:]) }
        // Differences, because a sum of what came could be more than a number holds.
        let (ofOfficer, ofPeer) = (officers[officer] ?? 0, peers[officer.peer] ?? 0)
        guard count <= perOfficer - ofOfficer else { return .officer }
        guard count <= perPeer - ofPeer else { return .peer }
        officers[officer] = ofOfficer + count
        peers[officer.peer] = ofPeer + count
        return nil
    }
}
