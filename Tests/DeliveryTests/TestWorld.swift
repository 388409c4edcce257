import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger
import Simulation
import Testing

/// A node `us.trace.example` with its tables, which talks with `mx.trace.example`.
final class TestNode {
    static let start: Int64 = 1_767_225_600_000

    let own: NodeName
    let peer: NodeName
    let delivery: Delivery
    var tables = MemoryTables()
    /// Milliseconds since the start.
    var time: Int64 = 0
    private var random: UInt64

    init(_ own: String = "us.trace.example", with peer: String = "mx.trace.example") throws {
        self.own = try #require(NodeName(own))
        self.peer = try #require(NodeName(peer))
        random = UInt64(own.utf8.first ?? 0)
        delivery = Delivery(of: self.own)
    }

    var now: Moment {
        guard let now = Moment(milliseconds: TestNode.start + time) else {
            preconditionFailure("no test is longer than centuries")
        }
        return now
    }

    var circumstances: Delivery.Circumstances {
        Delivery.Circumstances(at: now) {
            self.random &+= 0x9E37_79B9_7F4A_7C15
            return self.random &* 0xBF58_476D_1CE4_E5B9
        }
    }

    /// A message of the node, or of its peer, that lives for an hour.
    func message(
        _ kind: MessageKind, about request: UniqueIdentifier? = nil, incoming: Bool = false,
        hours: Int64 = 1, identifier: UniqueIdentifier? = nil, text: String = ""
    ) throws -> MessageFacts {
        let end = try #require(Moment(milliseconds: now.milliseconds + hours * 3_600_000))
        let route =
            incoming
            ? Message.Route(from: peer, to: own) : Message.Route(from: own, to: peer)
        var message = Message(
            kind, identifier: identifier ?? circumstances.identifier(), route: route,
            lifetime: try #require(Lifetime(from: now, until: end)), grounds: try grounds())
        message.answered = request
        message.body["text"] = .string(text)
        return MessageFacts(message, digest: Digest.sha256(message.payload))
    }

    private func grounds() throws -> Grounds {
        Grounds(
            purpose: .criminalJustice, basis: try #require(LegalBasis("us:18usc923g7")),
            caseReference: try #require(CaseReference("C/1")),
            requester: Requester(
                agency: try #require(AgencyNumber("USATF0001")),
                officer: Pseudonym(badge: "7", key: [7])))
    }

    /// Submits a message.
    @discardableResult
    func submit(_ facts: MessageFacts, legs: [Leg] = []) throws -> Bool {
        try delivery.submit(facts, envelope: [1], legs: legs, circumstances, in: tables)
    }

    /// Submits a message whose entry is published.
    func send(_ facts: MessageFacts) throws {
        #expect(try submit(facts))
        #expect(try happen(.published, to: facts) == [.send(facts.identifier)])
    }

    /// Lets something happen to a message.
    func happen(_ event: Outgoing.Event, to facts: MessageFacts) throws -> [Delivery.Action] {
        try delivery.take(event, of: facts.identifier, circumstances, in: tables)
    }

    /// Takes a message in.
    func receive(
        _ facts: MessageFacts, legs: [Leg] = [], told: [Leg] = [], objection: RefusalCode? = nil
    ) throws -> (answer: ReceiptAnswer, actions: [Delivery.Action]) {
        var sending = LedgerEntry(
            .messageOut, identifier: circumstances.identifier(), at: now,
            node: facts.route.issuer)
        sending.record(legs)
        let arrival = Arrival(
            facts, envelope: [2], sending: sending, received: now, legs: told,
            objection: objection)
        return try delivery.take(arrival, circumstances, in: tables) { receipt, _, _ in
            Array(receipt.stage.word.utf8)
        }
    }

    /// Takes the peer's receipt of a message.
    @discardableResult
    func receipt(
        _ stage: Receipt.Stage, of facts: MessageFacts, digest: Digest? = nil, legs: [Leg] = []
    ) throws -> [Delivery.Action] {
        try take(
            stage, in: message(.receipt, about: facts.identifier, incoming: true), of: facts,
            digest: digest, legs: legs)
    }

    /// Takes a receipt of a message, in an envelope that may have come before.
    @discardableResult
    func take(
        _ stage: Receipt.Stage, in envelope: MessageFacts, of facts: MessageFacts,
        digest: Digest? = nil, legs: [Leg] = []
    ) throws -> [Delivery.Action] {
        var arrival = LedgerEntry(
            .messageIn, identifier: circumstances.identifier(), at: now, node: peer)
        arrival.record(legs)
        return try delivery.take(
            Receipt(stage, of: digest ?? facts.digest), in: envelope, arrival: arrival,
            circumstances, in: tables)
    }

    /// An entry of the peer's ledger.
    func entry(
        _ kind: EntryKind, of facts: MessageFacts, by node: NodeName? = nil,
        digest: Digest? = nil
    ) -> LedgerEntry {
        var entry = LedgerEntry(
            kind, identifier: circumstances.identifier(), at: now, node: node ?? peer)
        entry.answered = facts.identifier
        entry.message = digest ?? facts.digest
        entry.record(addressee: facts.route.audience)
        entry.record(request: facts.request)
        return entry
    }

    func state(_ facts: MessageFacts) -> Outgoing.State? {
        tables.outgoing(facts.identifier)?.state
    }

    func talk(_ facts: MessageFacts) -> Conversation.State? {
        tables.conversation(with: peer, about: facts.request)?.state
    }

    /// The kinds of the entries, in order.
    var kinds: [EntryKind] { tables.records.entries.map(\.kind) }

    func leg(_ stage: Leg.Stage, by node: NodeName, at time: Int64? = nil) throws -> Leg {
        let moment = try #require(Moment(milliseconds: TestNode.start + (time ?? self.time)))
        return try #require(Leg(stage, by: node, at: moment))
    }
}
