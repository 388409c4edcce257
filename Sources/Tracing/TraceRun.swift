public import Books

/// Traces one recovery through books of which some are elsewhere: run, ask what is wanted, add the answers, run again.
///
/// A value without a clock: the same answers give the same finding to the letter, and it is the finding that the
/// same books on this machine would give, but for the sales after the first at dealers who are not on the
/// firearm's way, since those elsewhere are not asked.
public struct TraceRun: Sendable {
    /// A question to a custodian elsewhere, or for the recipient of a line at hand that names nobody.
    public struct Wanted: Hashable, Sendable {
        /// The licence of the custodian.
        public let licence: String
        /// What it is to be asked.
        public let question: CustodianQuestion
    }

    /// How far a trace has come.
    public enum Step: Sendable {
        /// These questions have to be answered first; all of them can be asked at once.
        case wanted([Wanted])
        /// The answer, and whom it was asked of.
        case finished(Finding, asked: [AskedCustodian])
    }

    /// The most rounds of questions.
    ///
    /// One for the sources. Along the way the k-th holder is asked under at most k spellings, then for a slip of the
    /// pen, then the holder before about that. One for sales after the first, one for the recipient. What is
    /// wanted beyond it counts as not answered.
    public static let mostRounds =
        (1...ChainWalk.longestChain).reduce(0) { $0 + $1 + 2 } + 3

    /// What is traced.
    public let recovery: Recovery
    /// How many rounds of questions there were.
    public private(set) var rounds = 0
    private let tracer: Tracer
    private var answers = RemoteAnswers()

    /// Begins a trace.
    public init(_ recovery: Recovery, by tracer: Tracer) {
        self.recovery = recovery
        self.tracer = tracer
    }

    /// Adds what a custodian answered about a firearm; that nobody answered in time is `.noAnswer`.
    public mutating func add(
        _ reply: BookReply, of licence: String, to question: FirearmQuestion
    ) {
        answers.add(reply, of: licence, to: question)
    }

    /// Adds to whom a custodian says that a firearm went.
    public mutating func add(
        _ reply: RecipientReply, of licence: String, to question: RecipientQuestion
    ) {
        answers.add(reply, of: licence, to: question)
    }

    /// Goes on with the answers that have come.
    ///
    /// - Parameter telling: says of a line at hand that names nobody whom it names, so that this need not be asked in
    ///   a round of its own; `nil` when it can not be had now, and then it is wanted.
    /// - Complexity: that of tracing the recovery once.
    public mutating func run(
        telling: (LocalKeeper, RecipientQuestion) -> RecipientReply? = { _, _ in nil }
    ) -> Step {
        withoutActuallyEscaping(telling) { run(escaping: $0) }
    }

    private mutating func run(escaping telling: @escaping Inquiry.Telling) -> Step {
        while true {
            let inquiry = Inquiry(answers, telling: telling)
            let finding = tracer.trace(recovery, asking: inquiry)
            guard inquiry.isVoid else { return .finished(finding, asked: inquiry.asked) }
            rounds += 1
            if rounds <= TraceRun.mostRounds {
                return .wanted(
                    inquiry.wanted.map {
                        Wanted(licence: $0.licensee.number, question: $0.question)
                    })
            }
            for wanted in inquiry.wanted { giveUp(wanted.question, of: wanted.licensee.number) }
        }
    }

    private mutating func giveUp(_ question: CustodianQuestion, of licence: String) {
        switch question {
        case .firearm(let question): add(.noAnswer, of: licence, to: question)
        case .recipient(let question): add(.noAnswer, of: licence, to: question)
        }
    }
}
