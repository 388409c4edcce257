/// What a world of a seed came to.
public struct SimulationReport: Sendable {
    /// The seed.
    public let seed: UInt64
    /// The first thing that was not true; `nil` when all was.
    public let violation: Violation?
    /// How many events there were.
    public let steps: Int
    /// How long the world was, in milliseconds of its own.
    public let time: Int64
    /// What happened in it.
    public let coverage: Coverage
    /// All events with their times; empty unless they were asked for.
    public let trace: [String]
}

/// Two nodes and an auditor in a world of faults.
public enum Simulation: Sendable {
    /// How long after the faults everything must have come to an end, in milliseconds.
    ///
    /// An operator restores a node 20 minutes after its alarm; a message may live for 30 minutes, is closed 10 minutes
    /// later, by a clock that may have been set back by 20; the longest pause is 5, and tracing, starting and the last
    /// answers have 5 more.
    public static let healing: Int64 = 90 * 60_000

    /// Lets a world run to its end, or until something is not true.
    ///
    /// - Parameters:
    ///   - mutation: a rule that is broken on purpose.
    ///   - isTraced: whether the report lists all events.
    public static func run(
        seed: UInt64, mutation: Mutation? = nil, isTraced: Bool = false
    ) -> SimulationReport {
        guard let world = World(seed: seed, mutation: mutation, isTraced: isTraced) else {
            preconditionFailure("the names and keys of the world are of the form")
        }
        for node in world.nodes { node.start() }
        world.planUsers()
        world.planEmergencies()
        world.planFaults()
        world.planAudits()
        world.run(until: world.knobs.faults + healing)
        world.checkEnd()
        return SimulationReport(
            seed: seed, violation: world.violation, steps: world.steps, time: world.time,
            coverage: world.coverage, trace: world.trace)
    }
}
