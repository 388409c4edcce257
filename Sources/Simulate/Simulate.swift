import Glibc
import Simulation

/// `rastro-simulate --seed N [--trace]`, `rastro-simulate --seeds N [--first N]`; with `--breaking RULE`, a rule of the
/// protocol is broken.
@main
enum Simulate {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        func value(of option: String) -> String? {
            arguments.firstIndex(of: option).flatMap { place in
                arguments.indices.contains(place + 1) ? arguments[place + 1] : nil
            }
        }
        let mutation = value(of: "--breaking").flatMap { Mutation(rawValue: $0) }
        if let seed = value(of: "--seed").flatMap({ UInt64($0) }) {
            let isTraced = arguments.contains("--trace")
            let report = Simulation.run(seed: seed, mutation: mutation, isTraced: isTraced)
            for line in report.trace { print(line) }
            check(report)
            print("seed \(seed): \(report.steps) events, \(report.time / 1000) s, all is true")
            return
        }
        guard let count = value(of: "--seeds").flatMap({ UInt64($0) }) else {
            let rules = Mutation.allCases.map(\.rawValue).joined(separator: ", ")
            print("--seed N [--trace] | --seeds N [--first N]; --breaking RULE: \(rules)")
            return
        }
        run(count, from: value(of: "--first").flatMap { UInt64($0) } ?? 1, mutation)
    }

    private static func run(_ count: UInt64, from first: UInt64, _ mutation: Mutation?) {
        var (coverage, time) = (Coverage(), Int64(0))
        let clock = ContinuousClock()
        let start = clock.now
        for seed in first..<first + count {
            let report = Simulation.run(seed: seed, mutation: mutation)
            check(report)
            coverage.add(report.coverage)
            time += report.time
        }
        let wall = start.duration(to: clock.now) / .seconds(1)
        for mark in Coverage.Mark.allCases { print("\(mark.rawValue): \(coverage[mark])") }
        print(
            "\(count) seeds, \(time / 3_600_000) hours in \(Int(wall)) s:",
            "\(Int(Double(time) / 1000 / wall)) times as fast as real time")
    }

    /// Ends with code 1 when something was not true.
    private static func check(_ report: SimulationReport) {
        guard let violation = report.violation else { return }
        print(
            "seed \(report.seed): \(violation.invariant.rawValue) is broken in event",
            "\(violation.step), after \(violation.time) ms: \(violation.text)")
        exit(1)
    }
}
