/// Finds how likely questions are under each cause, one question after another, for one thread.
///
/// What `SerialSearcher` adds up with the causes' shares, taken apart: a search for each cause, at share
/// one. Pairs of mistakes are always looked for, so a question costs about as much as a search for two
/// mistakes.
public final class CauseSearcher {
    private typealias Cause = ChannelWeights.Cause

    private let segments: [SerialSegment]
    private let views: [SegmentView]
    private let records: Double
    private var state: SearchState
    private let alone: [ChannelWeights]
    private let absences: [(cause: ChannelWeights.Cause, model: AbsenceModel)]

    /// Makes a searcher of segments that hold different records; at least one.
    ///
    /// - Parameter weights: what is left of them when the shares of the causes are taken away.
    public init(_ segments: [SerialSegment], weights: ChannelWeights) {
        precondition(!segments.isEmpty, "a search needs a segment")
        self.segments = segments
        let views = segments.map(\.view)
        self.views = views
        records = Double(max(1, segments.reduce(0) { $0 + $1.count }))
        state = SearchState(channel: SerialChannel(weights))
        let alone = Cause.allCases.map { weights.withOnly($0) }
        self.alone = alone
        absences = [Cause.absentInRun, .absentOfShape].map {
            ($0, AbsenceModel(views, alone[$0.rawValue]))
        }
        for segment in segments {
            let counts = segment.numberCounts
            state.factors.resize(
                makes: counts.makes, models: counts.models, calibres: counts.calibres)
        }
    }

    /// How likely a question is under each cause; `nil` for a reading with marks or without characters,
    /// of which the causes say nothing.
    ///
    /// - Parameter outcome: what is known of the outcome. Of a record that no cause leads to, or that
    ///   the index has not, all likelihoods are 0.
    /// - Throws: `SerialIndexError.damaged` when a part of a file is not as it was written.
    public func likelihoods(
        of query: SerialQuery, outcome: SerialOutcome = .unknown
    ) throws(SerialIndexError) -> CauseLikelihoods? {
        guard query.pattern.isWhole, query.pattern.knownCount > 0 else { return nil }
        for segment in segments { try segment.prepare() }
        state.factors.set(query.evidence)
        defer { state.factors.set(query.evidence, back: true) }
        state.begin(query.evidence)
        state.setReading(query.pattern)
        var sums = CauseLikelihoods([], isConfirmed: outcome != .unknown)
        for index in views.indices {
            state.turn(to: views[index], segment: index)
            if outcome != .absent {
                for cause in Cause.allCases where cause.isOfRecord {
                    sums[cause] += mass(under: cause, outcome) / records
                }
            }
            if case .record = outcome { continue }
            for (cause, model) in absences {
                sums[cause] += model.weight(&state, views[index]) / records
            }
        }
        for segment in segments { try segment.requireSound() }
        return sums
    }

    /// What the records of the present segment weigh, or the confirmed one does, when a cause is alone.
    private func mass(under cause: ChannelWeights.Cause, _ outcome: SerialOutcome) -> Double {
        state.forgetCandidates()
        state.startingWeight = 1
        switch cause {
        case .exact:
            state.enumerate(mistakes: 0)
        case .confused, .changed, .missing, .extra, .exchanged:
            state.shares = SlipShares(Array(alone[cause.rawValue].causes[1...5]))
            state.enumerate(mistakes: 1)
        case .two:
            // Two mistakes come in either order.
            state.startingWeight = 2
            state.shares = SlipShares(alone[cause.rawValue].pair)
            state.enumerate(mistakes: 2)
        case .cutStart, .cutEnd:
            state.enumerateCuts(alone[cause.rawValue])
        case .absentInRun, .absentOfShape:
            return 0
        }
        state.settle()
        guard case .record(let identifier) = outcome else {
            state.weighEvidence()
            return state.mass()
        }
        return state.mass(of: identifier)
    }
}

@available(*, unavailable)
extension CauseSearcher: Sendable {}

extension ChannelWeights {
    /// The weights in which a cause is the only one.
    fileprivate func withOnly(_ cause: Cause) -> ChannelWeights {
        var weights = self
        weights.causes = Cause.allCases.map { $0 == cause ? 1 : 0 }
        return weights
    }
}

extension SearchState {
    /// What the record of a number weighs among the candidates of the present segment.
    fileprivate func mass(of identifier: UInt32) -> Double {
        var mass = 0.0
        for index in 0..<candidates.count {
            let entry = candidates.entry(index)
            let records = Int(entry.record)..<Int(entry.record &+ entry.count)
            for record in records
            where view.mayReadIdentifier(record) && view.identifier(record) == identifier {
                guard view.mayRead(records) else { continue }
                mass += entry.weight * factors.factor(view.row(record))
            }
        }
        return mass
    }
}
