import Books
import Inquiries
import Language
import Testing
import Tracing

/// Books that are elsewhere give the findings that they would give here.
struct ElsewhereTests {
    private func world() async throws -> World {
        try await World.grown(seed: 5, firearms: 3000, recoveries: 240)
    }

    /// Compares the findings of all recoveries; returns how many questions were sent.
    private func compare(
        _ world: World, elsewhere: Set<String>, local: [Finding]
    ) throws -> (sent: Int, refused: Int) {
        let tracer = world.tracer(try world.custodians(elsewhere: elsewhere))
        let others = Elsewhere(all: try world.custodians(), buyers: world.buyers)
        var sent = 0
        var refused = 0
        for (row, recovery) in world.recoveries.enumerated() {
            let traced = try others.finish(TraceRun(recovery, by: tracer))
            sent += traced.sent
            let counted = traced.asked.filter(\.isRemote).reduce(0) { $0 + $1.questions }
            #expect(counted == traced.sent, "row \(row)")
            if traced.finding.reasons.contains(where: { $0.key == "tracing.reason.source_refused" })
            {
                #expect(traced.finding.outcome == .untraceable)
                #expect(traced.finding.purchaser == nil)
                refused += 1
                continue
            }
            let there = Said(traced.finding, withoutLaterSales: true)
            let here = Said(local[row], withoutLaterSales: true)
            #expect(there.differences(from: here) == [], "row \(row)")
        }
        return (sent, refused)
    }

    @Test("all books elsewhere at once")
    func allAtOnce() async throws {
        let world = try await world()
        let local = try world.tracer(world.custodians())
        let findings = world.recoveries.map { local.trace($0) }
        #expect(findings.count { $0.outcome == .purchaser } > 80)
        let all = Set(world.books.map(\.licence))
        let (sent, refused) = try compare(world, elsewhere: all, local: findings)
        #expect(sent > findings.count)
        // Readings of which so little is known that too many firearms fit.
        #expect(refused < findings.count / 10, "\(refused)")
    }

    @Test("each sort of holder elsewhere, one at a time")
    func oneAtATime() async throws {
        let world = try await world()
        let local = try world.tracer(world.custodians())
        let findings = world.recoveries.map { local.trace($0) }
        let books = Set(world.books.map(\.licence))
        for kind in Licensee.Kind.allCases {
            let some = world.licensees.filter { $0.kind == kind && books.contains($0.number) }
            for licensee in some.prefix(2) {
                _ = try compare(world, elsewhere: [licensee.number], local: findings)
            }
        }
    }
}
