import Encoding
import Exchange
import Storage

/// A message whose sealed fields are to be erased, on whichever side it is kept.
struct SealedRow: Sendable {
    /// Where a message is kept.
    enum Box: String, Sendable {
        case inbox
        case outbox
    }

    let box: Box
    let identifier: UniqueIdentifier
    /// The other node, which sent it or to which it went.
    let peer: NodeName
    /// The request that it is about.
    let request: UniqueIdentifier
    let envelope: [UInt8]
}

extension SealedRow {
    /// The names of the fields that are sealed.
    func fields() throws -> Set<FieldPath> {
        Set(try Message(payload: try Envelope(envelope).payload).sealed.map(\.path))
    }

    /// The envelope without its sealed fields.
    ///
    /// What was said in plain can still be read, and its signature does not hold any more. The digest of what it was
    /// stays in its row and in both ledgers.
    func bare() throws -> [UInt8] {
        let envelope = try Envelope(envelope)
        var message = try Message(payload: envelope.payload)
        message.sealed = []
        return try envelope.replacing(payload: message.payload).bytes
    }
}

extension Transaction {
    /// The messages of either box whose results have expired before a moment, some at once.
    func expiredSeals(before end: Moment, atMost most: Int) throws -> [SealedRow] {
        let sent = try rows(
            """
            SELECT id, audience, COALESCE(answered, id), deciphered(dsse, 'outbox.dsse', id)
            FROM outbox
            WHERE sealed > 0 AND ends <= $1 LIMIT $2
            """, KeptMoment(end), most, as: KeptIdentifier.self, Kept<NodeName>.self,
            KeptIdentifier.self, [UInt8].self
        ).map { SealedRow(.outbox, $0.0, $0.1, $0.2, $0.3) }
        let came = try rows(
            """
            SELECT id, issuer, request, deciphered(dsse, 'inbox.dsse', issuer || ' ' || id)
            FROM inbox WHERE sealed > 0 AND ends <= $1 LIMIT $2
            """, KeptMoment(end), most, as: KeptIdentifier.self, Kept<NodeName>.self,
            KeptIdentifier.self, [UInt8].self
        ).map { SealedRow(.inbox, $0.0, $0.1, $0.2, $0.3) }
        return sent + came
    }

    /// The messages of either box that are about a request and have sealed fields.
    func seals(about request: UniqueIdentifier) throws -> [SealedRow] {
        let sent = try rows(
            """
            SELECT id, audience, COALESCE(answered, id), deciphered(dsse, 'outbox.dsse', id)
            FROM outbox
            WHERE sealed > 0 AND (answered = $1 OR id = $1)
            """, KeptIdentifier(request), as: KeptIdentifier.self, Kept<NodeName>.self,
            KeptIdentifier.self, [UInt8].self
        ).map { SealedRow(.outbox, $0.0, $0.1, $0.2, $0.3) }
        let came = try rows(
            """
            SELECT id, issuer, request, deciphered(dsse, 'inbox.dsse', issuer || ' ' || id)
            FROM inbox WHERE sealed > 0 AND request = $1
            """, KeptIdentifier(request), as: KeptIdentifier.self, Kept<NodeName>.self,
            KeptIdentifier.self, [UInt8].self
        ).map { SealedRow(.inbox, $0.0, $0.1, $0.2, $0.3) }
        return sent + came
    }
}

extension SealedRow {
    fileprivate init(
        _ box: Box, _ identifier: KeptIdentifier, _ peer: Kept<NodeName>,
        _ request: KeptIdentifier, _ envelope: [UInt8]
    ) {
        self.init(
            box: box, identifier: identifier.value, peer: peer.value, request: request.value,
            envelope: envelope)
    }
}

extension Transaction where Access == Writing {
    /// Erases the sealed fields of a message: its record's keys, and the fields of its envelope.
    func erase(_ row: SealedRow, at now: Moment) throws {
        let identifier = KeptIdentifier(row.identifier)
        let bare = try row.bare()
        switch row.box {
        case .outbox:
            try execute(
                """
                UPDATE outbox SET dsse = enciphered($2, 'outbox.dsse', id), sealed = -1
                WHERE id = $1
                """, identifier, bare)
        case .inbox:
            try execute(
                """
                UPDATE inbox SET dsse = enciphered($3, 'inbox.dsse', issuer || ' ' || id),
                    sealed = -1
                WHERE issuer = $1 AND id = $2
                """, Kept(row.peer), identifier, bare)
            // A row without bytes stays, so that nobody makes the keys anew.
            try execute(
                """
                INSERT INTO record_keys(id, bytes, time) VALUES ($1, NULL, $2)
                ON CONFLICT(id) DO UPDATE SET bytes = NULL, time = excluded.time
                """, identifier, KeptMoment(now))
        }
    }

    /// Notes of messages that were kept before it was noted which have sealed fields, and until when they count.
    ///
    /// - Returns: whether there may be more.
    func noteSeals(atMost most: Int) throws -> Bool {
        let sent = try rows(
            "SELECT id, deciphered(dsse, 'outbox.dsse', id) FROM outbox WHERE sealed IS NULL LIMIT $1",
            most,
            as: KeptIdentifier.self, [UInt8].self)
        for (identifier, envelope) in sent {
            let message = try Message(payload: try Envelope(envelope).payload)
            try execute(
                "UPDATE outbox SET sealed = $2 WHERE id = $1", identifier, message.sealed.count)
        }
        let came = try rows(
            """
            SELECT issuer, id, deciphered(dsse, 'inbox.dsse', issuer || ' ' || id) FROM inbox
            WHERE sealed IS NULL LIMIT $1
            """, most, as: Kept<NodeName>.self, KeptIdentifier.self, [UInt8].self)
        for (issuer, identifier, envelope) in came {
            let message = try Message(payload: try Envelope(envelope).payload)
            try execute(
                "UPDATE inbox SET sealed = $3, ends = $4 WHERE issuer = $1 AND id = $2", issuer,
                identifier, message.sealed.count, KeptMoment(message.lifetime.end))
        }
        return sent.count == most || came.count == most
    }
}
