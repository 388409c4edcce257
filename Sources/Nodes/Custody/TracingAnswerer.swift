public import Books
public import Encoding
public import Exchange
public import Firearms
import Inquiries
import Storage
import Synchronization
public import Tracing

/// Traces what others ask through the books at hand and the custodians elsewhere.
public final class TracingAnswerer: Answerer {
    /// The probability from which a firearm is named, in parts of a million, beside each answer.
    private static let thresholdMember = "x-threshold"

    private let tracer: Tracer
    private let custodians: Custodians
    private let describer: Mutex<FirearmDescriber>
    private let link: CustodianLink?

    /// A tracer of requests.
    ///
    /// - Parameters:
    ///   - custodians: whose books `tracer` asks: it is looked whether one of them changed on the way.
    ///   - link: asks those elsewhere; `nil` where there are none.
    public init(
        _ tracer: Tracer, custodians: Custodians, tables: ReferenceTables,
        link: CustodianLink? = nil
    ) {
        self.tracer = tracer
        self.custodians = custodians
        describer = Mutex(FirearmDescriber(tables: tables))
        self.link = link
    }

    /// Traces the firearm of a request.
    ///
    /// - Throws: `AnswerDelay` while a custodian elsewhere has not answered and may still; `BooksError` when a book
    ///   changed while it was asked.
    public func answer(
        _ request: Message, now: @Sendable () -> Moment
    ) async throws -> TraceAnswer {
        let recovery = try describer.withLock { describer in
            try TraceRequestBody.recovery(request.body, describer: &describer)
        }
        let start = now()
        var run = TraceRun(recovery, by: tracer)
        var elsewhere = AskedElsewhere()
        while true {
            switch run.run() {
            case .finished(let finding, let asked):
                if let failure = custodians.failure { throw failure }
                return try written(finding, asked, elsewhere, from: start, to: now())
            case .wanted(let wanted):
                guard let late = try await ask(wanted, of: request, &run, &elsewhere) else {
                    continue
                }
                throw AnswerDelay(
                    licence: late, partial: try partial(run, elsewhere, from: start, to: now()))
            }
        }
    }

    /// Forgets what custodians elsewhere have answered about a request.
    public func finish(_ request: UniqueIdentifier) { link?.forget(request) }

    /// Has custodians elsewhere asked again for the names that they told.
    public func discard(_ request: UniqueIdentifier) { link?.discard(request) }

    private func written(
        _ finding: Finding, _ asked: [AskedCustodian], _ elsewhere: AskedElsewhere,
        from start: Moment, to end: Moment
    ) throws -> TraceAnswer {
        let written = TraceResultBody.write(finding)
        var body = written.body
        body[TracingAnswerer.thresholdMember] = .integer(
            Int64((tracer.threshold * 1_000_000).rounded()))
        return TraceAnswer(
            body: body,
            secrets: try written.sealedPlaintexts.map {
                (path: $0.path, value: try elsewhere.names.secret($0.text))
            },
            // Those elsewhere first: the others share their times, and so one leg.
            asked: (asked.filter(\.isRemote) + asked.filter { !$0.isRemote }).map { custodian in
                // Those at hand are asked and answer in one go.
                let times = elsewhere.times[custodian.licence] ?? (asked: start, answered: end)
                return TraceAnswer.Asked(
                    licence: custodian.licence, asked: times.asked, answered: times.answered)
            }, found: end)
    }

    /// What is known as long as somebody has not answered.
    private func partial(
        _ run: TraceRun, _ elsewhere: AskedElsewhere, from start: Moment, to end: Moment
    ) throws -> TraceAnswer {
        var run = run
        while true {
            switch run.run() {
            case .finished(let finding, let asked):
                return try written(finding, asked, elsewhere, from: start, to: end)
            case .wanted(let wanted): for one in wanted { run.add(.none, of: one) }
            }
        }
    }

    /// The probability from which the answering node names a firearm; `nil` when the answer does not say.
    public static func threshold(of body: JSONObject) -> Double? {
        guard let parts = body[thresholdMember]?.integer, (0...1_000_000).contains(parts) else {
            return nil
        }
        return Double(parts) / 1_000_000
    }

    /// When each custodian elsewhere was asked first and answered last, and what stands for whom they named.
    private struct AskedElsewhere {
        var times: [String: (asked: Moment, answered: Moment?)] = [:]
        /// What stands for the names that were told.
        var names: NameTokens = [:]

        mutating func note(_ licence: String, asked: Moment, answered: Moment?) {
            let first = times[licence]?.asked ?? asked
            times[licence] = (first, answered ?? times[licence]?.answered)
        }
    }

    /// Asks all that is wanted at once.
    ///
    /// - Returns: the licence of one who has not answered and may still; `nil` when there is none.
    private func ask(
        _ wanted: [TraceRun.Wanted], of request: Message, _ run: inout TraceRun,
        _ elsewhere: inout AskedElsewhere
    ) async throws -> String? {
        guard let link else {
            // Nobody can be asked: that is an answer too.
            for one in wanted { run.add(.none, of: one) }
            return nil
        }
        let answers = try await withThrowingTaskGroup(
            of: (TraceRun.Wanted, CustodianLink.Answered?).self
        ) { group in
            for one in wanted {
                group.addTask { (one, try await link.ask(one, about: request)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        var late: String?
        for (one, answered) in answers {
            guard let answered else {
                late = one.licence
                continue
            }
            run.add(answered.reply, of: one)
            elsewhere.names.merge(answered.names) { known, _ in known }
            elsewhere.note(one.licence, asked: answered.asked, answered: answered.answered)
        }
        return late
    }
}

/// Why a request is not answered yet.
public struct AnswerDelay: Error, Sendable {
    /// The licence of one who has not answered.
    public let licence: String
    /// What is known so far.
    public let partial: TraceAnswer
}

/// What a custodian elsewhere has said.
enum CustodianReply: Sendable {
    case firearm(BookReply)
    case recipient(RecipientReply)
    /// Nobody answered, and nobody will.
    case none
}

extension TraceRun {
    /// Adds what a custodian said to what it was asked.
    mutating func add(_ reply: CustodianReply, of wanted: Wanted) {
        switch (wanted.question, reply) {
        case (.firearm(let question), .firearm(let reply)):
            add(reply, of: wanted.licence, to: question)
        case (.recipient(let question), .recipient(let reply)):
            add(reply, of: wanted.licence, to: question)
        case (.firearm(let question), _): add(.noAnswer, of: wanted.licence, to: question)
        case (.recipient(let question), _): add(.noAnswer, of: wanted.licence, to: question)
        }
    }
}
