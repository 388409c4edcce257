import Books
import Inquiries
import Language
import Testing
import Tracing

/// Books that are elsewhere give the findings that they would give here.
struct ElsewhereTests {
    private func world() async throws -> World {
        try await World.grown(seed: 5, firearms: 2500, recoveries: 130)
    }

    /// What came of comparing the findings of all recoveries.
    private struct Comparison {
        var sent = 0
        /// Those with an answer that told of the likeliest lines and only counted the others.
        var near = 0
    }

    /// Compares the findings of all recoveries.
    private func compare(
        _ world: World, elsewhere: Set<String>, local: [Finding]
    ) throws -> Comparison {
        let tracer = world.tracer(try world.custodians(elsewhere: elsewhere))
        let others = Elsewhere(all: try world.custodians(), buyers: world.buyers)
        var comparison = Comparison()
        for (row, recovery) in world.recoveries.enumerated() {
            let traced = try others.finish(TraceRun(recovery, by: tracer))
            comparison.sent += traced.sent
            let counted = traced.asked.filter(\.isRemote).reduce(0) { $0 + $1.questions }
            #expect(counted == traced.sent, "row \(row)")
            if traced.isCut {
                // Lines were counted and not told: the same answer, a little less sure.
                comparison.near += 1
                #expect(traced.finding.outcome == local[row].outcome, "row \(row)")
                #expect(traced.finding.closure == local[row].closure, "row \(row)")
                #expect((traced.finding.purchaser == local[row].purchaser) == true, "row \(row)")
                #expect(abs(traced.finding.confidence - local[row].confidence) < 0.002)
            } else {
                let there = Said(traced.finding, withoutLaterSales: true)
                let here = Said(local[row], withoutLaterSales: true)
                #expect(there.differences(from: here) == [], "row \(row)")
            }
        }
        return comparison
    }

    @Test("all books elsewhere at once")
    func allAtOnce() async throws {
        let world = try await world()
        let local = try world.tracer(world.custodians())
        let findings = world.recoveries.map { local.trace($0) }
        #expect(findings.count { $0.outcome == .purchaser } > 40)
        let all = Set(world.books.map(\.licence))
        let comparison = try compare(world, elsewhere: all, local: findings)
        #expect(comparison.sent > findings.count)
        #expect((1..<findings.count / 5).contains(comparison.near), "\(comparison.near)")
    }

    @Test("each sort of holder elsewhere, one at a time")
    func oneAtATime() async throws {
        let world = try await world()
        let local = try world.tracer(world.custodians())
        let findings = world.recoveries.map { local.trace($0) }
        let books = Set(world.books.map(\.licence))
        for kind in Licensee.Kind.allCases {
            let some = world.licensees.filter { $0.kind == kind && books.contains($0.number) }
            for licensee in some.prefix(1) {
                _ = try compare(world, elsewhere: [licensee.number], local: findings)
            }
        }
    }

    @Test("whom a local trace asked is counted to the question")
    func askedHere() async throws {
        let world = try await World.grown(seed: 9, firearms: 600, recoveries: 40)
        let tracer = try world.tracer(world.custodians())
        for recovery in world.recoveries {
            var run = TraceRun(recovery, by: tracer)
            guard case .finished(let finding, let asked) = run.run() else {
                Issue.record("a local trace wants nothing")
                continue
            }
            #expect(run.rounds == 0)
            #expect(asked.allSatisfy { !$0.isRemote && $0.questions > 0 })
            #expect(Set(asked.map(\.licence)).count == asked.count)
            // Each holder on the way whose book is here was asked, but the source for its own line only once.
            let holders = Set(finding.chain.map(\.holder.number))
            let books = Set(world.books.map(\.licence))
            #expect(holders.intersection(books).isSubset(of: asked.map(\.licence)))
        }
    }

    @Test("who does not answer, or refuses, names nobody")
    func silent() async throws {
        let world = try await World.grown(seed: 9, firearms: 600, recoveries: 40)
        let all = Set(world.books.map(\.licence))
        let tracer = try world.tracer(world.custodians(elsewhere: all))
        for recovery in world.recoveries {
            var run = TraceRun(recovery, by: tracer)
            var step = run.run()
            while case .wanted(let questions) = step {
                for wanted in questions {
                    guard case .firearm(let question) = wanted.question else { continue }
                    run.add(.noAnswer, of: wanted.licence, to: question)
                }
                step = run.run()
            }
            guard case .finished(let finding, _) = step else { continue }
            #expect(finding.purchaser == nil)
            #expect(run.rounds <= 1)
            if run.rounds == 1 {
                #expect(finding.outcome == .untraceable)
                #expect(finding.closure == .noAnswer)
            }
        }
    }

    @Test("a trace whose questions nobody answers comes to an end")
    func bounded() async throws {
        let world = try await World.grown(seed: 9, firearms: 600, recoveries: 10)
        let all = Set(world.books.map(\.licence))
        let tracer = try world.tracer(world.custodians(elsewhere: all))
        var run = TraceRun(world.recoveries[0], by: tracer)
        var rounds = 0
        while case .wanted = run.run() { rounds += 1 }
        #expect(rounds <= TraceRun.mostRounds)
    }

    @Test("a buyer who is not told leaves the sale without a name")
    func buyerWithheld() async throws {
        let world = try await World.grown(seed: 9, firearms: 600, recoveries: 60)
        let all = try world.custodians()
        let tracer = try world.tracer(world.custodians(elsewhere: Set(world.books.map(\.licence))))
        let others = Elsewhere(all: all, buyers: world.buyers, tellsBuyers: false)
        var withheld = 0
        for recovery in world.recoveries {
            let traced = try others.finish(TraceRun(recovery, by: tracer))
            #expect(traced.finding.purchaser == nil)
            #expect(traced.finding.outcome != .purchaser)
            if traced.finding.chain.last?.event == .soldAtRetail {
                #expect([.noAnswer, .outOfBusinessPending].contains(traced.finding.closure))
                withheld += 1
            }
        }
        #expect(withheld > 10)
    }
}
