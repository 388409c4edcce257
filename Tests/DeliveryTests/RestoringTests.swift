import Delivery
import Exchange
import Simulation
import Testing

/// A node whose tables are older than its ledger.
struct RestoringTests {
    /// What the other still has, by the identifier of the message.
    private typealias Found = [UniqueIdentifier: RecoveredMessage]

    private func restore(
        _ node: TestNode, _ entries: [LedgerEntry], from first: UInt64 = 0, _ found: Found
    ) throws -> [Delivery.Action] {
        try node.delivery.restore(
            entries, from: first, node.circumstances, in: node.tables,
            find: { $0.answered.flatMap { found[$0] } },
            receipt: { receipt, _, _ in Array(receipt.stage.word.utf8) })
    }

    private func found(_ messages: MessageFacts...) -> Found {
        Found(
            uniqueKeysWithValues: messages.map {
                ($0.identifier, RecoveredMessage($0, envelope: [9]))
            })
    }

    @Test("what came in has its effect anew, once, and in its place")
    func incoming() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest, incoming: true)
        let cancelled = try node.message(.traceRequest, incoming: true)
        let cancel = try node.message(.cancel, about: cancelled.identifier, incoming: true)
        let first = try node.receive(request).answer
        _ = try node.receive(cancel)
        #expect(try node.receive(cancelled).answer.stage == .refused(.cancelled))
        let entries = node.tables.records.entries

        let restored = try TestNode()
        let found = found(request, cancel, cancelled)
        #expect(try restore(restored, entries, found).isEmpty)
        #expect(restored.tables.records.entries == entries)
        #expect(restored.talk(request) == .open)
        #expect(restored.talk(cancelled) == .cancelled)
        let again = try restored.receive(request).answer
        #expect(again.entry == first.entry && again.stage == .accepted && again.isRepeated)
        #expect(try restored.receive(cancelled).answer.stage == .refused(.cancelled))
        #expect(try restore(restored, entries, found).isEmpty)
        #expect(restored.tables.records.entries == entries)
    }

    @Test("what was refused stays refused, for a reason that holds")
    func refusals() throws {
        let node = try TestNode()
        let late = try node.message(.traceRequest, incoming: true)
        let bad = try node.message(.traceRequest, incoming: true)
        let odd = try node.message(.traceRequest, incoming: true)
        _ = try node.receive(bad, objection: .unreadable)
        _ = try node.receive(odd, objection: .unreadable)
        node.time = 3_600_000
        _ = try node.receive(late)
        var found = found(late, odd)
        found[bad.identifier] = RecoveredMessage(bad, envelope: [9], objection: .unreadable)
        let restored = try TestNode()
        _ = try restore(restored, node.tables.records.entries, found)
        #expect(try restored.receive(late).answer.stage == .expired)
        #expect(try restored.receive(bad).answer.stage == .refused(.unreadable))
        #expect(try restored.receive(odd).answer.stage == .refused(.notTaken))
        #expect(restored.tables.records.conversations.isEmpty)
    }

    @Test("what the ledger says was taken is taken, whatever is known of its request")
    func taken() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        let result = try node.message(.traceResult, about: request.identifier, incoming: true)
        try node.send(request)
        _ = try node.receive(result)
        let restored = try TestNode()
        // The request itself is lost, so that the result seems to answer nothing.
        let actions = try restore(restored, node.tables.records.entries, found(result))
        #expect(actions == [.alarm(.lost(request.identifier))])
        #expect(try restored.receive(result).answer.stage == .delivered)
    }

    @Test("what went out and arrived is asked about; its conversation is as it was")
    func outgoing() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        let asked = try node.message(.traceRequest, incoming: true)
        try node.send(request)
        _ = try node.receive(asked)
        let result = try node.message(.traceResult, about: asked.identifier)
        let cancel = try node.message(.cancel, about: request.identifier)
        try node.send(result)
        try node.send(cancel)
        let restored = try TestNode()
        let actions = try restore(
            restored, node.tables.records.entries, found(request, asked, result, cancel))
        #expect(
            actions == [request, result, cancel].map { .send($0.identifier) })
        #expect(restored.state(request) == .seen)
        #expect(restored.tables.outgoing(result.identifier)?.entry == 2)
        #expect(restored.talk(request) == .cancelled)
        #expect(restored.talk(asked) == .answered(result.identifier))
        try restored.receipt(.accepted, of: request)
        #expect(restored.state(request) == .delivered)
    }

    @Test("a receipt that comes again is in the ledger once")
    func receiptAgain() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        try node.send(request)
        let receipt = try node.message(.receipt, about: request.identifier, incoming: true)
        try node.take(.accepted, in: receipt, of: request)
        let entries = node.tables.records.entries
        #expect(entries.map(\.kind) == [.messageOut, .messageIn])
        let restored = try TestNode()
        _ = try restore(restored, entries, found(request))
        #expect(restored.state(request) == .seen)
        try restored.take(.accepted, in: receipt, of: request)
        #expect(restored.state(request) == .delivered)
        #expect(restored.tables.records.entries == entries)
    }

    @Test("what came in at the older copy keeps its entry, wherever that is moved")
    func arrivalsMove() throws {
        let node = try TestNode()
        let lost = try node.message(.traceRequest, incoming: true)
        _ = try node.receive(lost)
        _ = try node.receive(try node.message(.referral, incoming: true))
        let entries = node.tables.records.entries
        // The copy, which lacks these, was in service and has taken others.
        let copy = try TestNode()
        copy.time = 7
        let new = try (1...3).map { _ in try copy.message(.traceRequest, incoming: true) }
        for one in new { _ = try copy.receive(one) }
        var other = new[0]
        other = try copy.message(
            .traceRequest, incoming: true, identifier: other.identifier, text: "!")
        #expect(try copy.receive(other).answer.entry == 3)
        _ = try restore(copy, entries, found(lost))
        #expect(copy.tables.records.entries.count == 6)
        for (place, one) in new.enumerated() {
            let answer = try copy.receive(one).answer
            #expect(answer.isRepeated && answer.entry == UInt64(2 + place))
            let entry = try #require(copy.tables.entry(at: answer.entry))
            #expect(entry.message == one.digest && entry.kind == .messageIn)
        }
        let dispute = try copy.receive(other).answer.entry
        #expect(dispute == 5 && copy.tables.entry(at: dispute)?.kind == .conflict)
        #expect(try copy.receive(lost).answer.entry == 0)
    }

    @Test("what is lost is given up, with one GAP, and a request ends as expired")
    func lost() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        let asked = try node.message(.traceRequest, incoming: true)
        let legs = try (1...200).map { try node.leg(.asked(custodian: $0), by: node.own) }
        try node.send(request)
        _ = try node.receive(asked)
        let result = try node.message(.traceResult, about: asked.identifier)
        #expect(try node.submit(result, legs: legs))
        let entries = node.tables.records.entries
        #expect(entries.count > 4, "the result has more entries than one")
        let restored = try TestNode()
        let actions = try restore(restored, entries, found(asked))
        #expect(
            actions == [
                .alarm(.lost(request.identifier)), .alarm(.lost(result.identifier)),
            ])
        #expect(restored.kinds.suffix(2) == [.gap, .gap])
        #expect(restored.talk(request) == .expired)
        #expect(restored.talk(asked) == .open, "it is traced and answered again")
        let gap = try #require(restored.tables.records.entries.last)
        #expect(gap.answered == result.identifier && gap.message == result.digest)
        #expect(try gap.addressee() == restored.peer)
        #expect(try restored.submit(restored.message(.traceResult, about: asked.identifier)))
    }

    @Test("what had been given up before is not given up twice")
    func givenUp() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest)
        try node.send(request)
        node.time = 3_600_000 + Outgoing.closing
        _ = try node.happen(.due, to: request)
        let restored = try TestNode()
        #expect(try restore(restored, node.tables.records.entries, [:]).isEmpty)
        #expect(restored.kinds == [.messageOut, .gap])
        #expect(restored.talk(request) == .expired)
    }

    @Test("what another message's envelope says is not believed")
    func mistaken() throws {
        let node = try TestNode()
        let request = try node.message(.traceRequest, incoming: true)
        let twin = try node.message(
            .traceRequest, incoming: true, identifier: request.identifier, text: "other")
        _ = try node.receive(request)
        let restored = try TestNode()
        #expect(try restore(restored, node.tables.records.entries, found(twin)).isEmpty)
        #expect(restored.tables.records.inbox.isEmpty)
    }

    @Test("what was asked here since then moves behind what the ledger has")
    func displaced() throws {
        let node = try TestNode()
        let old = try node.message(.traceRequest)
        let lost = try node.message(.traceRequest, incoming: true)
        try node.send(old)
        let restored = try TestNode()
        restored.tables = MemoryTables(node.tables.records)
        _ = try node.receive(lost)
        restored.time = 1
        let new = try (0..<3).map { _ in try restored.message(.traceRequest) }
        for facts in new { #expect(try restored.submit(facts)) }
        let entries = node.tables.records.entries
        #expect(try restore(restored, Array(entries[1...]), from: 1, found(lost)).isEmpty)
        #expect(restored.tables.records.entries.prefix(2) == entries[...])
        #expect(restored.kinds == [.messageOut, .messageIn, .messageOut, .messageOut, .messageOut])
        for facts in new {
            let place = try #require(restored.tables.outgoing(facts.identifier)?.entry)
            #expect(restored.tables.entry(at: place)?.answered == facts.identifier)
            #expect(restored.state(facts) == .logged)
        }
    }

    @Test("tables without the last entry of the ledger are an older copy, whatever was added")
    func knowing() throws {
        let node = try TestNode()
        let facts = try (0..<3).map { _ in try node.message(.traceRequest) }
        for one in facts { try node.send(one) }
        let last = try #require(node.tables.records.entries.last)
        func knows(_ tables: MemoryTables, _ index: UInt64 = 2) throws -> Bool {
            try node.delivery.knows(last, at: index, in: tables)
        }
        #expect(try knows(node.tables))
        #expect(try !knows(node.tables, 1), "another entry")
        let older = try TestNode()
        older.tables.put(node.tables.records.entries[0], at: 0)
        #expect(try !knows(older.tables))
        older.time = 1
        for _ in 0..<4 { #expect(try older.submit(older.message(.traceRequest))) }
        #expect(older.tables.entryCount() > 3)
        #expect(try !knows(older.tables))
    }
}
