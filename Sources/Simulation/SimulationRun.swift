/// What many worlds came to.
public struct SimulationRun: Sendable {
    /// Those in which something was not true.
    public private(set) var broken: [SimulationReport] = []
    /// How many worlds there were.
    public private(set) var worlds = 0
    /// How long they were together, in milliseconds of their own.
    public private(set) var time: Int64 = 0
    /// What happened in them.
    public private(set) var coverage = Coverage()

    /// So many worlds should have everything in them that can happen.
    public static let enough = 300

    /// Nothing that has come yet.
    public init() {}

    /// Adds what a world came to.
    public mutating func add(_ report: SimulationReport) {
        worlds += 1
        time += report.time
        coverage.add(report.coverage)
        if report.violation != nil { broken.append(report) }
    }

    /// Tells what went wrong, a line for each world and for each thing that should have happened and has not.
    public var problems: [String] {
        broken.map(\.line)
            + (worlds < SimulationRun.enough
                ? [] : coverage.missing.map { "\($0.rawValue) never happened" })
    }

    /// Lists how often each thing happened.
    public var counts: [String] {
        Coverage.Mark.allCases.map { "\($0.rawValue): \(coverage[$0])" }
    }
}

extension SimulationReport {
    /// A line that says which seed it was, and what was not true when.
    public var line: String {
        guard let violation else {
            return "seed \(seed): \(steps) events, \(time / 1000) s, all is true"
        }
        return "seed \(seed): \(violation.invariant.rawValue) is broken in event "
            + "\(violation.step), after \(violation.time) ms: \(violation.text)"
    }
}
