public import SerialIndex
import Synchronization

/// The queries of a benchmark, put to an index again and again.
public struct TrialRun: Sendable {
    /// What came of the passes.
    public struct Result: Sendable {
        /// What was answered, in the order of the queries; the times are the least of all passes.
        public var outcomes: [TrialOutcome]
        /// Queries a second over all classes, by the number of threads from 1 on: of each, the best pass.
        public var rates: [Double]
    }

    /// A query as the index takes it.
    private struct Question: Sendable {
        let query: TrialQuery
        let serial: SerialQuery
    }

    private let segment: SerialSegment
    private let channel: SerialChannel
    private let questions: [Question]
    private let now: @Sendable () -> Double

    /// Queries that a thread takes at once.
    private static let block = 32

    /// Prepares the queries.
    ///
    /// - Parameter now: the time since any fixed moment, in seconds.
    public init(
        _ queries: [TrialQuery], words: TrialWords, segment: SerialSegment,
        channel: ChannelWeights, weights: TrialWeights = .carried,
        now: @Sendable @escaping () -> Double
    ) {
        var evidence = TrialEvidence(words, weights: weights)
        questions = queries.map { query in
            Question(
                query: query,
                serial: SerialQuery(pattern: query.pattern, evidence: evidence.evidence(of: query)))
        }
        self.segment = segment
        self.now = now
        self.channel = SerialChannel(channel)
    }

    /// Runs the passes: first those of one thread, which are timed query by query, then those of more.
    ///
    /// - Parameters:
    ///   - seed: the same one gives the same orders.
    ///   - advance: told of every few queries that are done, from any thread.
    /// - Throws: `SerialIndexError` when the index is damaged.
    public func run(
        passes: Int, threads: Int, seed: UInt64, advance: @Sendable @escaping (Int) -> Void
    ) async throws -> Result {
        var result = Result(outcomes: [], rates: [])
        for pass in 0..<passes {
            let order = TrialOrder.shuffled(questions.count, seed: seed, pass: pass)
            let (outcomes, rate) = try timedPass(order, advance)
            result.add(outcomes, rate: rate)
        }
        for count in 1..<max(1, threads) {
            var best = 0.0
            for pass in 0..<passes {
                let order = TrialOrder.shuffled(questions.count, seed: seed, pass: pass)
                best = max(best, try await sharedPass(order, threads: count + 1, advance))
            }
            result.rates.append(best)
        }
        return result
    }

    private func timedPass(
        _ order: [Int], _ advance: (Int) -> Void
    ) throws -> ([TrialOutcome], rate: Double) {
        let searcher = SerialSearcher([segment], channel: channel)
        var found = [TrialOutcome?](repeating: nil, count: questions.count)
        var spent = 0.0
        for (count, index) in order.enumerated() {
            let question = questions[index]
            let begun = now()
            let answer = try searcher.search(question.serial, limit: TrialOutcome.listed)
            let seconds = now() - begun
            spent += seconds
            found[index] = TrialOutcome(question.query, answer, microseconds: seconds * 1e6)
            if (count + 1).isMultiple(of: TrialRun.block) { advance(TrialRun.block) }
        }
        return (found.compactMap(\.self), TrialRun.rate(order.count, spent))
    }

    /// The queries a second of threads that take blocks of one order until none is left.
    private func sharedPass(
        _ order: [Int], threads: Int, _ advance: @Sendable @escaping (Int) -> Void
    ) async throws -> Double {
        let next = Position()
        return try await withThrowingTaskGroup(of: Double.self) { group in
            for _ in 0..<threads {
                group.addTask {
                    let searcher = SerialSearcher([segment], channel: channel)
                    let begun = now()
                    var count = 0
                    while let block = next.take(TrialRun.block, of: order.count) {
                        for place in block {
                            _ = try searcher.search(
                                questions[order[place]].serial, limit: TrialOutcome.listed)
                        }
                        count += block.count
                        advance(block.count)
                    }
                    return count == 0 ? 0 : TrialRun.rate(count, now() - begun)
                }
            }
            return try await group.reduce(0, +)
        }
    }

    private static func rate(_ count: Int, _ seconds: Double) -> Double {
        seconds > 0 ? Double(count) / seconds : 0
    }

    /// Where in an order the threads are.
    private final class Position: Sendable {
        private let taken = Atomic(0)

        func take(_ count: Int, of all: Int) -> Range<Int>? {
            let start = taken.add(count, ordering: .relaxed).oldValue
            return start < all ? start..<min(all, start + count) : nil
        }
    }
}

extension TrialRun.Result {
    /// Adds a pass of one thread.
    fileprivate mutating func add(_ pass: [TrialOutcome], rate: Double) {
        if outcomes.isEmpty {
            outcomes = pass
            rates = [rate]
            return
        }
        for (index, outcome) in pass.enumerated() {
            outcomes[index].microseconds = min(
                outcomes[index].microseconds, outcome.microseconds)
        }
        rates[0] = max(rates[0], rate)
    }
}
