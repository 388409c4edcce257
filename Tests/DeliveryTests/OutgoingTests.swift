import Delivery
import Exchange
import Simulation
import Testing

/// The first table of docs/protocol.md: each state with each event.
struct OutgoingTests {
    private static let hour: Int64 = 3_600_000
    private static let states: [Outgoing.State] = [
        .logged, .sending, .seen, .delivered, .refused(.cancelled), .expired, .conflict,
    ]
    private static let events: [Outgoing.Event] =
        [.published, .due, .rejected, .seenThere]
        + [.accepted, .delivered, .answered, .refused(.notTaken), .expired, .conflict].map {
            .receipt($0)
        }

    private func outgoing(_ state: Outgoing.State, _ node: TestNode) throws -> Outgoing {
        Outgoing(
            try node.message(.traceRequest), entry: 0, state: state, tries: 3,
            nextTry: node.now, isQuestioned: false)
    }

    /// What the table says; `nil` for "the same" and nothing to do.
    private func wanted(
        _ state: Outgoing.State, _ event: Outgoing.Event, isOver: Bool
    ) -> (Outgoing.State, Outgoing.Consequence)? {
        switch (state, event) {
        case (.logged, .published): (.sending, .send)
        case (.logged, .due): isOver ? (.expired, .ended) : nil
        case (.sending, .due): isOver ? (.expired, .ended) : (.sending, .send)
        case (.seen, .due): (.seen, .send)
        case (.logged, .seenThere), (.sending, .seenThere), (.expired, .seenThere): (.seen, .send)
        case (.logged, .rejected), (.sending, .rejected), (.seen, .rejected):
            (state, .questioned)
        case (.expired, .receipt(.expired)): nil
        case (.logged, .receipt(let stage)), (.sending, .receipt(let stage)),
            (.seen, .receipt(let stage)), (.expired, .receipt(let stage)):
            switch stage {
            case .accepted, .delivered, .answered: (.delivered, .ended)
            case .refused(let code): (.refused(code), .ended)
            case .expired: (.expired, .ended)
            case .conflict: (.conflict, .ended)
            }
        default: nil
        }
    }

    @Test("each state decides each event, as the table says", arguments: [false, true])
    func table(isOver: Bool) throws {
        let node = try TestNode()
        for state in OutgoingTests.states {
            for event in OutgoingTests.events {
                var one = try outgoing(state, node)
                let before = one
                let later = isOver ? OutgoingTests.hour + Outgoing.closing : 0
                let consequence = one.take(event, at: node.now.later(by: later), chance: 0)
                let wanted = wanted(state, event, isOver: isOver)
                #expect(one.state == wanted?.0 ?? state, "\(state), \(event)")
                #expect(consequence == wanted?.1 ?? .none, "\(state), \(event)")
                if consequence == .none { #expect(one == before, "\(state), \(event)") }
                #expect(one.tries == before.tries + (consequence == .send ? 1 : 0))
                if consequence == .send { #expect(one.nextTry > node.now.later(by: later)) }
            }
        }
    }

    @Test("what is final stays, but for what is given up and turns out to have arrived")
    func finality() throws {
        let node = try TestNode()
        for state in OutgoingTests.states {
            let one = try outgoing(state, node)
            let isFinal = OutgoingTests.events.allSatisfy { event in
                var other = one
                return other.take(event, at: node.now, chance: 0) == .none
            }
            #expect(one.isFinal == (isFinal || state == .expired), "\(state)")
            #expect(one.isDue(at: node.now) == (state == .sending || state == .seen), "\(state)")
        }
    }

    @Test("a refusal by form is told once")
    func questioned() throws {
        let node = try TestNode()
        var one = try outgoing(.sending, node)
        #expect(one.take(.rejected, at: node.now, chance: 0) == .questioned)
        #expect(one.take(.rejected, at: node.now, chance: 0) == .none)
        #expect(one.state == .sending)
    }

    @Test("pauses double up to five minutes, and half of each is chance")
    func backoff() {
        var whole: Int64 = 1000
        for tries in 0..<40 {
            #expect(Backoff.delay(after: tries, chance: 0) == whole / 2)
            let longest = Backoff.delay(after: tries, chance: 1023)
            #expect(longest < whole && longest > whole * 99 / 100)
            whole = min(whole * 2, 300_000)
        }
        #expect(Backoff.delay(after: -1, chance: -5) == 500)
        #expect(Backoff.delay(after: .max, chance: .max) < Backoff.longest)
    }

    @Test("a message is tried again and again until ten minutes after its lifetime, and no longer")
    func tries() throws {
        let node = try TestNode()
        let facts = try node.message(.traceRequest)
        try node.send(facts)
        var sent = 1
        while node.state(facts) == .sending {
            let outgoing = try #require(node.tables.outgoing(facts.identifier))
            node.time = max(node.time, outgoing.nextTry.milliseconds - TestNode.start)
            #expect(outgoing.isDue(at: node.now))
            sent += try node.happen(.due, to: facts).count
        }
        #expect(node.state(facts) == .expired)
        #expect(node.time >= OutgoingTests.hour + Outgoing.closing)
        #expect(node.time < OutgoingTests.hour + Outgoing.closing + Backoff.longest)
        #expect((14...32).contains(sent))
        #expect(node.kinds == [.messageOut, .gap])
        #expect(node.talk(facts) == .expired)
    }

    @Test("clocks that are set do neither stop a message nor let it be sent without end")
    func clocks() throws {
        let node = try TestNode()
        node.time = OutgoingTests.hour
        let facts = try node.message(.traceRequest)
        try node.send(facts)
        let outgoing = try #require(node.tables.outgoing(facts.identifier))
        #expect(!outgoing.isDue(at: node.now))
        // Ten minutes back: the next try is further away than any pause.
        node.time -= 600_000
        #expect(outgoing.isDue(at: node.now))
        #expect(try node.happen(.due, to: facts) == [.send(facts.identifier)])
        #expect(node.tables.outgoing(facts.identifier)?.isDue(at: node.now) == false)
        // Ten minutes forward ends no lifetime early.
        node.time = 2 * OutgoingTests.hour + 600_000 - 1
        #expect(try node.happen(.due, to: facts) == [.send(facts.identifier)])
        #expect(node.state(facts) == .sending)
        // The last moment that there is.
        let last = try #require(Moment(milliseconds: 1 << 48 - 1))
        #expect(last.later(by: 1) == last && last.later(by: .max) == last)
    }

    @Test("a message whose entry is never published expires too")
    func unpublished() throws {
        let node = try TestNode()
        let facts = try node.message(.traceRequest)
        #expect(try node.submit(facts))
        let outgoing = try #require(node.tables.outgoing(facts.identifier))
        #expect(!outgoing.isDue(at: node.now.later(by: OutgoingTests.hour)))
        node.time = OutgoingTests.hour + Outgoing.closing
        #expect(outgoing.isDue(at: node.now))
        #expect(try node.happen(.due, to: facts).isEmpty)
        #expect(node.state(facts) == .expired)
    }
}
