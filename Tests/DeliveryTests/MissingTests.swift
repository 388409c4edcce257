import Cryptography
import Delivery
import Exchange
import Simulation
import Testing

/// What the other's ledger tells: messages that did not come, and receipts that were lost.
struct MissingTests {
    private func see(_ node: TestNode, _ entry: LedgerEntry) throws -> [Delivery.Action] {
        try node.delivery.see(entry, node.circumstances, in: node.tables)
    }

    private func fetch(_ node: TestNode, _ key: MessageKeyPair) throws -> [Delivery.Action] {
        try node.delivery.fetch(key, node.circumstances, in: node.tables)
    }

    @Test("a message that was sent and does not come is fetched after a minute, and missed once")
    func fetching() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest, incoming: true)
        let key = MessageKeyPair(node.peer, request.identifier)
        #expect(try see(node, node.entry(.messageOut, of: request)).isEmpty)
        let expected = try #require(node.tables.expected(key))
        node.time = 30_000
        #expect(try see(node, node.entry(.messageOut, of: request)).isEmpty)
        #expect(node.tables.expected(key) == expected, "seen again is nothing new")
        node.time = Expected.patience - 1
        #expect(try fetch(node, key).isEmpty)
        node.time += 1
        #expect(try fetch(node, key) == [.fetch(key), .alarm(.missing(key))])
        #expect(try fetch(node, key).isEmpty, "the next try is later")
        node.time += Backoff.longest
        #expect(try fetch(node, key) == [.fetch(key)])
        #expect(node.kinds == [.gap])
        // A clock that was set back does not put it off.
        node.time -= 600_000
        #expect(try fetch(node, key) == [.fetch(key)])
        _ = try node.receive(request)
        #expect(node.tables.expected(key) == nil)
        node.time += Backoff.longest
        #expect(try fetch(node, key).isEmpty)
        #expect(try see(node, node.entry(.messageOut, of: request)).isEmpty)
        #expect(node.tables.expected(key) == nil, "it has come")
    }

    @Test("what the other has given up is not expected any more")
    func givenUp() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest, incoming: true)
        let key = MessageKeyPair(node.peer, request.identifier)
        _ = try see(node, node.entry(.messageOut, of: request))
        #expect(node.tables.expected(key) != nil)
        let own = try node.message(.traceRequest, identifier: request.identifier)
        _ = try see(node, node.entry(.gap, of: own))
        #expect(node.tables.expected(key) != nil, "that one is about a message of this node")
        _ = try see(node, node.entry(.gap, of: request))
        #expect(node.tables.expected(key) == nil)
    }

    @Test("entries of others, to others, or about nothing are nobody's news")
    func others() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest, incoming: true)
        let toOther = try TestNode("mx.trace.example", with: "ca.trace.example")
            .message(.traceRequest)
        let nameless = LedgerEntry(
            .messageOut, identifier: node.circumstances.identifier(), at: node.now,
            node: node.peer)
        for entry in [
            node.entry(.messageOut, of: request, by: node.own),
            node.entry(.messageOut, of: toOther), node.entry(.nodeStart, of: request), nameless,
        ] {
            #expect(try see(node, entry).isEmpty)
        }
        #expect(node.tables.records.expected.isEmpty)
    }

    @Test(
        "an arrival there means that the receipt was lost",
        arguments: [EntryKind.messageIn, .refuse, .conflict])
    func lostReceipt(kind: EntryKind) throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        try node.send(request)
        let foreign = node.entry(kind, of: request, digest: Digest.sha256([]))
        #expect(try see(node, foreign).isEmpty)
        let unknown = node.entry(kind, of: try node.message(.traceRequest))
        #expect(try see(node, unknown).isEmpty)
        #expect(node.state(request) == .sending)
        let entry = node.entry(kind, of: request)
        #expect(try see(node, entry) == [.send(request.identifier)])
        #expect(node.state(request) == .seen)
        #expect(try see(node, entry).isEmpty)
        try node.receipt(.accepted, of: request)
        #expect(try see(node, entry).isEmpty)
    }

    @Test("what was given up and arrived all the same is asked about until its receipt comes")
    func lateProof() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        try node.send(request)
        node.time = 3_600_000 + Outgoing.closing
        #expect(try node.happen(.due, to: request).isEmpty)
        #expect(node.state(request) == .expired)
        #expect(try see(node, node.entry(.messageIn, of: request)) == [.send(request.identifier)])
        for _ in 0..<20 {
            node.time += Backoff.longest
            #expect(try node.happen(.due, to: request) == [.send(request.identifier)])
        }
        try node.receipt(.accepted, of: request)
        #expect(node.state(request) == .delivered)
        #expect(node.talk(request) == .expired, "its answer came too late, if it comes")
        #expect(node.kinds == [.messageOut, .gap, .messageIn])
    }

    @Test("a late refusal is told to whoever asked")
    func lateRefusal() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        try node.send(request)
        node.time = 3_600_000 + Outgoing.closing
        _ = try node.happen(.due, to: request)
        _ = try see(node, node.entry(.refuse, of: request))
        try node.receipt(.refused(.notTaken), of: request)
        #expect(node.talk(request) == .refused(.notTaken))
    }
}
