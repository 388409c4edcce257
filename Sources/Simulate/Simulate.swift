import Glibc
import Simulation

/// `rastro-simulate --seed N [--trace]`, `rastro-simulate --seeds N [--first N]`; with `--breaking RULE`, a rule of the
/// protocol is broken.
@main
enum Simulate {
    static func main() {
        let mutation = value(of: "--breaking").flatMap { Mutation(rawValue: $0) }
        if let seed = value(of: "--seed").flatMap({ UInt64($0) }) {
            let isTraced = CommandLine.arguments.contains("--trace")
            let report = Simulation.run(seed: seed, mutation: mutation, isTraced: isTraced)
            for line in report.trace { print(line) }
            print(report.line)
            exit(report.violation == nil ? 0 : 1)
        }
        guard let count = value(of: "--seeds").flatMap({ UInt64($0) }), count > 0 else {
            let rules = Mutation.allCases.map(\.rawValue).joined(separator: ", ")
            print("--seed N [--trace] | --seeds N [--first N]; --breaking RULE: \(rules)")
            exit(64)
        }
        run(count, from: value(of: "--first").flatMap { UInt64($0) } ?? 1, mutation)
    }

    private static func value(of option: String) -> String? {
        let arguments = CommandLine.arguments
        return arguments.firstIndex(of: option).flatMap { place in
            arguments.indices.contains(place + 1) ? arguments[place + 1] : nil
        }
    }

    private static func run(_ count: UInt64, from first: UInt64, _ mutation: Mutation?) {
        var run = SimulationRun()
        let clock = ContinuousClock()
        let start = clock.now
        for seed in first..<first + count {
            let report = Simulation.run(seed: seed, mutation: mutation)
            if report.violation != nil {
                print(report.line)
                // A long run that is stopped must not keep what it found to itself.
                fflush(nil)
            }
            run.add(report)
        }
        let wall = start.duration(to: clock.now) / .seconds(1)
        for line in run.counts { print(line) }
        for problem in run.problems { print(problem) }
        print(
            "\(run.time / 3_600_000) hours in \(Int(wall)) s,",
            "\(Int(Double(run.time) / 1000 / wall)) times as fast as real time")
        let missing = run.problems.count - run.broken.count
        print("\(run.worlds - run.broken.count) passed, \(run.broken.count + missing) failed")
        exit(run.problems.isEmpty ? 0 : 1)
    }
}
