/// Searches segments, one question after another, for one thread.
///
/// First the reading as it stands, and all serials one mistake away; then, unless a bound says that they
/// can not matter, all that are two mistakes away. Everything found is weighed against the firearm that
/// is in none of the records.
public final class SerialSearcher {
    /// What is weighed how.
    public let channel: SerialChannel
    /// What is searched.
    public let segments: [SerialSegment]
    private let views: [SegmentView]
    private var state: SearchState
    private let absence: AbsenceModel
    private let singleShares: SlipShares
    private let markedShares: SlipShares
    /// Tells whether pairs of mistakes are looked for even where a bound says that they can not matter.
    public var isExhaustive = false

    /// Pairs of mistakes that lead to a make and model worse by this factor than the best are summed up.
    private static let lowLine = 0.003

    /// The same for readings with marks, where like serials differ in nothing else.
    private static let lowDirectLine = 0.01

    /// Where what was summed up comes to more than this share of the rest, it is listed after all.
    private static let notable = 0.01

    /// Makes a searcher of segments that hold different records; at least one.
    public convenience init(_ segments: [SerialSegment], channel: SerialChannel) {
        precondition(!segments.isEmpty, "a search needs a segment")
        self.init(segments, views: segments.map(\.view), channel: channel)
    }

    /// Makes a searcher of a register as it was at one moment; what was withdrawn is no candidate.
    public convenience init(_ snapshot: RegisterSnapshot, channel: SerialChannel) {
        self.init(snapshot.segments, views: snapshot.views, channel: channel)
    }

    private init(_ segments: [SerialSegment], views: [SegmentView], channel: SerialChannel) {
        self.segments = segments
        self.channel = channel
        self.views = views
        state = SearchState(channel: channel)
        absence = AbsenceModel(views, channel.weights)
        singleShares = SlipShares(Array(channel.weights.causes[1...5]))
        markedShares = SlipShares(channel.weights.markedSlips)
        state.pairShares = SlipShares(channel.weights.pair)
        for segment in segments {
            let counts = segment.numberCounts
            state.factors.resize(
                makes: counts.makes, models: counts.models, calibres: counts.calibres)
        }
    }

    /// Answers a question.
    ///
    /// - Parameter limit: how many candidates to list at the most.
    /// - Throws: `SerialIndexError.damaged` when a part of a file is not as it was written.
    public func search(
        _ query: SerialQuery, limit: Int = 5
    ) throws(SerialIndexError) -> SerialAnswer {
        for segment in segments { try segment.prepare() }
        state.factors.set(query.evidence)
        defer { state.factors.set(query.evidence, back: true) }
        state.begin(query.evidence, limit: limit)
        var answer = look(query, limit: limit)
        if answer.weight == 0, !state.isEveryMakeMeant {
            // The make is written so ill that it speaks for another: all are looked at.
            state.begin(query.evidence, limit: limit, isEveryMakeMeant: true)
            answer = look(query, limit: limit)
        }
        for segment in segments { try segment.requireSound() }
        return answer
    }

    /// Looks among the records of the makes that may be meant.
    private func look(_ query: SerialQuery, limit: Int) -> SerialAnswer {
        var answer = SerialAnswer()
        var absent = 0.0
        var bound = 0.0
        // Of a reading without a character nothing follows, not even the shortest serials.
        if query.pattern.isWhole, !query.pattern.elements.isEmpty {
            state.setReading(query.pattern)
            absent = searchNear()
            bound = pairBound(query.evidence)
            let found = state.mass() + absent
            answer.lookedAtPairs = isExhaustive || bound > PairBound.negligible * found
            if answer.lookedAtPairs {
                searchPairs(absent: absent, limit: limit)
                bound = 0
            }
        } else {
            answer.lookedAtPairs = true
            searchMarked(query.pattern, limit: limit)
        }
        state.scoreCandidates(views)
        fill(&answer, absent: absent, bound: bound)
        return answer
    }

    /// Looks for serials up to one mistake away, and for cut ones; returns the weight of absence.
    private func searchNear() -> Double {
        var absent = 0.0
        state.isNear = true
        for index in views.indices {
            turn(to: index)
            state.startingWeight = channel.weights[.exact]
            state.enumerate(mistakes: 0)
            state.settle()
            state.startingWeight = 1
            state.shares = singleShares
            state.enumerate(mistakes: 1)
            state.settle()
            state.enumerateCuts(channel.weights)
            state.weighEvidence()
            absent += absence.weight(&state, views[index])
        }
        state.isNear = false
        return absent
    }

    private func turn(to segment: Int) {
        guard state.turnedTo != segment else { return }
        if state.segment == segment {
            state.turnAgain()
        } else {
            state.turn(to: views[segment], segment: segment)
        }
    }

    private func searchPairs(absent: Double, limit: Int) {
        state.lowLine = isExhaustive ? 0 : SerialSearcher.lowLine
        findPairs()
        state.lowLine = 0
        guard state.lowMass > SerialSearcher.notable * (state.mass() + absent) else { return }
        // The likeliest are of another make and model than was written: each is looked at after all.
        state.forgetScores(limit: limit)
        state.forgetCandidates()
        _ = searchNear()
        findPairs()
    }

    private func findPairs() {
        // Two mistakes come in either order.
        state.startingWeight = 2 * channel.weights[.two]
        state.shares = state.pairShares
        for index in views.indices {
            turn(to: index)
            state.enumerate(mistakes: 2)
            state.settle()
            state.weighEvidence()
        }
    }

    /// A bound on what pairs of mistakes can weigh.
    private func pairBound(_ evidence: SerialEvidence) -> Double {
        2 * channel.weights[.two]
            * (PairBound.factor * state.nearPairs * state.meanEvidence()
                + PairBound.far * evidence.greatest)
    }

    private func searchMarked(_ pattern: SerialPattern, limit: Int) {
        let weights = channel.weights
        let runs = pattern.elements.count { $0 == .unknownRun }
        let isPlain = runs <= 1 && weights.marked[1] == 0 && weights.marked[2] == 0
        let expansions = pattern.expansions(runs: weights.runs)
        state.shares = markedShares
        guard isPlain else {
            for expansion in expansions { searchMarked(expansion) }
            return
        }
        state.lowLine = isExhaustive ? 0 : SerialSearcher.lowDirectLine
        score(expansions)
        state.lowLine = 0
        let listed = ScoreSummary(state.scores, absent: 0).sum
        if state.lowCount > 0,
            state.scoredCount < limit || state.lowMass > SerialSearcher.notable * listed
        {
            // Too few of the make and model, or too unlikely: the others are looked at after all.
            state.forgetScores(limit: limit)
            score(expansions)
        }
    }

    private func score(_ expansions: [(codes: [UInt8], chance: Double)]) {
        for (codes, chance) in expansions {
            state.setReading(codes)
            state.startingWeight = chance * channel.weights.marked[0]
            for index in views.indices {
                turn(to: index)
                state.scoreDirectly()
            }
        }
    }

    private func searchMarked(_ expansion: (codes: [UInt8], chance: Double)) {
        let weights = channel.weights
        state.setReading(expansion.codes)
        for index in views.indices {
            turn(to: index)
            for mistakes in 0...2 where weights.marked[mistakes] > 0 {
                state.startingWeight =
                    expansion.chance * weights.marked[mistakes] * (mistakes == 2 ? 2 : 1)
                state.enumerate(mistakes: mistakes)
                state.settle()
            }
            state.weighEvidence()
        }
    }

    /// Turns scores into probabilities.
    private func fill(_ answer: inout SerialAnswer, absent: Double, bound: Double) {
        let summary = ScoreSummary(state.scores, absent: absent)
        let total = summary.sum + state.lowMass + absent + bound
        guard total > 0 else { return }
        answer.weight = total
        answer.absent = absent / total
        answer.unresolved = bound / total
        answer.count = state.scoredCount + state.lowCount
        answer.credible = summary.credible(
            0.95, of: summary.sum + absent + state.lowMass, state.scores, top: state.top)
        answer.candidates.reserveCapacity(state.top.count)
        for index in 0..<state.top.count {
            views[Int(state.top[index].segment)].foresee(state.top[index])
        }
        for index in 0..<state.top.count {
            let one = state.top[index]
            if let candidate = candidate(one, views[Int(one.segment)], total: total) {
                answer.candidates.append(candidate)
            }
        }
    }

    private func candidate(
        _ one: ScoredRecord, _ view: borrowing SegmentView, total: Double
    ) -> SerialAnswer.Candidate? {
        let record = Int(one.record)
        guard view.mayReadIdentifier(record), view.mayRead(record..<record + 1) else { return nil }
        let row = view.row(record)
        let evidence = state.factors.factor(row)
        return SerialAnswer.Candidate(
            identifier: view.identifier(record), segment: Int(one.segment),
            descriptor: SerialDescriptor(make: row.make, model: row.model, calibre: row.calibre),
            serial: view.serial(ofRecord: record, inBlock: Int(one.block)),
            probability: one.score / total,
            reading: evidence > 0 ? one.score / evidence : 0, evidence: evidence)
    }
}

@available(*, unavailable)
extension SerialSearcher: Sendable {}

extension SerialPattern {
    /// A further run of a pattern with as many meanings as this is taken to hide nothing.
    private static let mostExpansions = 400

    /// The readings of fixed length that it stands for, with the chance of its runs' lengths.
    ///
    /// A pattern of more places than any serial is cut, as serials are. What runs make longer than any
    /// serial is left out: cut, it would be met by serials that do not end as the pattern does.
    func expansions(runs: [Double]) -> [(codes: [UInt8], chance: Double)] {
        var made: [(codes: [UInt8], chance: Double)] = [([], 1)]
        for element in elements.prefix(SerialCodes.longest) {
            switch element {
            case .character(let byte):
                guard let code = SerialCodes.code(of: byte) else { continue }
                for index in made.indices { made[index].codes.append(code) }
            case .unknown:
                for index in made.indices { made[index].codes.append(SearchPattern.open) }
            case .unknownRun:
                guard made.count < SerialPattern.mostExpansions else { continue }
                made = made.flatMap { one in
                    runs.enumerated().compactMap { length, chance in
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
}

extension SerialEvidence {
    /// The greatest factor that any description can have.
    var greatest: Double {
        func greatest(_ field: Field) -> Double {
            field.listed.reduce(field.usual) { max($0, $1.factor) }
        }
        return greatest(make) * greatest(model) * greatest(calibre)
    }
}
