import Exchange
import Transport

/// Carries messages to one node: each at once while few go, and in bundles while they crowd.
///
/// What comes while so many requests are under way waits for one of them to end, and goes together. A single message
/// therefore never waits for company, and a year's requests handed in at once take few calls.
actor MessageCarrier {
    /// Asks the node.
    typealias Ask = @Sendable (PeerClient.Question) async -> Result<PeerAnswer, PeerError>

    /// The most requests that are under way.
    static let mostUnderWay = 8

    private struct Waiting {
        let message: [UInt8]
        let identifier: UniqueIdentifier
        let continuation: CheckedContinuation<Result<PeerAnswer, PeerError>, Never>
    }

    private let ask: Ask
    private var waiting: [Waiting] = []
    private var underWay = 0
    /// Tells whether the last bundle had no answer that counts: messages go alone until one of them has.
    private var isCareful = false

    init(_ ask: @escaping Ask) {
        self.ask = ask
    }

    /// How many messages wait for a request to end.
    var waitingCount: Int { waiting.count }

    /// Carries a message, and brings what is answered to it.
    func carry(
        _ message: [UInt8], _ identifier: UniqueIdentifier
    ) async throws(PeerError) -> PeerAnswer {
        let result = await withCheckedContinuation { continuation in
            waiting.append(
                Waiting(message: message, identifier: identifier, continuation: continuation))
            pump()
        }
        return try result.get()
    }

    private func pump() {
        while underWay < MessageCarrier.mostUnderWay, !waiting.isEmpty {
            let count = isCareful ? 1 : MessageBundle.count(of: waiting.lazy.map(\.message))
            let load = Array(waiting.prefix(count))
            waiting.removeFirst(count)
            underWay += 1
            Task {
                await carry(load)
                underWay -= 1
                pump()
            }
        }
    }

    private func carry(_ load: [Waiting]) async {
        guard load.count > 1 else {
            let result = await ask(
                .init(
                    method: .post, path: "/v1/messages", mediaType: "application/json",
                    body: load[0].message, key: "\"\(load[0].identifier.text)\""))
            if case .success = result { isCareful = false }
            load[0].continuation.resume(returning: result)
            return
        }
        let result = await ask(
            .init(
                method: .post, path: "/v1/messages/bundle", mediaType: MessageBundle.mediaType,
                body: MessageBundle.body(load.map(\.message)),
                key: "\"\(load[0].identifier.text)\"",
                answerLimit: MessageBundle.mostAnswerBytes))
        switch result {
        case .failure(let error):
            isCareful = true
            for one in load { one.continuation.resume(returning: .failure(error)) }
        case .success(let answer):
            hand(out: answer, to: load)
        }
    }

    /// Gives each message its own answer.
    private func hand(out answer: PeerAnswer, to load: [Waiting]) {
        let answers =
            answer.status == 200
            ? MessageBundle.answers(answer.body, count: load.count) : nil
        guard let answers else {
            // Of a node that takes no bundles, or too much at once: each is tried again, alone.
            isCareful = true
            let later = PeerAnswer(status: 503, mediaType: "", body: [])
            for one in load { one.continuation.resume(returning: .success(later)) }
            return
        }
        for (one, answer) in zip(load, answers) {
            one.continuation.resume(
                returning: .success(
                    PeerAnswer(
                        status: answer.status, mediaType: "application/json", body: answer.body)))
        }
    }
}
