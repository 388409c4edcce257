import Synchronization
import Cryptography
import Delivery
import Encoding
import Exchange
import Inquiries
import Policy
import Storage
import Vault

extension NodeService {
    /// The most requests that are read from the tables at once.
    private static let most = 256
    /// How many are traced at once: more than there are cores, so that one write takes in many answers.
    private static let workers = 16

    /// Traces what others ask, until the task is cancelled.
    func traceRequests(by answerer: any Answerer) async {
        while !Task.isCancelled {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    tracing.withLock { $0.wait(continuation) }
                }
            } onCancel: {
                tracing.withLock { $0.ring() }
            }
            guard isRunning else { continue }
            do {
                try await traceOpen(answerer)
            } catch {
                guard !Task.isCancelled else { return }
                fail("tracing", error)
            }
        }
    }

    private struct OpenRequest: Sendable {
        let peer: NodeName
        let request: UniqueIdentifier
        let envelope: [UInt8]
    }

    private func traceOpen(_ answerer: any Answerer) async throws {
        var last = ""
        while !Task.isCancelled {
            let open = try await database.read { [last] transaction in
                try transaction.rows(
                    """
                    SELECT c.peer, c.request,
                        deciphered(i.dsse, 'inbox.dsse', i.issuer || ' ' || i.id)
                    FROM conversation c
                    JOIN inbox i ON i.issuer = c.peer AND i.id = c.request
                    WHERE c.state = 'open' AND c.part = 'answering' AND c.request > $1
                    ORDER BY c.request LIMIT $2
                    """, last, NodeService.most, as: Kept<NodeName>.self, KeptIdentifier.self,
                    [UInt8].self
                ).map { OpenRequest(peer: $0.0.value, request: $0.1.value, envelope: $0.2) }
            }
            guard let end = open.last else { return }
            last = end.request.text
            await withTaskGroup(of: Void.self) { group in
                var rest = open[...]
                for _ in 0..<NodeService.workers {
                    if let next = rest.popFirst() {
                        group.addTask { await self.trace(next, answerer) }
                    }
                }
                while await group.next() != nil {
                    if let next = rest.popFirst() {
                        group.addTask { await self.trace(next, answerer) }
                    }
                }
            }
        }
    }

    /// Traces a request, unless it waits; what goes wrong makes it wait, and no other.
    private func trace(_ open: OpenRequest, _ answerer: any Answerer) async {
        let now = surroundings.now()
        let isWaiting = tracing.withLock { $0.isWaiting(open.request, at: now) }
        guard !isWaiting, let peer = peer(open.peer) else { return }
        do {
            let request = try Message(payload: try Envelope(open.envelope).payload)
            let door = try traceDoor(of: request)
            if let refusal = door.refusal {
                return try await putOff(request, because: refusal, at: now)
            }
            do {
                let answer = try await answerer.answer(request, now: surroundings.now)
                try await send(answer.within(door), door, .traceResult, to: request, for: peer)
                tracing.withLock { $0.finish(open.request) }
                keys.vault.forget(open.request)
                answerer.finish(open.request)
            } catch VaultDoor.PassingError.sealing(let fault) {
                answerer.discard(open.request)
                throw VaultDoor.PassingError.sealing(fault)
            } catch let delay as AnswerDelay {
                let isFirst = tracing.withLock { $0.put(off: open.request, at: now) }
                guard isFirst else { return }
                try await send(
                    delay.partial.within(door), door, .tracePartial, to: request, for: peer)
            }
        } catch is VaultLocked {
            // Locked since the answer was found: it waits for the vault, as if it had been locked before.
            _ = tracing.withLock { $0.put(off: open.request, at: now) }
        } catch {
            guard !Task.isCancelled else { return }
            fail("tracing", error)
            _ = tracing.withLock { $0.put(off: open.request, at: now) }
        }
    }

    /// The vault is locked, and the answer names somebody.
    private struct VaultLocked: Error {}

    /// Leaves a request open that the policy no longer lets be answered: it may again, before the request ends.
    private func putOff(
        _ request: Message, because refusal: DoorAnswer.Refused, at now: Moment
    ) async throws {
        let isFirst = tracing.withLock { $0.put(off: request.identifier, at: now) }
        guard isFirst else { return }
        let name = name
        try await step { transaction, circumstances in
            var entry = LedgerEntry(
                .refuse, identifier: circumstances.identifier(), at: circumstances.now, node: name)
            entry.record(request.grounds)
            entry.record(refusal.decision, on: refusal.question.action)
            entry.record(request: request.identifier)
            return (try transaction.append(entry), [])
        }
    }

    /// Sends an answer, or what is known so far, with the legs of its way in the ledger.
    private func send(
        _ answer: TraceAnswer, _ door: DoorAnswer, _ kind: MessageKind, to request: Message,
        for peer: Peer
    ) async throws {
        let signed = try await self.answer(answer, kind, to: request, for: peer)
        let facts = MessageFacts(signed)
        let envelope = signed.envelope.bytes
        let (delivery, name) = (delivery, name)
        let isResult = kind == .traceResult
        let end =
            isResult
            ? [
                Leg(.found, by: name, at: answer.found),
                Leg(.sent, by: name, at: signed.message.lifetime.start),
            ].compactMap(\.self) : []
        try await step { transaction, circumstances in
            guard
                try delivery.submit(
                    facts, envelope: envelope, legs: end, ruling: door.ruling, circumstances,
                    in: transaction)
            else { return ((), []) }
            guard isResult else { return ((), []) }
            try transaction.log(answer.asked, of: facts, by: name, circumstances)
            try transaction.log(
                disclosure: signed.message, facts, door.ruling, by: name, circumstances)
            return ((), [])
        }
    }

    /// The signed answer to a request.
    private func answer(
        _ answer: TraceAnswer, _ kind: MessageKind, to request: Message, for peer: Peer
    ) async throws -> SignedMessage {
        var message = try message(kind, to: peer.name, grounds: request.grounds)
        message.answered = request.identifier
        message.handling = request.handling.union(configuration.handling)
        message.body = answer.body
        let legs = kind == .traceResult ? legs(of: answer) : []
        if !legs.isEmpty { message.body["legs"] = Leg.json(legs) }
        for (path, secret) in answer.secrets {
            message.sealed.append(
                try await sealed(secret, as: path, of: message, for: peer.history.latest))
        }
        return try SignedMessage(message, signers: [keys.message])
    }

    /// A field of an answer, sealed for the node that asked.
    ///
    /// - Throws: `VaultLocked`, and then it is remembered that the request waits.
    private func sealed(
        _ field: PassedField, as path: FieldPath, of message: Message,
        for peer: KeyManifest
    ) async throws -> SealedField {
        let sealed = try await keys.vault.reseal(
            field, as: path, of: message.identifier, for: peer)
        if let sealed { return sealed }
        if let request = message.answered { _ = keys.vault.isOpen(for: request) }
        throw VaultLocked()
    }

    private func legs(of answer: TraceAnswer) -> [Leg] {
        TraceAnswer.Asked.legs(of: answer.asked, by: name)
    }
}

extension TraceAnswer {
    /// The answer without what the policy does not let be told.
    func within(_ door: DoorAnswer) -> TraceAnswer {
        var body = door.permits(.custody) ? body : TraceResultBody.withoutCustody(body)
        let isNamed = door.permits(.identity)
        if !isNamed { body["sealed"] = nil }
        return TraceAnswer(body: body, secrets: isNamed ? secrets : [], asked: asked, found: found)
    }
}

extension Transaction where Access == Writing {
    /// Logs what a result tells to whom: the sealed fields by their names, and what may be done with them.
    func log(
        disclosure result: Message, _ facts: MessageFacts, _ ruling: Ruling, by node: NodeName,
        _ circumstances: Delivery.Circumstances
    ) throws {
        var entry = LedgerEntry(
            .disclose, identifier: circumstances.identifier(), at: circumstances.now, node: node)
        entry.record(result.grounds)
        entry.record(ruling)
        entry.answered = facts.request
        entry.message = facts.digest
        entry.fields = Set(result.sealed.map(\.path))
        entry.handling = result.handling
        entry.record(addressee: facts.route.audience)
        entry.record(request: facts.request)
        _ = try append(entry)
    }

    /// Logs which custodians were asked and when each answered; who they are, is a commitment that this node alone
    /// can open.
    func log(
        _ asked: [TraceAnswer.Asked], of facts: MessageFacts, by node: NodeName,
        _ circumstances: Delivery.Circumstances
    ) throws {
        guard !asked.isEmpty else { return }
        let legs = TraceAnswer.Asked.legs(of: asked, by: node)
        var entry = LedgerEntry(
            .disclose, identifier: circumstances.identifier(), at: circumstances.now, node: node)
        entry.answered = facts.request
        entry.record(request: facts.request)
        // One commitment to all of them, in the order of their numbers.
        let licences = CommittedText(
            "custodians", bytes: JSONValue.array(asked.map { .string($0.licence) }).canonicalBytes)
        entry.subject = licences.commitment
        try keep(licences, of: entry)
        for (place, part) in try entry.parts(of: legs).enumerated() {
            var one = entry
            if place > 0 { one.identifier = circumstances.identifier() }
            one.record(part)
            _ = try append(one)
        }
    }
}

extension TraceAnswer.Asked {
    /// The legs of custodians, numbered from 1: those that follow one another with the same times in one.
    static func legs(of asked: [TraceAnswer.Asked], by node: NodeName) -> [Leg] {
        var legs: [Leg] = []
        var first = 0
        while first < asked.count {
            let one = asked[first]
            let next =
                asked[first...].firstIndex {
                    $0.asked != one.asked || $0.answered != one.answered
                } ?? asked.count
            let last = next > first + 1 ? next : nil
            let number = first + 1
            legs += [
                Leg(.asked(custodian: number, through: last), by: node, at: one.asked),
                one.answered.flatMap {
                    Leg(.answered(custodian: number, through: last), by: node, at: $0)
                },
            ].compactMap(\.self)
            first = next
        }
        return legs
    }
}
