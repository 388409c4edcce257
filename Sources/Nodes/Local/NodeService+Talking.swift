import Cryptography
import Delivery
import Encoding
import Exchange
import Inquiries
import Policy
import Storage
import Synchronization

extension NodeService {
    /// A request with the message that began it, on whichever side.
    struct Begun: Sendable {
        let conversation: Conversation
        let message: Message
    }

    /// A request that this node knows; `nil` for another.
    func begun(_ request: UniqueIdentifier) async throws -> Begun? {
        let found = try await database.read { transaction in
            try transaction.rows(
                """
                SELECT c.peer, COALESCE(
                    deciphered(o.dsse, 'outbox.dsse', o.id),
                    deciphered(i.dsse, 'inbox.dsse', i.issuer || ' ' || i.id))
                FROM conversation c
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

    /// Says something about a request to the other node, if the policy lets it be said.
    func answer(
        _ talk: LocalTalk, about request: UniqueIdentifier
    ) async throws -> TalkAnswer {
        guard let begun = try await begun(request) else { return .unknown }
        switch talk.what {
        case .ask(let clarification):
            // It names fields that are missing, and tells nothing of anybody.
            return try await say(talk, .clarification, clarification.body, about: begun)
        case .refer(let note): return try await refer(talk, note, begun)
        case .amend(let changes): return try await amend(talk, changes, begun)
        case .askPermission(let use):
            guard begun.conversation.part == .asking,
                let body = PermissionBody(for: use.word, isGiven: nil)
            else { return .unknown }
            return try await say(talk, .permissionRequest, body.body, about: begun)
        case .permit(let use, let isGiven): return try await permit(talk, use, isGiven, begun)
        }
    }

    /// Makes a message about a request and has it sent.
    ///
    /// - Parameters:
    ///   - note: a text for the other node's eyes alone; sealed.
    ///   - entry: what the ledger says of it beside the message's own entry.
    func say(
        _ talk: LocalTalk, _ kind: MessageKind, _ body: JSONObject, note: String? = nil,
        about begun: Begun, ruling: Ruling? = nil, entry: LedgerEntry? = nil
    ) async throws -> TalkAnswer {
        guard let peer = peer(begun.conversation.peer), !peer.isStopped else { return .unknown }
        let grounds = begun.message.grounds
        var message = try self.message(
            kind, to: peer.name,
            grounds: Grounds(
                purpose: grounds.purpose, basis: configuration.basis,
                caseReference: grounds.caseReference, requester: requester(talk.officer)))
        message.answered = begun.conversation.request
        message.handling = begun.message.handling
        message.body = body
        if let note, let path = FieldPath.referralNote {
            message.sealed = [
                try SealedField.seal(
                    note, as: path, of: message.identifier, for: peer.history.latest)
            ]
        }
        let isSent = try await send(message, ruling) { transaction in
            if let entry { _ = try transaction.append(entry) }
        }
        return isSent ? .said(new: nil) : .unknown
    }

    /// Asks again with better readings: a request of its own that names the one it mends.
    private func amend(
        _ talk: LocalTalk, _ changes: JSONObject, _ begun: Begun
    ) async throws -> TalkAnswer {
        guard begun.conversation.part == .asking else { return .unknown }
        var body = begun.message.body
        var firearm = body["firearm"]?.object ?? JSONObject()
        for change in changes.members { firearm[change.name] = change.value }
        body["firearm"] = .object(firearm)
        let grounds = begun.message.grounds
        let door = try await submitting(
            talk.officer, as: talk.role, for: grounds.purpose, under: grounds.basis, about: [body])
        if let refusal = door.refusal {
            return .forbidden(
                try await logRefusal(
                    refusal, of: talk.officer, about: begun.conversation.request))
        }
        var message = try self.message(
            .traceRequest, to: begun.conversation.peer,
            grounds: Grounds(
                purpose: grounds.purpose, basis: grounds.basis,
                caseReference: grounds.caseReference, requester: requester(talk.officer)))
        let old = begun.conversation.request
        message.answered = old
        message.handling = begun.message.handling
        message.body = door.permitted(body)
        guard MessageContent(message).objection == nil else { return .malformed }
        let (identifier, bytes) = (
            message.identifier, JSONValue.object(body).canonicalBytes
        )
        var namer = RecoveryNamer(store)
        let name = namer.name(of: body)
        let isSent = try await send(message, door.ruling) { transaction in
            try transaction.execute(
                """
                INSERT INTO recovery(request, submission, row, reference, keyed_reference, body, name)
                SELECT $1, submission, row, enciphered(
                        deciphered(reference, 'recovery.reference', request),
                        'recovery.reference', $1),
                    keyed_reference, enciphered($3, 'recovery.body', $1), $4
                FROM recovery WHERE request = $2
                """, KeptIdentifier(identifier), KeptIdentifier(old), bytes, name)
        }
        return isSent ? .said(new: identifier) : .unknown
    }

    /// An officer of this node as another one knows them.
    func requester(_ officer: String) -> Requester {
        Requester(agency: configuration.agency, officer: pseudonym(officer))
    }

    /// A new message of this node, without what it says.
    func message(
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
        _ message: Message, _ ruling: Ruling?,
        also keep: @escaping @Sendable (borrowing Transaction<Writing>) throws -> Void
    ) async throws -> Bool {
        let signed = try SignedMessage(message, signers: [keys.message])
        let (delivery, name) = (delivery, name)
        let isRequest = message.kind == .traceRequest
        return try await step { transaction, circumstances in
            let submitted = [Leg(.submitted, by: name, at: circumstances.now)].compactMap(\.self)
            let isTaken = try delivery.submit(
                MessageFacts(signed), envelope: signed.envelope.bytes,
                legs: isRequest ? submitted : [], ruling: ruling, circumstances, in: transaction)
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
