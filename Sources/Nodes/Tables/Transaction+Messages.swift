public import Cryptography
public import Delivery
import Encoding
public import Exchange
public import Storage

extension Transaction: NodeTables where Access == Writing {
    /// Adds an entry to those that the ledger is to publish, and returns its index.
    public func append(_ entry: LedgerEntry) throws -> UInt64 {
        try append(entry, about: try entry.request())
    }

    /// Adds an entry about a request that it does not name; `nil` for none.
    func append(_ entry: LedgerEntry, about request: UniqueIdentifier?) throws -> UInt64 {
        let index: KeptCount = try value("SELECT next FROM ledger")
        try execute(
            "INSERT INTO entry(number, bytes) VALUES ($1, $2)", index, try entry.bytes())
        try execute("UPDATE ledger SET next = next + 1")
        if let request {
            try execute(
                "INSERT INTO about(request, number) VALUES ($1, $2)", KeptIdentifier(request),
                index)
        }
        try noteEmergency(entry, at: index.value)
        return index.value
    }

    /// The index that the next entry will have.
    public func entryCount() throws -> UInt64 {
        let next: KeptCount = try value("SELECT next FROM ledger")
        return next.value
    }

    /// An entry, as long as the tables keep it.
    public func entry(at index: UInt64) throws -> LedgerEntry? {
        try entry(index).map { try LedgerEntry($0) }
    }

    /// Puts an entry in a place as it is.
    public func put(_ entry: LedgerEntry, at index: UInt64) throws {
        try execute("DELETE FROM about WHERE number = $1", KeptCount(index))
        try execute(
            "INSERT OR REPLACE INTO entry(number, bytes) VALUES ($1, $2)", KeptCount(index),
            try entry.bytes())
        try execute("UPDATE ledger SET next = max(next, $1 + 1)", KeptCount(index))
        try countAgain(entry)
        if let request = try entry.request() {
            try execute(
                "INSERT INTO about(request, number) VALUES ($1, $2)", KeptIdentifier(request),
                KeptCount(index))
        }
        try noteEmergency(entry, at: index)
    }

    /// Tells whether an entry about a request, of those that the tables keep, is about the message of a digest.
    public func hasEntry(of message: Digest, about request: UniqueIdentifier) throws -> Bool {
        let digest = Array(Hexadecimal.encode(message.bytes).utf8)
        return try value(
            """
            SELECT EXISTS (SELECT 1 FROM about JOIN entry USING (number)
                WHERE request = $1 AND instr(bytes, $2))
            """, KeptIdentifier(request), digest, as: Bool.self)
    }

    /// A message that goes out, by its identifier.
    public func outgoing(_ identifier: UniqueIdentifier) throws -> Outgoing? {
        try outgoingRow(identifier)
    }

    /// Keeps a new message that goes out, with its envelope.
    public func add(_ outgoing: Outgoing, envelope: [UInt8]) throws {
        let facts = outgoing.facts
        let (state, code) = outgoing.state.words
        try execute(
            """
            INSERT INTO outbox(id, issuer, audience, kind, answered, issued, ends, digest, dsse,
                entry, state, code, tries, next_try, questioned, sealed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, enciphered($9, 'outbox.dsse', $1), $10, $11,
                $12, $13, $14, $15, $16)
            """, KeptIdentifier(facts.identifier), Kept(facts.route.issuer),
            Kept(facts.route.audience), KeptKind(facts.kind),
            facts.answered.map(KeptIdentifier.init),
            KeptMoment(facts.lifetime.start), KeptMoment(facts.lifetime.end),
            KeptDigest(facts.digest), envelope, KeptCount(outgoing.entry), state, code,
            outgoing.tries, KeptMoment(outgoing.nextTry), outgoing.isQuestioned,
            facts.sealedCount)
    }

    /// Keeps how far a message has come.
    public func update(_ outgoing: Outgoing) throws {
        let (state, code) = outgoing.state.words
        try execute(
            """
            UPDATE outbox SET state = $2, code = $3, tries = $4, next_try = $5, questioned = $6,
                entry = $7
            WHERE id = $1
            """, KeptIdentifier(outgoing.facts.identifier), state, code, outgoing.tries,
            KeptMoment(outgoing.nextTry), outgoing.isQuestioned, KeptCount(outgoing.entry))
    }

    /// A message that came in.
    public func incoming(_ key: MessageKeyPair) throws -> Incoming? {
        try rows(
            """
            SELECT digest, entry, stage, code, receipt, dispute
            FROM inbox WHERE issuer = $1 AND id = $2
            """, Kept(key.issuer), KeptIdentifier(key.identifier)
        ) { row in try Incoming(row, key) }.first
    }

    /// Keeps a message that came in, with its envelope.
    public func add(_ incoming: Incoming, _ facts: MessageFacts, envelope: [UInt8]) throws {
        let (stage, code) = incoming.stage.words
        try execute(
            """
            INSERT INTO inbox(issuer, id, kind, request, digest, dsse, entry, stage, code, receipt,
                dispute, sealed, ends)
            VALUES ($1, $2, $3, $4, $5, enciphered($6, 'inbox.dsse', $1 || ' ' || $2), $7, $8, $9,
                $10, $11, $12, $13)
            """, Kept(incoming.key.issuer), KeptIdentifier(incoming.key.identifier),
            KeptKind(facts.kind), KeptIdentifier(facts.request), KeptDigest(incoming.digest),
            envelope, KeptCount(incoming.entry), stage, code, incoming.receipt,
            incoming.dispute.map { KeptCount($0) }, facts.sealedCount,
            KeptMoment(facts.lifetime.end))
        if facts.kind == .blindQuery, incoming.stage == .delivered { try open(incoming.key) }
    }

    /// Keeps that a message is disputed.
    public func update(_ incoming: Incoming) throws {
        try execute(
            "UPDATE inbox SET dispute = $3 WHERE issuer = $1 AND id = $2",
            Kept(incoming.key.issuer), KeptIdentifier(incoming.key.identifier),
            incoming.dispute.map { KeptCount($0) })
    }

    /// Keeps that the entry of an arrival or of a dispute has another place.
    public func moveArrival(from index: UInt64, to place: UInt64) throws {
        let (index, place) = (KeptCount(index), KeptCount(place))
        try execute("UPDATE inbox SET entry = $2 WHERE entry = $1", index, place)
        try execute("UPDATE inbox SET dispute = $2 WHERE dispute = $1", index, place)
    }

    /// A request, by the node with which it was talked about.
    public func conversation(
        with peer: NodeName, about request: UniqueIdentifier
    ) throws -> Conversation? {
        try shown(peer, request)
    }

    /// Keeps how far a request has come.
    public func put(_ conversation: Conversation) throws {
        let words = conversation.state.words
        try execute(
            """
            INSERT INTO conversation(peer, request, part, ends, state, code, answer)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT(peer, request)
            DO UPDATE SET state = excluded.state, code = excluded.code, answer = excluded.answer
            """, Kept(conversation.peer), KeptIdentifier(conversation.request),
            conversation.part.word, KeptMoment(conversation.end), words.state, words.code,
            words.answer)
    }

    /// A message that the other's ledger says to have been sent here, and that has not come.
    public func expected(_ key: MessageKeyPair) throws -> Expected? {
        let found = try row(
            "SELECT since, tries, next_try FROM expected WHERE issuer = $1 AND id = $2",
            Kept(key.issuer), KeptIdentifier(key.identifier), as: KeptMoment.self, Int.self,
            KeptMoment.self)
        return found.map { Expected(key, since: $0.0.value, tries: $0.1, nextTry: $0.2.value) }
    }

    /// Keeps that a message is expected.
    public func put(_ expected: Expected) throws {
        try execute(
            """
            INSERT INTO expected(issuer, id, since, tries, next_try) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT(issuer, id)
            DO UPDATE SET tries = excluded.tries, next_try = excluded.next_try
            """, Kept(expected.key.issuer), KeptIdentifier(expected.key.identifier),
            KeptMoment(expected.since), expected.tries, KeptMoment(expected.nextTry))
    }

    /// Forgets that a message was expected: it has come.
    public func removeExpected(_ key: MessageKeyPair) throws {
        try execute(
            "DELETE FROM expected WHERE issuer = $1 AND id = $2", Kept(key.issuer),
            KeptIdentifier(key.identifier))
    }
}
