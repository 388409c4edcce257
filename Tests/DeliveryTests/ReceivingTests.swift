import Cryptography
import Delivery
import Exchange
import Simulation
import Testing

/// The second table of docs/protocol.md: a message that comes in, and its receipt.
struct ReceivingTests {
    @Test("a message has one effect, however often it comes")
    func once() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest, incoming: true)
        let first = try node.receive(request)
        #expect(first.answer.stage == .accepted)
        #expect(first.answer.status == 202)
        #expect(first.actions == [.trace(request.identifier, for: node.peer)])
        for _ in 0..<3 {
            node.time += 7_200_000
            let again = try node.receive(request)
            #expect(again.answer.status == 200)
            #expect(again.answer.isRepeated)
            #expect(again.answer.receipt == first.answer.receipt)
            #expect(again.answer.entry == first.answer.entry)
            #expect(again.actions.isEmpty)
        }
        #expect(node.kinds == [.messageIn])
    }

    @Test("what comes too late, or is not wanted, is refused for ever")
    func refused() throws {
        let node = try TestNode()
        let late = try node.message(.traceRequest, incoming: true)
        node.time = 3_600_000
        #expect(try node.receive(late).answer.status == 410)
        node.time = 0
        let again = try node.receive(late).answer
        #expect(again.stage == .expired && again.status == 410 && again.isRepeated)
        #expect(node.talk(late) == nil)

        let bad = try node.message(.traceRequest, incoming: true)
        let refusal = try node.receive(bad, objection: .unreadable)
        #expect(refusal.answer.stage == .refused(.unreadable))
        #expect(refusal.answer.status == 403)
        #expect(refusal.actions.isEmpty)
        #expect(try node.receive(bad).answer.stage == .refused(.unreadable))
        #expect(node.talk(bad) == nil)
        #expect(node.kinds == [.refuse, .refuse])
    }

    @Test("a blind answer is taken from whoever was asked, and from nobody else")
    func blindAnswer() throws {
        let node = try TestNode()
        let unasked = try node.message(
            .blindAnswer, about: node.circumstances.identifier(), incoming: true)
        #expect(try node.receive(unasked).answer.stage == .refused(.unknownRequest))
        let bare = try node.message(.blindAnswer, incoming: true)
        #expect(try node.receive(bare).answer.stage == .refused(.unknownRequest))
        let request = try node.message(.traceRequest)
        try node.send(request)
        let other = try node.message(.blindAnswer, about: request.identifier, incoming: true)
        #expect(try node.receive(other).answer.stage == .refused(.unknownRequest))
        let query = try node.message(.blindQuery)
        try node.send(query)
        let answer = try node.message(.blindAnswer, about: query.identifier, incoming: true)
        #expect(try node.receive(answer).answer.stage == .delivered)
        let asked = try node.message(.blindQuery, incoming: true)
        #expect(try node.receive(asked).answer.stage == .delivered)
    }

    @Test("another envelope of the same identifier is disputed, once in the ledger")
    func conflict() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest, incoming: true)
        let twin = try node.message(
            .traceRequest, incoming: true, identifier: request.identifier, text: "other")
        let first = try node.receive(request)
        let dispute = try node.receive(twin)
        #expect(dispute.answer.stage == .conflict && dispute.answer.status == 422)
        let key = MessageKeyPair(node.peer, request.identifier)
        #expect(dispute.actions == [.alarm(.conflict(key))])
        let again = try node.receive(twin)
        #expect(again.actions.isEmpty && again.answer.isRepeated)
        // The proof that goes with it must be of the entry that is about this envelope.
        #expect(again.answer.entry == dispute.answer.entry)
        #expect(node.tables.entry(at: again.answer.entry)?.message == twin.digest)
        // The first is as it was.
        #expect(try node.receive(request).answer.receipt == first.answer.receipt)
        #expect(node.kinds == [.messageIn, .conflict])
        #expect(node.talk(request) == .open)
    }

    @Test("the same identifier of another node is another message")
    func issuers() throws {
        let node = try TestNode()
        let other = try TestNode("ca.trace.example", with: "us.trace.example")
        let request = try node.message(.traceRequest, incoming: true)
        let foreign = try other.message(.traceRequest, identifier: request.identifier)
        #expect(try node.receive(request).answer.stage == .accepted)
        #expect(try node.receive(foreign).answer.stage == .accepted)
        #expect(node.kinds == [.messageIn, .messageIn])
    }

    @Test(
        "each receipt ends its message, and logs that it came",
        arguments: [
            (Receipt.Stage.accepted, Outgoing.State.delivered, Conversation.State.open),
            (.delivered, .delivered, .open), (.answered, .delivered, .open),
            (.refused(.cancelled), .refused(.cancelled), .refused(.cancelled)),
            (.expired, .expired, .expired), (.conflict, .conflict, .refused(.notTaken)),
        ])
    func receipts(stage: Receipt.Stage, state: Outgoing.State, talk: Conversation.State) throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        try node.send(request)
        let actions = try node.receipt(stage, of: request)
        let key = MessageKeyPair(node.own, request.identifier)
        #expect(actions == (stage == .conflict ? [.alarm(.conflict(key))] : []))
        #expect(node.state(request) == state)
        #expect(node.talk(request) == talk)
        #expect(node.kinds == [.messageOut, stage == .conflict ? .conflict : .messageIn])
        let entry = try #require(node.tables.records.entries.last)
        #expect(try entry.request() == request.identifier)
        // It is taken once.
        #expect(try node.receipt(.delivered, of: request).isEmpty)
        #expect(node.kinds.count == (state == .expired ? 3 : 2))
        #expect(node.state(request) == (state == .expired ? .delivered : state))
    }

    @Test("a receipt of another envelope, or of none that went out, changes nothing")
    func foreignReceipts() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        try node.send(request)
        #expect(try node.receipt(.delivered, of: request, digest: Digest.sha256([])).isEmpty)
        let unknown = try node.message(.traceRequest)
        #expect(try node.receipt(.delivered, of: unknown).isEmpty)
        #expect(node.state(request) == .sending)
        #expect(node.kinds == [.messageOut])
        #expect(try node.happen(.due, to: unknown).isEmpty)
    }

    @Test("a refusal by form raises an alarm once and ends nothing")
    func rejected() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        try node.send(request)
        #expect(
            try node.happen(.rejected, to: request) == [.alarm(.rejected(request.identifier))])
        #expect(try node.happen(.rejected, to: request).isEmpty)
        try node.receipt(.accepted, of: request)
        #expect(node.state(request) == .delivered)
    }

    @Test("both ledgers get the legs of both nodes")
    func legs() throws {
        let asker = try TestNode()
        let answerer = try TestNode("mx.trace.example", with: "us.trace.example")
        let request = try asker.message(.traceRequest)
        let submitted = try asker.leg(.submitted, by: asker.own)
        #expect(try asker.submit(request, legs: [submitted]))
        answerer.time = 5
        // A leg that a node tells of another is hearsay.
        let hearsay = try asker.leg(.found, by: asker.peer)
        _ = try answerer.receive(request, legs: [submitted, hearsay])
        let arrival = try #require(answerer.tables.records.entries.first).legs()
        #expect(
            try arrival == [
                answerer.leg(.received, by: answerer.own),
                answerer.leg(.accepted, by: answerer.own), submitted,
            ])
        try asker.receipt(.accepted, of: request, legs: arrival)
        answerer.time = 9
        let result = try answerer.message(.traceResult, about: request.identifier)
        let found = try answerer.leg(.found, by: answerer.own)
        #expect(try answerer.submit(result, legs: [found]))
        asker.time = 12
        _ = try asker.receive(result, legs: [found])
        let delivered = try #require(asker.tables.records.entries.last).legs()
        #expect(try delivered == [asker.leg(.delivered, by: asker.own), found])
        try answerer.receipt(.delivered, of: result, legs: delivered)
        let timelines = [asker, answerer].map {
            Timeline.build(from: $0.tables.records.entries, request: request.identifier)
        }
        #expect(timelines[0] == timelines[1])
        #expect(timelines[0].legs.count == 5)
    }

    @Test(
        "the entry that a receipt proves tells the receiver's own legs, however many others there are"
    )
    func ownLegsFirst() throws {
        let asker = try TestNode()
        let request = try asker.message(.traceRequest)
        #expect(try asker.submit(request))
        asker.time = 12
        let result = try asker.message(.traceResult, about: request.identifier, incoming: true)
        let many = try (1...200).map { try asker.leg(.asked(custodian: $0), by: asker.peer) }
        let index = try asker.receive(result, legs: many).answer.entry
        let entries = asker.tables.records.entries
        #expect(entries.filter { $0.message == result.digest }.count > 1)
        let proved = try entries[Int(index)].legs()
        #expect(try proved.first == asker.leg(.delivered, by: asker.own))
    }

    @Test("legs beyond one entry go into more of them")
    func manyLegs() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        let legs = try (1...200).map {
            try node.leg(.asked(custodian: $0), by: node.own, at: Int64($0))
        }
        #expect(try node.submit(request, legs: legs))
        #expect(node.kinds.count > 1 && Set(node.kinds) == [.messageOut])
        #expect(node.tables.outgoing(request.identifier)?.entry == 0)
        let entries = node.tables.records.entries
        #expect(Set(entries.map(\.identifier)).count == entries.count)
        #expect(
            Timeline.build(from: entries, request: request.identifier).legs.count == legs.count)
    }
}
