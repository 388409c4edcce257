/// Learns a desk's prior from the questions that it was asked, and measures how well it is calibrated.
///
/// The figures are cross-fitted: the questions are parted in two by turns, and each half is answered with
/// what was learnt of the other, so that no question is judged by shares that were learnt from it.
public struct PriorStudy: Sendable {
    /// What the questions were asked of.
    public let segments: [SerialSegment]
    /// What is believed beforehand.
    public let weights: ChannelWeights
    /// How shares are learnt.
    public let learner: PriorLearner

    /// A question that was asked, and what was found out about it.
    public struct Question: Sendable {
        /// What was asked.
        public let query: SerialQuery
        /// What was found out.
        public let outcome: SerialOutcome

        /// Makes a question.
        public init(_ query: SerialQuery, outcome: SerialOutcome = .unknown) {
            self.query = query
            self.outcome = outcome
        }
    }

    /// Makes a study of segments that hold different records; at least one.
    public init(
        _ segments: [SerialSegment], weights: ChannelWeights, learner: PriorLearner = PriorLearner()
    ) {
        precondition(!segments.isEmpty, "a study needs a segment")
        self.segments = segments
        self.weights = weights
        self.learner = learner
    }

    /// Learns from questions; those whose readings have marks are left out, for their causes have no say.
    ///
    /// - Throws: `SerialIndexError.damaged` when a part of a file is not as it was written.
    /// - Complexity: for each question a search for pairs of mistakes, and three usual ones.
    public func learn(_ questions: [Question]) throws(SerialIndexError) -> StudiedPrior {
        let causes = CauseSearcher(segments, weights: weights)
        var halves = [Half(), Half()]
        var place = 0
        for question in questions.prefix(PriorLearner.mostQuestions) {
            let outcome = question.outcome
            guard let row = try causes.likelihoods(of: question.query, outcome: outcome)
            else { continue }
            halves[place % 2].rows.append(row)
            halves[place % 2].questions.append(question)
            place += 1
        }
        var studied = StudiedPrior(
            prior: learner.learn(halves[0].rows + halves[1].rows, from: weights))
        let learnt = halves.map { learner.learn($0.rows, from: weights).weights }
        var confirmed = Statements()
        var presumed = Statements()
        for half in 0...1 {
            try state(
                halves[half].questions, own: learnt[half], other: learnt[1 - half],
                &confirmed, &presumed)
        }
        studied.confirmed = confirmed.comparison
        studied.presumed = presumed.comparison
        return studied
    }

    private struct Half {
        var rows: [CauseLikelihoods] = []
        var questions: [Question] = []
    }

    /// What was stated with the prior believed beforehand and with the one learnt.
    private struct Statements {
        var before: [Calibration.Statement] = []
        var after: [Calibration.Statement] = []

        var comparison: StudiedPrior.Comparison? {
            guard let before = Calibration(before), let after = Calibration(after) else {
                return nil
            }
            return StudiedPrior.Comparison(before: before, after: after)
        }
    }

    /// Answers the questions of one half with what was learnt of the other.
    private func state(
        _ questions: [Question], own: ChannelWeights, other: ChannelWeights,
        _ confirmed: inout Statements, _ presumed: inout Statements
    ) throws(SerialIndexError) {
        let present = SerialSearcher(segments, channel: SerialChannel(weights))
        let searcher = SerialSearcher(segments, channel: SerialChannel(other))
        let judge = SerialSearcher(segments, channel: SerialChannel(own))
        for question in questions {
            let before = Stated(try present.search(question.query, limit: 1))
            let found = try searcher.search(question.query, limit: PriorStudy.listed)
            let after = Stated(found)
            if question.outcome != .unknown {
                confirmed.before.append(before.held(against: question.outcome))
                confirmed.after.append(after.held(against: question.outcome))
            }
            let judged = try judge.search(question.query, limit: PriorStudy.listed)
            presumed.before.append(before.held(against: found))
            presumed.after.append(after.held(against: judged))
        }
    }

    /// How many candidates of another prior's answer are looked through for the one that was stated.
    private static let listed = 20

    /// The record that an answer puts first, and the probability that it states.
    private struct Stated {
        let first: SerialAnswer.Candidate?
        var probability: Double { first?.probability ?? 0 }

        init(_ answer: SerialAnswer) { first = answer.candidates.first }

        func held(against outcome: SerialOutcome) -> Calibration.Statement {
            let isTrue = first.map { outcome == .record($0.identifier) } ?? false
            return Calibration.Statement(probability: probability, isTrue: isTrue)
        }

        func held(against judge: SerialAnswer) -> Calibration.Statement {
            let same = judge.candidates.first {
                $0.identifier == first?.identifier && $0.segment == first?.segment
            }
            return Calibration.Statement(
                probability: probability, outcome: same?.probability ?? 0)
        }
    }
}

/// What a study found: a prior, and how it is calibrated.
public struct StudiedPrior: Hashable, Sendable {
    /// The prior, learnt from all questions.
    public let prior: LearntPrior
    /// The calibration against confirmed outcomes; `nil` when there were none.
    public internal(set) var confirmed: Comparison?
    /// The calibration against what the prior of the other half holds for true.
    ///
    /// It needs no outcomes, and shows how much of the error is the prior's; it says nothing of errors
    /// in how a cause's mistakes are weighed, which both halves share.
    public internal(set) var presumed: Comparison?

    /// The calibration of the answers with the prior believed beforehand and with the one learnt.
    public struct Comparison: Hashable, Sendable {
        /// With the prior believed beforehand.
        public let before: Calibration
        /// With the prior learnt, cross-fitted.
        public let after: Calibration
    }

    init(prior: LearntPrior) { self.prior = prior }
}
