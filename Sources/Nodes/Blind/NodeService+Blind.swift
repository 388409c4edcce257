import BlindLookup
import Cryptography
import Delivery
import Encoding
import Exchange
import Inquiries
import Policy
import Storage
import Synchronization

/// What a node answers blindly with: the keys of the period, and the list that was made with them.
struct BlindState: Sendable {
    var keys: PeriodKeys?
    var list: ComparisonList?
    /// Whether the list is to be made anew.
    var isStale = true
}

extension NodeService {
    /// The most questions that are read from the tables at once.
    private static let most = 16
    /// The most recoveries that are named at once.
    private static let mostNamed = 500

    /// Answers blind questions, and makes the list of each period, until the task is cancelled.
    func answerBlindly() async {
        while !Task.isCancelled {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    questions.withLock { $0.wait(continuation) }
                }
            } onCancel: {
                questions.withLock { $0.ring() }
            }
            guard isRunning else { continue }
            do {
                try await makeList()
                try await answerOpen()
                try await forgetComparisons()
                try await nameRecoveries(atMost: NodeService.mostNamed)
            } catch {
                guard !Task.isCancelled else { return }
                fail("blind", error)
            }
        }
    }

    /// Makes the list of the period, unless there is one already that has what it should.
    private func makeList() async throws {
        let now = surroundings.now()
        let keys = try PeriodKeyFile.keys(in: folder, configuration.blind, at: now)
        let isNeeded = blind.withLock { blind in
            let isNeeded = blind.isStale || blind.keys?.period != keys.period
            blind.keys = keys
            blind.isStale = false
            return isNeeded
        }
        guard isNeeded else { return }
        do {
            // Of another length of periods: what was counted has nothing to do with these keys.
            try await database.write { try $0.forgetCounts(after: keys.period) }
            let forms = try await listedForms()
            var list: ComparisonList?
            if let forms {
                list = try await ComparisonList.make(
                    of: forms, configuration.blind.rule, keys: keys, lanes: surroundings.lanes)
            }
            blind.withLock { [list] in $0.list = list }
        } catch {
            blind.withLock { $0.isStale = true }
            throw error
        }
    }

    private func answerOpen() async throws {
        var last = ""
        while !Task.isCancelled {
            let open = try await database.read { [last] in
                try $0.openQuestions(after: last, atMost: NodeService.most)
            }
            guard let end = open.last else { return }
            last = end.key.identifier.text
            for question in open where !Task.isCancelled { await answerUnlessWaiting(question) }
        }
    }

    /// Answers a question, unless it was put off; what goes wrong puts it off, and no other.
    private func answerUnlessWaiting(_ question: OpenQuestion) async {
        let (identifier, now) = (question.key.identifier, surroundings.now())
        guard !questions.withLock({ $0.isWaiting(identifier, at: now) }) else { return }
        do {
            try await answer(question)
            questions.withLock { $0.finish(identifier) }
        } catch {
            guard !Task.isCancelled else { return }
            fail("blind", error)
            _ = questions.withLock { $0.put(off: identifier, at: now) }
        }
    }

    /// Answers a question: the policy first, then the allowance, durably, and only then anything is computed.
    private func answer(_ open: OpenQuestion) async throws {
        let query = try Message(payload: try Envelope(open.envelope).payload)
        let question = try BlindQuestion(query.body)
        let now = surroundings.now()
        // One that has expired is answered by nothing.
        guard now < query.lifetime.end else {
            return try await database.write { try $0.close(open.key) }
        }
        guard let peer = peer(open.key.issuer), !peer.isStopped else { return }
        let decision = try decide(answering: query)
        var reply = BlindReply.refused(.policy)
        if decision.isPermitted {
            guard let outcome = try await count(question, of: query, open.key, at: now) else {
                return
            }
            switch outcome {
            case .reply(let made): reply = made
            case .work(let work):
                guard let nonce = SecretScalar.random() else { throw ComparisonError.noMemory }
                reply = try await work.reply(nonce: nonce, lanes: surroundings.lanes)
            }
        }
        try await conclude(open, query, question, reply, decision, for: peer)
    }

    /// What the own policy says of answering a question.
    private func decide(answering query: Message) throws -> PolicyDecision {
        let policy = try policy()
        let purpose = query.grounds.purpose
        // Each node asks its own policy with a law of its own: one of the other country says nothing to it.
        let basis = policy.basis(for: PolicyPurpose(purpose), usual: configuration.basis)
        return policy.decide(.blind(purpose, under: basis))
    }

    /// Decides what a question gets, and takes it from the allowance for good.
    ///
    /// - Returns: `nil` when the question has its answer.
    private func count(
        _ question: BlindQuestion, of query: Message, _ key: MessageKeyPair, at now: Moment
    ) async throws -> BlindDesk.Outcome? {
        let state = blind.withLock { $0 }
        guard let keys = state.keys else { return nil }
        let terms = configuration.blind
        let officer = BlindAllowance.Officer(
            peer: key.issuer, pseudonym: query.grounds.requester.officer)
        return try await database.write { transaction in
            // What was counted before the node was stopped is not counted again.
            guard let isCounted = try transaction.isCounted(key) else { return nil }
            let allowance =
                isCounted
                ? BlindAllowance(perOfficer: .max, perPeer: .max, period: keys.period)
                : try transaction.allowance(terms, for: officer, in: keys.period)
            var desk = BlindDesk(keys: keys, allowance: allowance)
            if let list = state.list { _ = desk.publish(list) }
            let outcome = desk.decide(question, from: officer, at: now)
            if case .work = outcome, !isCounted {
                try transaction.keep(desk.allowance, for: officer)
                try transaction.markCounted(key)
            }
            return outcome
        }
    }

    /// Logs a question and sends its answer, both or neither, and once.
    private func conclude(
        _ open: OpenQuestion, _ query: Message, _ question: BlindQuestion, _ reply: BlindReply,
        _ decision: PolicyDecision, for peer: Peer
    ) async throws {
        let now = surroundings.now()
        var message = try message(.blindAnswer, to: peer.name, grounds: query.grounds)
        message.answered = query.identifier
        message.handling = query.handling
        message.body = reply.body
        let signed = try SignedMessage(message, signers: [keys.message])
        let asked = try Envelope(open.envelope).digest
        let opening = CommittedText("case", query.grounds.caseReference.text)
        let entry = LedgerEntry.blindEvaluation(
            identifier: surroundings.circumstances.identifier(), at: now, node: name,
            .init(
                of: query, caseFile: opening.commitment, decision: decision.decision,
                policy: decision.policy),
            envelope: asked, question: question, reply: reply)
        let delivery = delivery
        try await step { transaction, circumstances in
            guard try transaction.isCounted(open.key) != nil else { return ((), []) }
            try transaction.close(open.key)
            // A node that was restored may have answered before.
            guard try transaction.blindAnswer(to: query.identifier) == nil else {
                return ((), [])
            }
            try transaction.keep(opening, of: entry)
            _ = try transaction.append(entry)
            _ = try delivery.submit(
                MessageFacts(signed), envelope: signed.envelope.bytes, legs: [], circumstances,
                in: transaction)
            return ((), [])
        }
    }
}

extension PolicyQuestion {
    /// Whether firearms may be compared blindly: the same of who asks and of who answers.
    static func blind(_ purpose: Purpose, under basis: LegalBasis?) -> PolicyQuestion {
        PolicyQuestion(
            .answerBlind, by: .tracingCentre, for: PolicyPurpose(purpose), under: basis,
            about: .firearm, facts: WordSet([.caseFile, .standing]))
    }
}
