import Exchange
import Language
import Policy

/// The work of `rastro bench policy`: how long a decision takes.
struct PolicyBench {
    let options: BenchOptions
    let session: Session

    func run() {
        let catalogue = session.catalogue
        session.output.paragraph(
            catalogue(
                Phrase(
                    "commands.bench.policyHeadline",
                    ["count": .count(options.decisions), "seed": .count(options.seed)])),
            style: .strong)
        session.output.line()
        var table = TextTable([
            .init(), .init(catalogue("commands.bench.policyPermitted"), side: .right),
            .init(catalogue("commands.bench.policyMean"), side: .right),
            .init(catalogue("commands.bench.policy50"), side: .right),
            .init(catalogue("commands.bench.policy99"), side: .right),
            .init(catalogue("commands.bench.policyMost"), side: .right),
        ])
        for policy in Policy.carried {
            let questions = questions(policy)
            let (mean, permitted) = together(policy, questions)
            let single = oneByOne(policy, questions)
            let figures = [
                mean, single[single.count / 2], single[single.count * 99 / 100],
                single[single.count - 1],
            ]
            table.add(
                [.init(policy.jurisdiction), .init(catalogue.grouped(permitted))]
                    + figures.map { .init(catalogue.fixed($0 * 1e6, places: 2)) })
        }
        session.output.table(table)
        session.output.paragraph(catalogue("commands.bench.policyLegend"), style: .faint)
    }

    /// Questions drawn from the whole table, half of them from cells that are ever permitted.
    private func questions(_ policy: Policy) -> [PolicyQuestion] {
        let permitted = PolicyCell.all.filter { !policy.leastFacts($0).isEmpty }
        guard !permitted.isEmpty else { return [] }
        var state = UInt64(options.seed)
        func next(_ count: Int) -> Int {
            // A linear congruence (Knuth's MMIX): its high bits are random enough to draw by.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        return (0..<options.decisions).map { number in
            let cells = number % 2 == 0 ? permitted : PolicyCell.all
            let cell = cells[next(cells.count)]
            let law = policy.bases.isEmpty ? nil : policy.bases[next(policy.bases.count)].basis
            return PolicyQuestion(
                cell.action, by: cell.role, for: cell.purpose, under: law, about: cell.dataClass,
                handling: WordSet(bits: UInt32(next(4) == 0 ? next(16) : 0)),
                facts: WordSet(bits: UInt32(next(128) | next(128))))
        }
    }

    /// Seconds a decision, and how many permit.
    private func together(
        _ policy: Policy, _ questions: [PolicyQuestion]
    ) -> (mean: Double, permitted: Int) {
        let start = session.surroundings.now()
        var permitted = 0
        for question in questions where policy.decide(question).isPermitted { permitted += 1 }
        let took = (session.surroundings.now() - start) / .seconds(1)
        return (took / Double(max(1, questions.count)), permitted)
    }

    /// The seconds of each decision with the reading of the clock, the shortest first; one at least.
    private func oneByOne(_ policy: Policy, _ questions: [PolicyQuestion]) -> [Double] {
        var took: [Double] = []
        took.reserveCapacity(questions.count)
        for question in questions {
            let start = session.surroundings.now()
            _ = policy.decide(question)
            took.append((session.surroundings.now() - start) / .seconds(1))
        }
        return took.isEmpty ? [0] : took.sorted()
    }
}
