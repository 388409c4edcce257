import Delivery
import Exchange
import Simulation
import Testing

/// The third table of docs/protocol.md: each kind of message with each state of its conversation.
struct ConversationTests {
    private static let states: [Conversation.State?] = {
        let node = try? TestNode()
        let answer = node?.circumstances.identifier()
        return [
            nil, .open, answer.map { .answered($0) }, .refused(.notTaken), .expired, .cancelled,
        ]
    }()

    private func isAnswered(_ state: Conversation.State?) -> Bool {
        if case .answered = state { true } else { false }
    }

    /// What the table says: what is answered, and what the conversation is afterwards.
    private func wanted(
        _ kind: MessageKind, _ part: Conversation.Part, _ state: Conversation.State?,
        _ message: UniqueIdentifier
    ) -> (Receipt.Stage, Conversation.State?) {
        let isAsking = state != nil && part == .asking
        switch kind {
        case .traceRequest:
            guard let state else { return (.accepted, .open) }
            return (.refused(state == .cancelled ? .cancelled : .notTaken), state)
        case .traceResult:
            guard isAsking else { return (.refused(.unknownRequest), state) }
            if isAnswered(state) || state == .refused(.notTaken) {
                return (.refused(.alreadyAnswered), state)
            }
            return (.delivered, .answered(message))
        case .tracePartial, .clarification:
            return (isAsking ? .delivered : .refused(.unknownRequest), state)
        case .cancel:
            if isAsking { return (.refused(.unknownRequest), state) }
            return (.accepted, state == nil || state == .open ? .cancelled : state)
        case .receipt, .custodianQuestion, .custodianAnswer:
            return (.refused(.notTaken), state)
        case .blindAnswer:
            // Nothing was asked blindly here.
            return (.refused(.unknownRequest), state)
        case .referral, .referralUpdate, .permissionRequest, .permission, .blindQuery:
            return (.delivered, state)
        }
    }

    @Test("each kind is decided in each state", arguments: MessageKind.allCases)
    func table(kind: MessageKind) throws {
        for part in [Conversation.Part.asking, .answering] {
            for state in ConversationTests.states {
                let node = try TestNode()
                let request = node.circumstances.identifier()
                let message = try node.message(
                    kind, about: kind == .traceRequest ? nil : request, incoming: true,
                    identifier: kind == .traceRequest ? request : nil)
                if let state {
                    node.tables.put(
                        Conversation(
                            request, with: node.peer, part: part, until: message.lifetime.end,
                            state: state))
                }
                let wanted = wanted(kind, part, state, message.identifier)
                let answer = try node.receive(message)
                #expect(answer.answer.stage == wanted.0, "\(part), \(String(describing: state))")
                #expect(node.talk(message) == wanted.1, "\(part), \(String(describing: state))")
                let isTraced = kind == .traceRequest && state == nil
                #expect(answer.actions.isEmpty == !isTraced)
            }
        }
    }

    @Test("a cancel that names no request is refused")
    func nameless() throws {
        let node = try TestNode()
        let cancel = try node.message(.cancel, incoming: true)
        #expect(try node.receive(cancel).answer.stage == .refused(.unreadable))
    }

    @Test("a request that was taken back before it came is not traced")
    func cancelFirst() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest, incoming: true)
        let cancel = try node.message(.cancel, about: request.identifier, incoming: true)
        #expect(try node.receive(cancel).answer.stage == .accepted)
        let answer = try node.receive(request)
        #expect(answer.answer.stage == .refused(.cancelled))
        #expect(answer.actions.isEmpty)
    }

    @Test("what was taken back or is over is not answered, and what was answered not twice")
    func submitting() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest, incoming: true)
        let result = try node.message(.traceResult, about: request.identifier)
        #expect(try !node.submit(result), "nobody asked")
        _ = try node.receive(request)
        #expect(try node.submit(node.message(.tracePartial, about: request.identifier)))
        #expect(try node.submit(result))
        #expect(node.talk(request) == .answered(result.identifier))
        #expect(try !node.submit(node.message(.traceResult, about: request.identifier)))

        let other = try node.message(.traceRequest, incoming: true)
        _ = try node.receive(other)
        _ = try node.receive(node.message(.cancel, about: other.identifier, incoming: true))
        #expect(try !node.submit(node.message(.traceResult, about: other.identifier)))
        #expect(node.kinds.count { $0 == .messageOut } == 2)
    }

    @Test("what was asked is taken back once, and not when it is answered")
    func cancelling() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        #expect(try !node.submit(node.message(.cancel, about: request.identifier)))
        try node.send(request)
        #expect(try node.submit(node.message(.cancel, about: request.identifier)))
        #expect(node.talk(request) == .cancelled)
        #expect(try !node.submit(node.message(.cancel, about: request.identifier)))
        // The answer was under way: it is taken.
        let result = try node.message(.traceResult, about: request.identifier, incoming: true)
        #expect(try node.receive(result).answer.stage == .delivered)
        #expect(node.talk(request) == .answered(result.identifier))
        // Its own request's refusal changes nothing any more.
        try node.receipt(.refused(.cancelled), of: request)
        #expect(node.talk(request) == .answered(result.identifier))
    }

    @Test("a request without an answer expires with its lifetime, once its message has an end")
    func expiring() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        try node.send(request)
        func expire() throws {
            try node.delivery.expire(
                request.identifier, with: node.peer, node.circumstances, in: node.tables)
        }
        node.time = 3_600_000
        try expire()
        #expect(node.talk(request) == .open, "it may still be delivered")
        try node.receipt(.accepted, of: request)
        node.time = 3_599_999
        try expire()
        #expect(node.talk(request) == .open, "not yet")
        node.time = 3_600_000
        try expire()
        #expect(node.talk(request) == .expired)
        let late = try node.message(.traceResult, about: request.identifier, incoming: true)
        #expect(try node.receive(late).answer.stage == .delivered)
        #expect(node.talk(request) == .answered(late.identifier))
        try expire()
        #expect(node.talk(request) == .answered(late.identifier))

        let asked = try node.message(.traceRequest, incoming: true)
        _ = try node.receive(asked)
        node.time += 3_600_000
        try node.delivery.expire(
            asked.identifier, with: node.peer, node.circumstances, in: node.tables)
        #expect(node.talk(asked) == .expired)
        #expect(try !node.submit(node.message(.traceResult, about: asked.identifier)))
        try node.delivery.expire(
            node.circumstances.identifier(), with: node.peer, node.circumstances, in: node.tables)
    }
}
