import BlindLookup
import Cryptography
import Exchange
import Inquiries
import Language
import Nodes
import Synchronization

/// Two lists of firearms compared through a node: the one of a file, and the one of the other node.
///
/// What the firearms are is in this process alone. The node has the numbers behind which they are hidden as a seed that is
/// sealed, so that a comparison that was cut off can be taken up again, and forgets it at the end.
struct Comparison: Sendable {
    let client: LocalClient
    let comparing: Comparing
    let terms: BlindTerms
    let settings: NodeConfiguration.Blind
    /// The period by the own clock.
    let period: ComparisonPeriod
    /// The firearms, each once, in the order in which they are asked about.
    let forms: [NormalForm]
    let lanes: Int

    /// Parts of the list have the numbers from 0, and firearms those from here.
    private static let firstNumber = 100
    /// How long is waited between two looks.
    private static let beat = Duration.milliseconds(50)

    /// What came of it.
    struct Outcome: Sendable {
        /// The firearms that stand in the list.
        var matches: Set<NormalForm> = []
        /// Those that were compared.
        var compared: Set<NormalForm> = []
        /// Why the others were not; `nil` when all were.
        var refusal: Trouble?
    }

    /// Why nothing more can be compared.
    enum Trouble: Error, Hashable, Sendable {
        /// The other node refuses, for a reason of the exchange.
        case refused(BlindReply.Refusal)
        /// The other node did not take the question.
        case notTaken(String)
        /// The own policy forbids it.
        case forbidden(PolicyRefusal)
        /// The other node's list is by another rule, or for periods of another length.
        case otherTerms(rule: FormRule, period: ComparisonPeriod)
        /// The list changed while it was fetched.
        case changed
        /// The answer is not what it should be, or not proved.
        case unproved
        /// The node does not know the comparison any more, or its ledger is not open.
        case lost
    }

    /// Compares them.
    ///
    /// - Parameter advance: is told of so many firearms that were compared.
    func run(_ advance: @Sendable (Int) -> Void) async throws -> Outcome {
        async let hidden = hide()
        try await ask(.list(part: 0), number: 0)
        guard case .list(let first) = try await reply(0) else { throw Trouble.unproved }
        // Clocks may differ about the moment at which one period ends.
        guard first.rule == settings.rule, abs(first.period.number - period.number) <= 1 else {
            throw Trouble.otherTerms(rule: first.rule, period: first.period)
        }
        for part in 1..<max(1, first.parts) { try await ask(.list(part: part), number: part) }
        let queries = try await hidden
        var outcome = Outcome()
        var asked = 0
        do {
            for query in queries {
                try await ask(
                    .evaluate(
                        .init(
                            period: first.period, rule: first.rule, elements: query.elements)),
                    number: Comparison.firstNumber + asked)
                asked += 1
            }
        } catch let trouble as Trouble { outcome.refusal = trouble }
        let list = try await list(from: first)
        for (place, query) in queries.prefix(asked).enumerated() {
            do {
                outcome.matches.formUnion(
                    try await matches(of: query, number: Comparison.firstNumber + place, in: list))
                outcome.compared.formUnion(query.forms)
                advance(query.forms.count)
            } catch let trouble as Trouble {
                outcome.refusal = outcome.refusal ?? trouble
            }
        }
        return outcome
    }

    /// Hides the firearms, always behind the same numbers for the same comparison.
    private func hide() async throws -> [ComparisonQuery] {
        let size = ComparisonQuery.mostElements
        let starts = Array(stride(from: 0, to: forms.count, by: size))
        let queries = try await withThrowingTaskGroup(of: (Int, [ComparisonQuery]).self) { group in
            var made: [(Int, [ComparisonQuery])] = []
            for (place, start) in starts.enumerated() {
                if place >= lanes, let one = try await group.next() { made.append(one) }
                let part = Array(forms[start..<min(forms.count, start + size)])
                group.addTask { [comparing] in
                    let numbers = HidingNumbers(seed: comparing.seed, question: place)
                    // In one lane, so that each firearm has its own number each time.
                    return (
                        place,
                        try await ComparisonQuery.queries(for: part, lanes: 1) { numbers.next() }
                    )
                }
            }
            for try await one in group { made.append(one) }
            return made
        }
        return queries.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }

    private func ask(_ question: BlindQuestion, number: Int) async throws {
        let answer = try await client.ask(
            .init(question, of: comparing.identifier, number: number, terms))
        switch answer {
        case .sent: return
        case .forbidden(let refusal): throw Trouble.forbidden(refusal)
        case .unknown, .closed: throw Trouble.lost
        }
    }

    /// Waits for the answer to a question.
    private func reply(_ number: Int) async throws -> BlindReply {
        while true {
            switch try await client.state(of: number, of: comparing.identifier) {
            case .answered(.refused(let refusal)): throw Trouble.refused(refusal)
            case .answered(let reply): return reply
            case .refused(let code): throw Trouble.notTaken(code)
            case .unknown: throw Trouble.lost
            case .open: try await Task.sleep(for: Comparison.beat)
            }
        }
    }

    private func list(from first: BlindReply.ListPart) async throws -> ComparisonList {
        var parts = [first]
        for number in 1..<max(1, first.parts) {
            guard case .list(let part) = try await reply(number) else { throw Trouble.unproved }
            parts.append(part)
        }
        guard let list = ComparisonList(parts) else { throw Trouble.changed }
        return list
    }

    private func matches(
        of query: ComparisonQuery, number: Int, in list: ComparisonList
    ) async throws -> [NormalForm] {
        guard case .evaluated(let period, let batch) = try await reply(number) else {
            throw Trouble.unproved
        }
        do {
            return try await query.matches(in: list, period: period, answer: batch, lanes: lanes)
        } catch {
            throw Trouble.unproved
        }
    }
}

/// The numbers behind which the firearms of one question are hidden, one after the other.
private final class HidingNumbers: Sendable {
    private let key: HMACKey?
    private let count = Mutex(0)

    init(seed: HMACKey, question: Int) {
        key = seed.derived(for: "rastro-comparison-question/1|\(question)")
    }

    func next() -> SecretScalar? {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        return key?.scalar(for: String(number))
    }
}
