import Exchange
import Synchronization
import Testing

@testable import Nodes

/// Several messages in one request.
struct MessageBundleTests {
    @Test("a bundle and its answers are read as they were written")
    func roundTrip() {
        let messages: [[UInt8]] = [[1, 2, 3], [], [0x0A]]
        #expect(MessageBundle.messages(MessageBundle.body(messages)) == messages)
        let answers: [MessageBundle.Answer] = [
            .init(status: 202, body: [1]), .init(status: 503, body: []),
        ]
        let body = MessageBundle.body(answers: answers)
        #expect(MessageBundle.answers(body, count: 2) == answers)
        #expect(MessageBundle.answers(body, count: 1) == nil)
        #expect(MessageBundle.answers(body, count: 3) == nil)
    }

    @Test("what is cut off, too long or of another form is none")
    func broken() {
        let body = MessageBundle.body([[1, 2, 3], [4]])
        for count in 0..<body.count {
            guard let fewer = MessageBundle.messages(Array(body.prefix(count))) else { continue }
            #expect(fewer == [[1, 2, 3]])
        }
        #expect(MessageBundle.messages(body + [0]) == nil)
        #expect(MessageBundle.messages(MessageBundle.body([])) == nil)
        #expect(MessageBundle.messages(Array("trace-messages/2\n\n\0\0\0\u{1}x".utf8)) == nil)
        let most = [[UInt8]](repeating: [1], count: MessageBundle.most)
        #expect(MessageBundle.messages(MessageBundle.body(most)) == most)
        #expect(MessageBundle.messages(MessageBundle.body(most + [[1]])) == nil)
        let long = [UInt8](repeating: 0, count: MessageBundle.mostBytes)
        #expect(MessageBundle.messages(MessageBundle.body([long])) == nil)
        for status in [99, 600] {
            let answer = MessageBundle.body(answers: [.init(status: status, body: [])])
            #expect(MessageBundle.answers(answer, count: 1) == nil)
        }
    }

    @Test("no bundle is longer than the longest message, and no answer than is read")
    func sizes() {
        let short = [[UInt8]](repeating: [1], count: 100)
        #expect(MessageBundle.count(of: short) == MessageBundle.most)
        let long = [[UInt8]](repeating: [UInt8](repeating: 1, count: 100_000), count: 10)
        let count = MessageBundle.count(of: long)
        #expect(count > 1 && count < 10)
        #expect(MessageBundle.body(long.prefix(count)).count <= MessageBundle.mostBytes)
        // One that fills a request alone goes alone.
        let longest = [UInt8](repeating: 1, count: MessageBundle.mostBytes)
        #expect(MessageBundle.count(of: [longest, longest]) == 1)
        let answers = [MessageBundle.Answer](
            repeating: .init(status: 202, body: [UInt8](repeating: 1, count: 200_000)), count: 8)
        let body = MessageBundle.body(answers: answers)
        let read = MessageBundle.answers(body, count: 8)
        #expect(read?.map(\.status) == [202, 202, 202, 202, 202, 503, 503, 503])
    }
}

/// Messages on their way to one node.
struct MessageCarrierTests {
    /// What a carrier asked, and what each question waits for before it is answered.
    private final class Peer: Sendable {
        let asked = Mutex<[PeerClient.Question]>([])
        let answer: @Sendable (PeerClient.Question) -> Result<PeerAnswer, PeerError>
        let gate = Mutex<[CheckedContinuation<Void, Never>]?>([])

        init(_ answer: @escaping @Sendable (PeerClient.Question) -> Result<PeerAnswer, PeerError>) {
            self.answer = answer
        }

        func ask(_ question: PeerClient.Question) async -> Result<PeerAnswer, PeerError> {
            asked.withLock { $0.append(question) }
            await withCheckedContinuation { continuation in
                let isOpen = gate.withLock { waiting in
                    waiting?.append(continuation)
                    return waiting == nil
                }
                if isOpen { continuation.resume() }
            }
            return answer(question)
        }

        func open() {
            let waiting = gate.withLock { waiting in
                defer { waiting = nil }
                return waiting ?? []
            }
            for one in waiting { one.resume() }
        }

        /// Each message answered with itself.
        static let echo: @Sendable (PeerClient.Question) -> Result<PeerAnswer, PeerError> = {
            guard let messages = MessageBundle.messages($0.body) else {
                return .success(PeerAnswer(status: 202, mediaType: "", body: $0.body))
            }
            let answers = messages.map { MessageBundle.Answer(status: 202, body: $0) }
            return .success(
                PeerAnswer(
                    status: 200, mediaType: "", body: MessageBundle.body(answers: answers)))
        }
    }

    private let identifier: UniqueIdentifier

    init() throws {
        identifier = try #require(UniqueIdentifier("01a215d1-97e5-789e-86ea-624e2d32ad9e"))
    }

    /// Carries so many messages at once; what came of each, in their order.
    private func carry(
        _ count: Int, to peer: Peer, by carrier: MessageCarrier
    ) async -> [Result<PeerAnswer, PeerError>] {
        await withTaskGroup(of: (Int, Result<PeerAnswer, PeerError>).self) { group in
            for number in 0..<count {
                group.addTask { [identifier] in
                    do throws(PeerError) {
                        return (
                            number,
                            .success(try await carrier.carry([UInt8(number)], identifier))
                        )
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            group.addTask {
                // All are on their way, or wait for one that is.
                while peer.asked.withLock({ $0.count }) < MessageCarrier.mostUnderWay {
                    await Task.yield()
                }
                while await carrier.waitingCount < count - MessageCarrier.mostUnderWay {
                    await Task.yield()
                }
                peer.open()
                return (-1, .failure(.unwritable))
            }
            var results: [Result<PeerAnswer, PeerError>?] = Array(repeating: nil, count: count)
            for await (number, result) in group where number >= 0 { results[number] = result }
            return results.compactMap(\.self)
        }
    }

    @Test("few go alone, many go together, and each has its own answer")
    func crowds() async {
        let peer = Peer(Peer.echo)
        let carrier = MessageCarrier(peer.ask)
        let results = await carry(100, to: peer, by: carrier)
        #expect(results.count == 100)
        for (number, result) in results.enumerated() {
            #expect((try? result.get())?.body == [UInt8(number)])
        }
        let asked = peer.asked.withLock { $0 }
        #expect(asked.prefix(8).allSatisfy { $0.path == "/v1/messages" })
        #expect(asked.count == 10)
        #expect(asked.dropFirst(8).allSatisfy { $0.path == "/v1/messages/bundle" })
    }

    @Test("of a node that takes no bundles each is tried again, alone")
    func careful() async {
        let peer = Peer { question in
            question.path == "/v1/messages"
                ? Peer.echo(question)
                : .success(PeerAnswer(status: 404, mediaType: "", body: []))
        }
        let carrier = MessageCarrier(peer.ask)
        let statuses = await carry(40, to: peer, by: carrier)
            .map { (try? $0.get())?.status ?? 0 }
        #expect(statuses.count { $0 == 202 } == 8 && statuses.count { $0 == 503 } == 32)
        let again = await carrier.carryAlone([7], identifier)
        #expect(again == 202)
    }

    @Test("what fails on the way fails for each that was in it, and the next go alone")
    func failing() async {
        let peer = Peer { question in
            question.path == "/v1/messages" ? Peer.echo(question) : .failure(.unwritable)
        }
        let carrier = MessageCarrier(peer.ask)
        let results = await carry(40, to: peer, by: carrier)
        #expect(
            results.count { if case .failure(.unwritable) = $0 { true } else { false } } == 32)
        #expect(await carrier.carryAlone([7], identifier) == 202)
        #expect(peer.asked.withLock { $0.last?.path } == "/v1/messages")
    }
}

extension MessageCarrier {
    fileprivate func carryAlone(_ message: [UInt8], _ identifier: UniqueIdentifier) async -> Int {
        (try? await carry(message, identifier))?.status ?? 0
    }
}
