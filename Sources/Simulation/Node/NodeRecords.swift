public import Cryptography
public import Delivery
public import Exchange
internal import Encoding
internal import Ledger

/// All that a node's database holds: a value, so that a copy of it is a backup.
public struct NodeRecords: Sendable {
    /// A message that goes out, with its envelope.
    public struct Sent: Sendable {
        /// How far it has come.
        public var outgoing: Outgoing
        /// The bytes of its envelope.
        public let envelope: [UInt8]
    }

    /// A message that came in, with its envelope.
    public struct Received: Sendable {
        /// What was said to it.
        public var incoming: Incoming
        /// What it says of itself.
        public let facts: MessageFacts
        /// The bytes of its envelope.
        public let envelope: [UInt8]
    }

    /// A request with the node with which it is talked about.
    public struct Topic: Hashable, Sendable {
        /// The other node.
        public let peer: NodeName
        /// The request.
        public let request: UniqueIdentifier

        /// A request talked about with a node.
        public init(_ peer: NodeName, _ request: UniqueIdentifier) {
            self.peer = peer
            self.request = request
        }
    }

    /// The entries of the own ledger, published or not, by their index.
    public internal(set) var entries: [LedgerEntry] = []
    /// What goes out.
    public internal(set) var outbox: [UniqueIdentifier: Sent] = [:]
    /// What came in.
    public internal(set) var inbox: [MessageKeyPair: Received] = [:]
    /// Requests.
    public internal(set) var conversations: [Topic: Conversation] = [:]
    /// What should have come.
    public internal(set) var expected: [MessageKeyPair: Expected] = [:]
    /// The messages that go out, in the order in which they were submitted.
    var outboxOrder: [UniqueIdentifier] = []
    /// The requests, in the order in which they began.
    var topics: [Topic] = []
    /// What was cosigned last of the other's ledger.
    var witnessed: VerifiedCheckpoint?
    /// How many of the other's entries were seen.
    var seen: UInt64 = 0
    /// Tells whether the other has signed what can not be.
    var isPeerStopped = false

    /// The records of a node that knows nothing yet.
    public init() {}
}

/// The tables of a node in memory: what is done to them is done to a value, which the caller keeps or drops.
public final class MemoryTables: NodeTables {
    /// What they hold.
    public internal(set) var records: NodeRecords
    /// How many messages were taken in that were there already: no rule of the protocol does that.
    private(set) var doubled = 0
    /// The messages that go out and were changed.
    private(set) var changed: [UniqueIdentifier] = []
    /// Tells whether a request was answered that had expired.
    private(set) var isAnsweredLate = false
    private let mutation: Mutation?
    private let now: Moment?

    /// Tables that hold what was kept.
    public convenience init(_ records: NodeRecords = NodeRecords()) {
        self.init(records, nil, at: nil)
    }

    /// Tables that break a rule.
    init(_ records: NodeRecords, _ mutation: Mutation?, at now: Moment?) {
        self.records = records
        self.mutation = mutation
        self.now = now
    }

    /// How many entries there are: the index of the next.
    public func entryCount() -> UInt64 { UInt64(records.entries.count) }

    /// An entry; `nil` beyond the last.
    public func entry(at index: UInt64) -> LedgerEntry? {
        index < entryCount() ? records.entries[Int(index)] : nil
    }

    /// Puts an entry in its place, as it is.
    public func put(_ entry: LedgerEntry, at index: UInt64) {
        if index < entryCount() {
            records.entries[Int(index)] = entry
        } else {
            records.entries.append(entry)
        }
    }

    /// Tells whether an entry about a request is about the message of a digest.
    public func hasEntry(of message: Digest, about request: UniqueIdentifier) throws -> Bool {
        try records.entries.contains { try $0.message == message && $0.request() == request }
    }

    /// Adds an entry.
    public func append(_ entry: LedgerEntry) -> UInt64 {
        var entry = entry
        if mutation == .writeNames, entry.kind == .messageOut {
            entry.extensions["x-note"] = .string(World.canary)
        }
        records.entries.append(entry)
        return entryCount() - 1
    }

    /// A message that goes out.
    public func outgoing(_ identifier: UniqueIdentifier) -> Outgoing? {
        records.outbox[identifier]?.outgoing
    }

    /// Keeps a new message that goes out.
    public func add(_ outgoing: Outgoing, envelope: [UInt8]) {
        let identifier = outgoing.facts.identifier
        records.outbox[identifier] = .init(outgoing: outgoing, envelope: envelope)
        records.outboxOrder.append(identifier)
    }

    /// Keeps how far a message has come.
    public func update(_ outgoing: Outgoing) {
        records.outbox[outgoing.facts.identifier]?.outgoing = outgoing
        changed.append(outgoing.facts.identifier)
    }

    /// A message that came in.
    public func incoming(_ key: MessageKeyPair) -> Incoming? {
        guard mutation != .forgetToDedupe, let received = records.inbox[key] else { return nil }
        if mutation == .forgetOldMessages, let now,
            received.facts.lifetime.start.later(by: 600_000) < now
        {
            return nil
        }
        return received.incoming
    }

    /// Keeps a message that came in.
    public func add(_ incoming: Incoming, _ facts: MessageFacts, envelope: [UInt8]) {
        if records.inbox[incoming.key] != nil { doubled += 1 }
        records.inbox[incoming.key] = .init(
            incoming: incoming, facts: facts, envelope: envelope)
    }

    /// Keeps that a message is disputed.
    public func update(_ incoming: Incoming) {
        records.inbox[incoming.key]?.incoming = incoming
    }

    /// Keeps that the entry of an arrival or of a dispute has another place.
    public func moveArrival(from index: UInt64, to place: UInt64) {
        for (key, received) in records.inbox {
            let known = received.incoming
            guard known.entry == index || known.dispute == index else { continue }
            records.inbox[key]?.incoming = Incoming(
                key, digest: known.digest, entry: known.entry == index ? place : known.entry,
                stage: known.stage, receipt: known.receipt,
                dispute: known.dispute == index ? place : known.dispute)
        }
    }

    /// A request.
    public func conversation(
        with peer: NodeName, about request: UniqueIdentifier
    ) -> Conversation? {
        records.conversations[.init(peer, request)]
    }

    /// Keeps how far a request has come.
    public func put(_ conversation: Conversation) {
        let topic = NodeRecords.Topic(conversation.peer, conversation.request)
        let before = records.conversations.updateValue(conversation, forKey: topic)
        if before == nil { records.topics.append(topic) }
        if before?.state == .expired, case .answered = conversation.state { isAnsweredLate = true }
    }

    /// A message that is expected.
    public func expected(_ key: MessageKeyPair) -> Expected? { records.expected[key] }

    /// Keeps that a message is expected.
    public func put(_ expected: Expected) { records.expected[expected.key] = expected }

    /// Forgets that a message was expected.
    public func removeExpected(_ key: MessageKeyPair) { records.expected[key] = nil }
}

@available(*, unavailable)
extension MemoryTables: Sendable {}
