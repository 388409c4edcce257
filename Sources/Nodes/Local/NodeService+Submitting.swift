import Synchronization
import Cryptography
import Delivery
import Encoding
import Exchange
import Inquiries
import Policy
import Storage

extension NodeService {
    /// Makes requests of recoveries: all of them in one transaction, or none.
    func submit(_ submission: Submission) async throws -> SubmissionAnswer {
        let terms = submission.terms
        guard let peer = audience(terms.peer) else { return .noPeer }
        if !terms.isAgain, let known = try await earlier(submission.digest) {
            return .known(submission: known)
        }
        let now = surroundings.now()
        let days = configuration.lifetimeDays
        guard let lifetime = Lifetime(from: now, until: now.later(by: days * 86_400_000)) else {
            return .malformed
        }
        let door = try await submitting(
            terms.officer, as: terms.role, for: terms.purpose,
            under: terms.basis ?? configuration.basis,
            about: submission.rows.map(\.body))
        if let refusal = door.refusal {
            return .forbidden(try await logRefusal(refusal, of: terms.officer))
        }
        let requester = Requester(
            agency: configuration.agency,
            officer: Pseudonym(badge: terms.officer, key: keys.actor))
        var requests: [SignedMessage] = []
        requests.reserveCapacity(submission.rows.count)
        var namer = RecoveryNamer(store)
        var names: [[UInt8]] = []
        for row in submission.rows {
            guard let reference = terms.caseReference ?? CaseReference(row.reference) else {
                return .unusableCase(row: row.row)
            }
            var message = Message(
                .traceRequest, identifier: surroundings.circumstances.identifier(),
                route: Message.Route(from: name, to: peer.name), lifetime: lifetime,
                grounds: Grounds(
                    purpose: terms.purpose, basis: terms.basis ?? configuration.basis,
                    caseReference: reference, requester: requester))
            message.body = door.permitted(row.body)
            guard MessageContent(message).objection == nil else { return .malformed }
            requests.append(try SignedMessage(message, signers: [keys.message]))
            names.append(namer.name(of: row.body))
        }
        let identifier = try await keep(submission, requests, names, door.ruling)
        return .taken(
            submission: identifier, requests: requests.count, peer: peer.name,
            isBare: door.refused != nil)
    }

    /// What the policy says of handing in requests with some bodies.
    func submitting(
        _ officer: String, as role: PolicyRole, for purpose: Purpose, under basis: LegalBasis,
        about bodies: [JSONObject]
    ) async throws -> DoorAnswer {
        let question = PolicyQuestion(
            .submit, by: role, for: PolicyPurpose(purpose), under: basis, about: .firearm,
            facts: try await facts(of: officer))
        let hasRecovery = bodies.contains { TraceRequestBody.tellsRecovery($0) }
        return DoorAnswer(
            try policy(), question, about: hasRecovery ? [.firearm, .custody] : [.firearm])
    }

    func audience(_ name: NodeName?) -> Peer? {
        let peers = peerBook.withLock { $0.all }.filter { !$0.isStopped }
        guard let name else { return peers.count == 1 ? peers.first : nil }
        return peers.first { $0.name == name }
    }

    private func earlier(_ digest: Digest) async throws -> UniqueIdentifier? {
        try await database.read { transaction in
            try transaction.rows(
                "SELECT id FROM submission WHERE digest = $1 ORDER BY time DESC LIMIT 1",
                KeptDigest(digest), as: KeptIdentifier.self
            ).first?.value
        }
    }

    private func keep(
        _ submission: Submission, _ requests: [SignedMessage], _ names: [[UInt8]],
        _ ruling: Ruling
    ) async throws -> UniqueIdentifier {
        let (delivery, name) = (delivery, name)
        return try await step { transaction, circumstances in
            let identifier = circumstances.identifier()
            try transaction.execute(
                """
                INSERT INTO submission(id, time, file, digest, rows)
                VALUES ($1, $2, enciphered($3, 'submission.file', $1), $4, $5)
                """, KeptIdentifier(identifier), KeptMoment(circumstances.now), submission.file,
                KeptDigest(submission.digest), requests.count)
            let submitted = [Leg(.submitted, by: name, at: circumstances.now)].compactMap(\.self)
            for ((row, signed), name) in zip(zip(submission.rows, requests), names) {
                _ = try delivery.submit(
                    MessageFacts(signed), envelope: signed.envelope.bytes, legs: submitted,
                    ruling: ruling, circumstances, in: transaction)
                try transaction.execute(
                    """
                    INSERT INTO recovery(request, submission, row, reference, keyed_reference,
                        body, name)
                    VALUES ($1, $2, $3, enciphered($4, 'recovery.reference', $1),
                        keyed($4, 'recovery.reference'), enciphered($5, 'recovery.body', $1), $6)
                    """, KeptIdentifier(signed.message.identifier), KeptIdentifier(identifier),
                    row.row, row.reference, JSONValue.object(row.body).canonicalBytes, name)
            }
            return (identifier, [])
        }
    }

    /// Takes a request back.
    ///
    /// - Returns: `false` when it is none of this node, or has an end already.
    func cancel(_ request: UniqueIdentifier) async throws -> Bool {
        let found = try await database.read { transaction in
            try transaction.row(
                """
                SELECT audience, deciphered(dsse, 'outbox.dsse', id) FROM outbox
                WHERE id = $1 AND kind = $2
                """,
                KeptIdentifier(request), KeptKind(.traceRequest), as: Kept<NodeName>.self,
                [UInt8].self)
        }
        guard let (audience, envelope) = found else { return false }
        let asked = try Message(payload: try Envelope(envelope).payload)
        let now = surroundings.now()
        guard let lifetime = Lifetime(from: now, until: max(now, asked.lifetime.end).later(by: 1))
        else { return false }
        var message = Message(
            .cancel, identifier: surroundings.circumstances.identifier(),
            route: Message.Route(from: name, to: audience.value), lifetime: lifetime,
            grounds: asked.grounds)
        message.answered = request
        let signed = try SignedMessage(message, signers: [keys.message])
        let delivery = delivery
        return try await step { transaction, circumstances in
            let isTaken = try delivery.submit(
                MessageFacts(signed), envelope: signed.envelope.bytes, legs: [], circumstances,
                in: transaction)
            return (isTaken, [])
        }
    }
}
