import Language
import SerialIndex
import Synchronization
import Testing
import Trials

/// A clock that goes on by a millisecond each time it is read.
final class TestClock: Sendable {
    private let reads = Mutex(0.0)

    var now: @Sendable () -> Double {
        {
            self.reads.withLock { reads in
                reads += 0.001
                return reads
            }
        }
    }
}

struct TrialRunTests {
    @Test("a small benchmark is built, run on two threads and scored")
    func small() async throws {
        let clock = TestClock()
        let set = try Fixture.set()
        let index = try await TrialIndex.build(set, tasks: 2, now: clock.now)
        #expect(index.segment.count == 4 && index.seconds > 0)
        let queries = try Fixture.queries([
            Fixture.line(0, "a", "AB1234", 0, make: "NORTE & SUR", model: "A1", calibre: "9MM"),
            Fixture.line(1, "h", "C?7", 2), Fixture.line(2, "i", "990*", 3),
            Fixture.line(3, "k", "ZZZZ99", -1, make: "OESTE"),
        ])
        let run = TrialRun(
            queries, words: set.words, segment: index.segment,
            channel: TrialWeights.carried.channel(.operational), now: clock.now)
        let result = try await run.run(passes: 2, threads: 2, seed: 1) { _ in }
        #expect(result.outcomes.map(\.identifier) == [0, 1, 2, 3])
        #expect(result.outcomes.prefix(3).map { $0.candidates[0].record } == [0, 2, 3])
        #expect(result.outcomes.allSatisfy { $0.candidates.count == 5 })
        let last = result.outcomes[3].candidates[4]
        #expect(last.record == -2 && last.probability == 0)
        #expect(result.outcomes.allSatisfy { abs($0.microseconds - 1000) < 1 })
        #expect(result.rates.count == 2 && result.rates.allSatisfy { $0 > 0 })
        let score = TrialScore(result.outcomes)
        #expect(score.classes[.exact]?.first == 1 && score.mix != nil)
    }

    @Test("the machine is measured in as many figures as were asked for")
    func machine() async {
        var plan = MachineFigures.Plan()
        plan.readBytes = 1_000_000
        plan.loadBytes = [1 << 10, 3 << 10]
        plan.loads = 1_000
        plan.threads = 3
        let figures = await MachineFigures.measure(plan, now: TestClock().now)
        #expect(figures.reading.count == 3 && figures.reading.allSatisfy { $0 > 0 })
        #expect(figures.loads.map(\.bytes) == [1 << 10, 3 << 10])
        #expect(figures.loads.allSatisfy { abs($0.dependent - 1000) < 1 && $0.overlapped > 0 })
    }

    @Test("every error says itself, with its place, in both languages")
    func errors() throws {
        let errors: [TrialsError] = [
            .unreadable(path: "p", reason: "r"), .tooLarge(path: "p", found: 2, most: 1),
            .notAColumn(path: "p"), .header(path: "p", offset: 1),
            .type(path: "p", found: "a", expected: "b"),
            .shape(path: "p", found: "a", expected: "b"), .size(path: "p", found: 1, expected: 2),
            .number(path: "p", row: 1, found: 2, most: 1),
            .otherMake(path: "p", row: 1, found: 2, expected: 1),
            .tooManyRecords(path: "p", found: 2, most: 1),
            .description(path: "p", field: "f"), .noQueryColumn(path: "p", column: "c"),
            .queryCells(path: "p", line: 1, found: 2, expected: 3),
            .queryCell(path: "p", line: 1, column: "c", found: "f"), .noQueries(path: "p"),
            .notAWeight(file: "p", line: 1, found: "f"),
        ]
        for tongue in [Tongue.spanish, Tongue(code: "en")] {
            let catalogue = try #require(Catalogue(carried: tongue))
            for error in errors {
                let text = catalogue(error.phrase)
                #expect(text.hasPrefix("p:"), "\(text)")
                #expect(!text.contains("{") && !text.contains("«trials."), "\(text)")
            }
        }
    }
}
