import Delivery
import Exchange
import Ledger
import Policy
import Storage
import Synchronization

extension NodeService {
    /// What becomes of a message that came.
    enum Reception: Sendable {
        /// A receipt with the proof of its entry.
        case receipt(status: Int, Transfer)
        /// It is not of the form, or not proved.
        case malformed
        /// Not signed by whom it should be.
        case unsigned
        /// Come again later.
        case later
    }

    /// Takes a message that a node has sent.
    ///
    /// - Parameter received: when the first byte of it was there.
    func receive(
        _ body: [UInt8], from peer: Peer, received: Moment
    ) async -> Reception {
        guard !peer.isStopped else { return .unsigned }
        guard isRunning else { return .later }
        do {
            guard let arrival = try arrival(body, from: peer, received: received) else {
                return .malformed
            }
            let (delivery, keys) = (delivery, keys)
            let answer = try await step { transaction, circumstances in
                let taken = try delivery.take(arrival, circumstances, in: transaction) {
                    try keys.receipt($0, $1, of: $2, at: circumstances.now)
                }
                return (taken.answer, taken.actions)
            }
            if arrival.facts.kind == .blindQuery { questions.withLock { $0.ring() } }
            return try await reception(answer)
        } catch is EnvelopeError {
            return .unsigned
        } catch is MessageError {
            return .malformed
        } catch is TransferError {
            return .malformed
        } catch is LedgerError {
            return .malformed
        } catch {
            fail("receiving", error)
            return .later
        }
    }

    /// Checks a message by all that can be checked of it alone.
    private func arrival(
        _ body: [UInt8], from peer: Peer, received: Moment
    ) throws -> Arrival? {
        let transfer = try Transfer(body)
        let now = surroundings.now()
        let signed = try SignedMessage(
            transfer.envelope, trusted: peer.history.messageKeys)
        let facts = MessageFacts(signed)
        guard facts.route == Message.Route(from: peer.name, to: name),
            facts.lifetime.start <= now.later(by: HTTPSignature.mostSkew * 1000)
        else { return nil }
        let known = try checkpoints.check(transfer.evidence.note, log: peer.log)
        let entry = try transfer.verify(under: known.checkpoint, of: peer.name)
        let cosigned = known.cosigned
        switch peer.history.standing(of: signed) {
        case .good: break
        case .goodIfLogged(let before):
            // The own signature says when the entry was seen: before the key was lost, or it counts no more.
            guard let cosigned, cosigned < UInt64(before.seconds) else {
                throw EnvelopeError.unsigned(found: 0, wanted: 1)
            }
        case .revoked, .unknown: throw EnvelopeError.unsigned(found: 0, wanted: 1)
        }
        // Nodes that talk witness each other: a checkpoint that this node was not shown is none.
        guard cosigned != nil else { return nil }
        let content = MessageContent(signed.message)
        let ruling = try ruling(of: signed.message)
        let isForbidden = ruling?.decision == .forbid
        return Arrival(
            facts, envelope: transfer.envelope.bytes, sending: entry, received: received,
            legs: content.legs, objection: content.objection ?? (isForbidden ? .forbidden : nil),
            ruling: ruling)
    }

    /// What the policy says of taking a message: of a request, whether anything could be answered to it.
    private func ruling(of message: Message) throws -> Ruling? {
        guard message.kind == .traceRequest else { return nil }
        let door = try traceDoor(of: message)
        return Ruling(door.refusal == nil ? .permit : .forbid, by: door.policy)
    }

    /// Waits until the receipt's entry is published, and puts its proof beside it.
    private func reception(_ answer: ReceiptAnswer) async throws -> Reception {
        guard await ledger.wait(for: answer.entry),
            let proved = try await ledger.proved(answer.entry)
        else { return .later }
        return .receipt(
            status: answer.status,
            Transfer(
                try Envelope(answer.receipt), entry: proved.entry, evidence: proved.evidence))
    }

    /// Fetches a message that should have come by now.
    func fetch(_ key: MessageKeyPair) async {
        guard let peer = peer(key.issuer) else { return }
        let now = surroundings.now()
        let answer = try? await client.ask(
            peer.address(at: now), .init(path: "/v1/messages/\(key.identifier.text)"))
        guard let answer, answer.status == 200 else { return }
        _ = await receive(answer.body, from: peer, received: now)
    }
}
