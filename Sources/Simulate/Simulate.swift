import Glibc
import Simulation

/// `rastro-simulate --seed N [--trace]`, `rastro-simulate --seeds N [--first N]`.
///
/// With `--breaking RULE`, a rule of the protocol is broken. Many seeds run on all cores at once; what comes of each
/// depends on the seed alone.
@main
enum Simulate {
    static func main() async {
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
        await run(count, from: value(of: "--first").flatMap { UInt64($0) } ?? 1, mutation)
    }

    private static func value(of option: String) -> String? {
        let arguments = CommandLine.arguments
        return arguments.firstIndex(of: option).flatMap { place in
            arguments.indices.contains(place + 1) ? arguments[place + 1] : nil
        }
    }

    private static func run(
        _ count: UInt64, from first: UInt64, _ mutation: Mutation?
    ) async {
        var run = SimulationRun()
        let clock = ContinuousClock()
        let start = clock.now
        let lanes = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        await withTaskGroup(of: SimulationReport.self) { group in
            var next = first
            func add() {
                guard next < first + count else { return }
                group.addTask { [seed = next] in Simulation.run(seed: seed, mutation: mutation) }
                next += 1
            }
            for _ in 0..<lanes { add() }
            while let report = await group.next() {
                add()
                if report.violation != nil {
                    print(report.line)
                    // A long run that is stopped must not keep what it found to itself.
                    fflush(nil)
                }
                run.add(report)
            }
        }
        let wall = start.duration(to: clock.now) / .seconds(1)
        for line in run.counts { print(line) }
        for problem in run.problems { print(problem) }
        print(
            "\(run.time / 3_600_000) hours in \(Int(wall)) s with \(lanes) threads,",
            "\(Int(Double(run.time) / 1000 / wall)) times as fast as real time")
        let missing = run.problems.count - run.broken.count
        print("\(run.worlds - run.broken.count) passed, \(run.broken.count + missing) failed")
        exit(run.problems.isEmpty ? 0 : 1)
    }
}
