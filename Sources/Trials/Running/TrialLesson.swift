public import SerialIndex

/// Questions drawn as a desk would get them, from which a prior is learnt without being told the answers.
public struct TrialLesson: Sendable {
    /// How many questions are drawn unless another number is asked for.
    public static let usualCount = 5_000

    private let questions: [PriorStudy.Question]

    /// Draws questions of the classes without marks, each class as often as at a tracing desk.
    ///
    /// - Parameter seed: the same one draws the same questions.
    public init(
        _ queries: [TrialQuery], words: TrialWords, count: Int = TrialLesson.usualCount,
        seed: UInt64, weights: TrialWeights = .carried
    ) {
        let shares = weights.shares(.operational)
        var evidence = TrialEvidence(words, weights: weights)
        var drawn: [PriorStudy.Question] = []
        for kind in TrialQuery.Class.allCases {
            let all = queries.filter { $0.kind == kind }
            let wanted = Int(((shares[kind] ?? 0) * Double(count)).rounded())
            guard wanted > 0, !all.isEmpty else { continue }
            let order = TrialOrder.shuffled(all.count, seed: seed, pass: 0)
            // A class with fewer questions than are wanted gives each of them more than once.
            for place in 0..<wanted {
                let query = all[order[place % order.count]]
                drawn.append(
                    PriorStudy.Question(
                        SerialQuery(
                            pattern: query.pattern, evidence: evidence.evidence(of: query))))
            }
        }
        questions = TrialOrder.shuffled(drawn.count, seed: seed, pass: 1).map { drawn[$0] }
    }

    /// How many questions there are.
    public var count: Int { questions.count }

    /// Learns the shares of the causes, from a prior that may be wrong.
    public func learn(
        over segment: SerialSegment, from weights: ChannelWeights
    ) throws -> StudiedPrior {
        try PriorStudy([segment], weights: weights).learn(questions)
    }
}
