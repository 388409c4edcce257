import Cryptography
import Delivery
import Encoding
import Exchange
import Storage
import Synchronization

extension NodeService {
    /// A request with the message that began it, on whichever side.
    private struct Begun: Sendable {
        let conversation: Conversation
        let message: Message
    }

    private func begun(_ request: UniqueIdentifier) async throws -> Begun? {
        let found = try await database.read { transaction in
            try transaction.rows(
                """
                SELECT c.peer, COALESCE(o.dsse, i.dsse) FROM conversation c
                LEFT JOIN outbox o ON o.id = c.request AND c.part = 'asking'
                LEFT JOIN inbox i ON i.issuer = c.peer AND i.id = c.request
                    AND c.part = 'answering'
                WHERE c.request = $1
                """, KeptIdentifier(request), as: Kept<NodeName>.self, [UInt8]?.self
            ).compactMap { peer, envelope in
                try envelope.flatMap { bytes in
                    try transaction.shown(peer.value, request).map { ($0, bytes) }
                }
            }.first
        }
        guard let (conversation, envelope) = found else { return nil }
        return Begun(
            conversation: conversation,
            message: try Message(payload: try Envelope(envelope).payload))
    }

    /// Says something about a request to the other node: asks for what is missing, or passes its case on.
    ///
    /// - Parameter note: a text for the other node's eyes alone; sealed.
    /// - Returns: `false` when this node knows no such request.
    func talk(
        _ kind: MessageKind, about request: UniqueIdentifier, _ body: JSONObject, note: String?,
        officer: String
    ) async throws -> Bool {
        guard let begun = try await begun(request), let peer = peer(begun.conversation.peer),
            !peer.isStopped
        else { return false }
        var message = try self.message(
            kind, to: peer.name,
            grounds: Grounds(
                purpose: begun.message.grounds.purpose, basis: configuration.basis,
                caseReference: begun.message.grounds.caseReference, requester: requester(officer)))
        message.answered = request
        message.handling = begun.message.handling
        message.body = body
        if let note, let path = FieldPath("referral.note") {
            message.sealed = [
                try SealedField.seal(
                    note, as: path, of: message.identifier, for: peer.history.latest)
            ]
        }
        return try await send(message)
    }

    /// Asks again with better readings: a request of its own that names the one it mends.
    ///
    /// - Returns: the new request; `nil` when this node did not make the old one.
    func amend(
        _ request: UniqueIdentifier, _ changes: JSONObject, officer: String
    ) async throws -> UniqueIdentifier? {
        guard let begun = try await begun(request), begun.conversation.part == .asking else {
            return nil
        }
        var body = begun.message.body
        var firearm = body["firearm"]?.object ?? JSONObject()
        for change in changes.members { firearm[change.name] = change.value }
        body["firearm"] = .object(firearm)
        let grounds = begun.message.grounds
        var message = try self.message(
            .traceRequest, to: begun.conversation.peer,
            grounds: Grounds(
                purpose: grounds.purpose, basis: grounds.basis,
                caseReference: grounds.caseReference, requester: requester(officer)))
        message.answered = request
        message.handling = begun.message.handling
        message.body = body
        guard MessageContent(message).objection == nil else { return nil }
        let (identifier, bytes) = (
            message.identifier, JSONValue.object(body).canonicalBytes
        )
        var namer = RecoveryNamer(store)
        let name = namer.name(of: body)
        let isSent = try await send(message) { transaction in
            try transaction.execute(
                """
                INSERT INTO recovery(request, submission, row, reference, body, name)
                SELECT $1, submission, row, reference, $3, $4 FROM recovery WHERE request = $2
                """, KeptIdentifier(identifier), KeptIdentifier(request), bytes, name)
        }
        return isSent ? identifier : nil
    }

    private func requester(_ officer: String) -> Requester {
        Requester(
            agency: configuration.agency, officer: Pseudonym(badge: officer, key: keys.actor))
    }

    private func message(
        _ kind: MessageKind, to peer: NodeName, grounds: Grounds
    ) throws -> Message {
        let now = surroundings.now()
        let days = configuration.lifetimeDays
        guard let lifetime = Lifetime(from: now, until: now.later(by: days * 86_400_000)) else {
            throw MessageError.malformed(member: "exp")
        }
        return Message(
            kind, identifier: surroundings.circumstances.identifier(),
            route: Message.Route(from: name, to: peer), lifetime: lifetime, grounds: grounds)
    }

    /// Signs a message and has it sent, with what else is to be kept in the same transaction.
    private func send(
        _ message: Message,
        also keep: @escaping @Sendable (borrowing Transaction<Writing>) throws -> Void = { _ in }
    ) async throws -> Bool {
        let signed = try SignedMessage(message, signers: [keys.message])
        let (delivery, name) = (delivery, name)
        let isRequest = message.kind == .traceRequest
        return try await step { transaction, circumstances in
            let submitted = [Leg(.submitted, by: name, at: circumstances.now)].compactMap(\.self)
            let isTaken = try delivery.submit(
                MessageFacts(signed), envelope: signed.envelope.bytes,
                legs: isRequest ? submitted : [], circumstances, in: transaction)
            if isTaken { try keep(transaction) }
            return (isTaken, [])
        }
    }
}

extension Transaction {
    /// A conversation, for whoever only reads.
    func shown(_ peer: NodeName, _ request: UniqueIdentifier) throws -> Conversation? {
        try rows(
            """
            SELECT part, ends, state, code, answer FROM conversation
            WHERE peer = $1 AND request = $2
            """, Kept(peer), KeptIdentifier(request)
        ) { row in try Conversation(row, request, with: peer) }.first
    }
}
