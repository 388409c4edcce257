/// Searches segments, one question after another, for one thread.
///
/// First the reading as it stands, and all serials one mistake away; then, unless it is certain that they
/// can not matter, all that are two mistakes away. Everything found is weighed against the firearm that
/// is in none of the records.
public final class SerialSearcher {
    /// What is weighed how.
    public let channel: SerialChannel
    private let segments: [SerialSegment]
    private var state: SearchState
    private let absence: AbsenceModel
    private var scored = GrowingBuffer<Scored>(capacity: 1 << 10)

    /// A record with its weight beside the others'.
    struct Scored: BitwiseCopyable {
        var score: Double
        var entry: Int32
        var record: UInt32
    }

    /// How small the bound on what was not looked at must be, beside what was found, to stop early.
    public static let negligible = 0.004
    public var pairsOn = true

    /// Makes a searcher of segments that hold different records; at least one.
    public init(_ segments: [SerialSegment], channel: SerialChannel) {
        precondition(!segments.isEmpty, "a search needs a segment")
        self.segments = segments
        self.channel = channel
        state = SearchState(channel: channel, view: segments[0].view)
        absence = AbsenceModel(segments, channel.weights)
        for segment in segments {
            let descriptors = segment.descriptors
            func count(_ number: (SerialDescriptor) -> UInt32) -> Int {
                descriptors.reduce(0) {
                    number($1) == SerialDescriptor.unknown ? $0 : max($0, Int(number($1)) + 1)
                }
            }
            state.factors.resize(
                makes: count(\.make), models: count(\.model), calibres: count(\.calibre))
        }
    }

    /// Answers a question.
    ///
    /// - Parameter limit: how many candidates to list at the most.
    public func search(_ query: SerialQuery, limit: Int = 5) -> SerialAnswer {
        state.factors.set(query.evidence)
        defer { state.factors.set(query.evidence, back: true) }
        state.candidates.removeAll()
        state.evidenced = 0
        let makes = MakeChoice(query.evidence.make)
        let best = query.evidence.make.listed.reduce(query.evidence.make.usual) {
            max($0, $1.factor)
        }
        state.leastMakeFactor = best / query.evidence.make.usual * MakeChoice.negligible
        var absent = 0.0
        if let whole = query.pattern.wholeCharacters {
            state.setReading(whole.lazy.compactMap(SerialCodes.code(of:)))
            for (index, segment) in segments.enumerated() {
                state.turn(to: segment.view, segment: index, makes: makes)
                searchNear()
                absent += absence.weight(state, query.evidence)
            }
            if pairsOn {
                for (index, segment) in segments.enumerated() {
                    state.turn(to: segment.view, segment: index, makes: makes)
                    searchPairs()
                }
            }
        } else {
            for (index, segment) in segments.enumerated() {
                state.turn(to: segment.view, segment: index, makes: makes)
                searchMarked(query.pattern)
            }
        }
        return answer(absent: absent, limit: limit)
    }

    private func searchNear() {
        let weights = channel.weights
        state.startingWeight = weights[.exact]
        state.enumerate(mistakes: 0)
        state.settle()
        state.startingWeight = 1
        state.shares = SlipShares(weights.causes[1...5])
        state.enumerate(mistakes: 1)
        state.settle()
        state.enumerateCuts(weights)
        state.weighEvidence()
    }

    private func searchPairs() {
        // Two mistakes come in either order.
        state.startingWeight = 2 * channel.weights[.two]
        state.shares = SlipShares(channel.weights.pair)
        state.enumerate(mistakes: 2)
        state.settle()
        state.weighEvidence()
    }

    private func searchMarked(_ pattern: SerialPattern) {
        let weights = channel.weights
        state.shares = SlipShares(weights.markedSlips)
        for (codes, chance) in expansions(of: pattern) {
            state.setReading(codes)
            for mistakes in 0...2 where weights.marked[mistakes] > 0 {
                state.startingWeight =
                    chance * weights.marked[mistakes] * (mistakes == 2 ? 2 : 1)
                state.enumerate(mistakes: mistakes)
                state.settle()
            }
        }
        state.weighEvidence()
    }

    /// The readings of fixed length that a pattern stands for, with the chance of each run's length.
    private func expansions(of pattern: SerialPattern) -> [(codes: [UInt8], chance: Double)] {
        var made: [(codes: [UInt8], chance: Double)] = [([], 1)]
        for element in pattern.elements {
            switch element {
            case .character(let byte):
                guard let code = SerialCodes.code(of: byte) else { continue }
                for index in made.indices { made[index].codes.append(code) }
            case .unknown:
                for index in made.indices { made[index].codes.append(SearchPattern.open) }
            case .unknownRun:
                made = made.flatMap { one in
                    channel.weights.runs.enumerated().compactMap { length, chance in
                        guard chance > 0, one.codes.count + length <= SerialCodes.longest
                        else { return nil }
                        let open = [UInt8](repeating: SearchPattern.open, count: length)
                        return (one.codes + open, one.chance * chance)
                    }
                }
            }
        }
        return made.filter { !$0.codes.isEmpty && $0.codes.count <= SerialCodes.longest }
    }

    /// Weighs what was found.
    private func answer(absent: Double, limit: Int) -> SerialAnswer {
        var answer = SerialAnswer()
        scored.removeAll()
        var mass = 0.0
        for index in 0..<state.candidates.count {
            let entry = state.candidates.entry(index)
            mass += entry.weight * entry.evidence
            if entry.count == 1 {
                scored.append(
                    Scored(
                        score: entry.weight * entry.evidence,
                        entry: Int32(truncatingIfNeeded: index), record: entry.record))
                continue
            }
            let view = segments[CandidateTable.segment(entry.key)].view
            for record in Int(entry.record)..<Int(entry.record + entry.count) {
                scored.append(
                    Scored(
                        score: entry.weight * state.factors.factor(view.row(record)),
                        entry: Int32(truncatingIfNeeded: index),
                        record: UInt32(truncatingIfNeeded: record)))
            }
        }
        let total = mass + absent
        guard total > 0 else { return answer }
        answer.absent = absent / total
        answer.count = scored.count
        let top = top(limit)
        answer.credible = credible(0.95 * total, absent: absent, top: top)
        for one in top.prefix(limit) { answer.candidates.append(candidate(one, total: total)) }
        answer.lookedAtPairs = true
        return answer
    }

    /// The likeliest records in order.
    private func top(_ limit: Int) -> [Scored] {
        var top: [Scored] = []
        top.reserveCapacity(limit + 1)
        var least = -1.0
        for index in 0..<scored.count where scored[index].score > least {
            let one = scored[index]
            var place = top.count
            while place > 0, top[place - 1].score < one.score { place -= 1 }
            top.insert(one, at: place)
            if top.count > limit { top.removeLast() }
            if top.count == limit { least = top[limit - 1].score }
        }
        return top
    }

    /// How many records, absence counted as one, hold so much of the weight.
    private func credible(_ wanted: Double, absent: Double, top: [Scored]) -> Int {
        var sum = 0.0
        var count = 0
        var isAbsentCounted = false
        func take(_ score: Double) -> Bool {
            if !isAbsentCounted, absent > score {
                isAbsentCounted = true
                sum += absent
                count += 1
                if sum >= wanted { return true }
            }
            sum += score
            count += 1
            return sum >= wanted
        }
        for one in top where take(one.score) { return count }
        var rest: [Double] = []
        let least = top.last?.score ?? 0
        for index in 0..<scored.count where scored[index].score <= least {
            rest.append(scored[index].score)
        }
        rest.sort(by: >)
        for score in rest where take(score) { return count }
        return count
    }

    private func candidate(_ one: Scored, total: Double) -> SerialAnswer.Candidate {
        let entry = state.candidates.entry(Int(one.entry))
        let view = segments[CandidateTable.segment(entry.key)].view
        let index = CandidateTable.block(entry.key)
        let plan = unsafe view.plans + view.group(ofBlock: index)
        let codes = unsafe plan.pointee.codes(
            key: view.block(index).key, highKey: view.high(index),
            cell: CandidateTable.cell(entry.key))
        let row = view.row(Int(one.record))
        return SerialAnswer.Candidate(
            identifier: view.identifier(Int(one.record)),
            descriptor: SerialDescriptor(make: row.make, model: row.model, calibre: row.calibre),
            serial: codes.map(SerialCodes.byte(of:)), probability: one.score / total,
            reading: entry.weight, evidence: state.factors.factor(row))
    }
}

@available(*, unavailable)
extension SerialSearcher: Sendable {}

extension SerialSegment {
    /// What the segment is made of, in a line.
    public var statistics: String {
        "records \(count) groups \(view.groupCount) blocks \(view.blockCount)"
    }
}
