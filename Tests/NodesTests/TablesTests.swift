import Cryptography
import Delivery
import Exchange
import FoundationEssentials
import Simulation
import Storage
import Testing

@testable import Nodes

/// The tables of a node, each method held against the tables of the simulator.
final class TablesTests: Sendable {
    private let path = TestFolder.make()
    private let start = Moment(milliseconds: 1_767_225_600_000)

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// What a script has seen of some tables.
    private typealias Seen = [String]

    private func facts(
        _ number: Int, _ kind: MessageKind = .traceRequest, answered: UniqueIdentifier? = nil
    ) throws -> MessageFacts {
        let start = try #require(start)
        return MessageFacts(
            kind, identifier: identifier(number),
            route: Message.Route(
                from: try #require(NodeName("mx.trace.example")),
                to: try #require(NodeName("us.trace.example"))),
            lifetime: try #require(Lifetime(from: start, until: start.later(by: 1000))),
            answered: answered, digest: Digest.sha256([UInt8(number)]))
    }

    private func identifier(_ number: Int) -> UniqueIdentifier {
        let text = String(number)
        let digits = String(repeating: "0", count: 12 - text.count) + text
        guard let identifier = UniqueIdentifier("01a215d1-97e5-789e-86ea-\(digits)") else {
            preconditionFailure("the digits of a number are hexadecimal")
        }
        return identifier
    }

    private func entry(_ number: Int, request: UniqueIdentifier?) throws -> LedgerEntry {
        var entry = LedgerEntry(
            .messageOut, identifier: identifier(number), at: try #require(start),
            node: try #require(NodeName("mx.trace.example")))
        entry.answered = identifier(number)
        entry.message = Digest.sha256([UInt8(number)])
        entry.record(request: request)
        return entry
    }

    /// Does everything that tables are for, and says what it saw.
    private func script<Tables: NodeTables & ~Copyable>(
        _ tables: borrowing Tables
    ) throws -> Seen {
        var seen: Seen = []
        let now = try #require(start)
        // Entries.
        seen.append("\(try tables.entryCount())")
        for number in 1...3 {
            seen.append("\(try tables.append(try entry(number, request: identifier(50))))")
        }
        seen.append("\(String(describing: try tables.entry(at: 1)))")
        seen.append("\(String(describing: try tables.entry(at: 9)))")
        try tables.put(try entry(8, request: identifier(51)), at: 1)
        try tables.put(try entry(9, request: nil), at: 3)
        seen.append("\(String(describing: try tables.entry(at: 1))) \(try tables.entryCount())")
        // Messages that go out, in every state.
        let code = try #require(RefusalCode("NO_BASIS"))
        let states: [Outgoing.State] = [
            .logged, .sending, .seen, .delivered, .refused(code), .expired, .conflict,
        ]
        seen.append("\(String(describing: try tables.outgoing(identifier(10))))")
        for (place, state) in states.enumerated() {
            let facts = try facts(
                10 + place, place == 0 ? .traceRequest : .traceResult,
                answered: place == 0 ? nil : identifier(50))
            try tables.add(Outgoing(facts, entry: 2, at: now), envelope: [1])
            try tables.update(
                Outgoing(
                    facts, entry: 3, state: state, tries: place, nextTry: now.later(by: 5),
                    isQuestioned: place == 2))
            seen.append("\(String(describing: try tables.outgoing(facts.identifier)))")
        }
        // Messages that came in, at every stage.
        let stages: [Receipt.Stage] = [
            .accepted, .delivered, .answered, .refused(code), .expired, .conflict,
        ]
        for (place, stage) in stages.enumerated() {
            let facts = try facts(30 + place)
            let key = MessageKeyPair(facts.route.issuer, facts.identifier)
            seen.append("\(String(describing: try tables.incoming(key)))")
            var incoming = Incoming(
                key, digest: facts.digest, entry: 1, stage: stage, receipt: [UInt8(place)])
            try tables.add(incoming, facts, envelope: [2])
            if place == 1 {
                incoming.dispute = 2
                try tables.update(incoming)
            }
            seen.append("\(String(describing: try tables.incoming(key)))")
            let other = MessageKeyPair(facts.route.audience, facts.identifier)
            seen.append("\(String(describing: try tables.incoming(other)))")
        }
        try conversations(tables, code, now, &seen)
        return seen
    }

    private func conversations<Tables: NodeTables & ~Copyable>(
        _ tables: borrowing Tables, _ code: RefusalCode, _ now: Moment, _ seen: inout Seen
    ) throws {
        let peer = try #require(NodeName("us.trace.example"))
        let states: [Conversation.State] = [
            .open, .answered(identifier(60)), .refused(code), .expired, .cancelled,
        ]
        for part in [Conversation.Part.asking, .answering] {
            let request = identifier(part == .asking ? 50 : 51)
            seen.append(
                "\(String(describing: try tables.conversation(with: peer, about: request)))")
            for state in states {
                try tables.put(
                    Conversation(request, with: peer, part: part, until: now, state: state))
                seen.append(
                    "\(String(describing: try tables.conversation(with: peer, about: request)))")
            }
        }
        let key = MessageKeyPair(peer, identifier(70))
        seen.append("\(String(describing: try tables.expected(key)))")
        try tables.put(Expected(key, at: now))
        seen.append("\(String(describing: try tables.expected(key)))")
        try tables.put(Expected(key, since: now, tries: 3, nextTry: now.later(by: 9)))
        seen.append("\(String(describing: try tables.expected(key)))")
        try tables.removeExpected(key)
        try tables.removeExpected(key)
        seen.append("\(String(describing: try tables.expected(key)))")
    }

    @Test("they keep what the simulator's tables keep")
    func alike() async throws {
        let folder = try TestFolder.withStoreKey(path)
        let database = try await folder.openTables()
        let kept = try await database.write { transaction in try self.script(transaction) }
        let expected = try script(MemoryTables())
        #expect(kept == expected)
        #expect(kept.count > 40)
        await database.close()
        // Another process reads the same.
        let again = try await folder.openTables(.readingOnly)
        let state = try await again.read { try $0.outgoingRow(self.identifier(16))?.state }
        #expect(state == .conflict)
        await again.close()
    }

    @Test("a message is kept once, and a transaction that fails leaves nothing")
    func once() async throws {
        let folder = try TestFolder.withStoreKey(path)
        let database = try await folder.openTables()
        let facts = try facts(1)
        let now = try #require(start)
        try await database.write { try $0.add(Outgoing(facts, entry: 0, at: now), envelope: []) }
        await #expect(throws: (any Error).self) {
            try await database.write { transaction in
                _ = try transaction.append(try self.entry(1, request: nil))
                try transaction.add(Outgoing(facts, entry: 0, at: now), envelope: [])
            }
        }
        #expect(try await database.write { try $0.entryCount() } == 0)
        await database.close()
    }

    @Test("a word that the code never writes is told with its place")
    func foreignWords() async throws {
        let folder = try TestFolder.withStoreKey(path)
        let database = try await folder.openTables()
        let facts = try facts(1)
        let now = try #require(start)
        try await database.write { transaction in
            try transaction.add(Outgoing(facts, entry: 0, at: now), envelope: [])
            try transaction.execute("UPDATE outbox SET state = 'lost'")
        }
        await #expect(throws: NodeTableError.unknownWord(table: "outbox", column: "state")) {
            try await database.read { try $0.outgoingRow(facts.identifier) }
        }
        await database.close()
    }
}
