import Transport
import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger
import Storage

extension NodeService {
    /// A message that is to be sent, as its tables have it.
    private struct Parcel: Sendable {
        let outgoing: Outgoing
        let envelope: [UInt8]
    }

    /// Sends a message once, and takes what is answered.
    func attempt(_ identifier: UniqueIdentifier) async {
        do {
            guard isRunning, let parcel = try await parcel(identifier), !parcel.outgoing.isFinal,
                let peer = peer(parcel.outgoing.facts.route.audience), !peer.isStopped,
                let transfer = try await transfer(parcel)
            else { return }
            let answer = try await carrier(to: peer.name).carry(transfer.bytes, identifier)
            try await take(answer, to: parcel.outgoing, from: peer)
        } catch is PeerError {
            // The next try is written down already.
        } catch {
            fail("sending", error)
        }
    }

    private func parcel(_ identifier: UniqueIdentifier) async throws -> Parcel? {
        try await database.read { transaction in
            guard let outgoing = try transaction.outgoingRow(identifier) else { return nil }
            let envelope: [UInt8] = try transaction.value(
                "SELECT deciphered(dsse, 'outbox.dsse', id) FROM outbox WHERE id = $1",
                KeptIdentifier(identifier))
            return Parcel(outgoing: outgoing, envelope: envelope)
        }
    }

    /// The message with the proof that its sending is logged; `nil` while its entry is not published, and when its
    /// sealed fields were erased: it is not what was signed any more.
    private func transfer(_ parcel: Parcel) async throws -> Transfer? {
        guard Digest.sha256(parcel.envelope) == parcel.outgoing.facts.digest else { return nil }
        guard let proved = try await ledger.proved(parcel.outgoing.entry) else { return nil }
        return Transfer(
            try Envelope(parcel.envelope), entry: proved.entry, evidence: proved.evidence)
    }

    /// The message as another node fetches it; `nil` when it is none of those sent to that node.
    func transfer(of identifier: UniqueIdentifier, to node: NodeName) async throws -> Transfer? {
        guard let parcel = try await parcel(identifier),
            parcel.outgoing.facts.route.audience == node
        else { return nil }
        return try await transfer(parcel)
    }

    private func take(
        _ answer: PeerAnswer, to outgoing: Outgoing, from peer: Peer
    ) async throws {
        switch answer.status {
        case 200, 202, 403, 410, 422:
            guard let receipt = receipt(answer, from: peer) else {
                return try await reject(outgoing)
            }
            let delivery = delivery
            try await step { transaction, circumstances in
                let actions = try delivery.take(
                    receipt.says, in: receipt.facts, arrival: receipt.arrival, circumstances,
                    in: transaction)
                return ((), actions)
            }
        case 400, 401, 404, 413: try await reject(outgoing)
        default: break
        }
    }

    private func reject(_ outgoing: Outgoing) async throws {
        let (delivery, identifier) = (delivery, outgoing.facts.identifier)
        try await step { transaction, circumstances in
            ((), try delivery.take(.rejected, of: identifier, circumstances, in: transaction))
        }
    }

    /// A receipt whose signature and whose proof hold.
    struct ProvedReceipt: Sendable {
        let says: Receipt
        let facts: MessageFacts
        let arrival: LedgerEntry
    }

    /// Reads an answer; `nil` when it is no receipt, or one that proves nothing.
    func receipt(_ answer: PeerAnswer, from peer: Peer) -> ProvedReceipt? {
        guard let transfer = try? Transfer(answer.body),
            let signed = try? SignedMessage(
                transfer.envelope, trusted: peer.keys(at: surroundings.now())),
            signed.message.route == Message.Route(from: peer.name, to: name),
            let says = try? Receipt(signed.message),
            let known = try? checkpoints.check(transfer.evidence.note, log: peer.log),
            known.cosigned != nil,
            let arrival = try? transfer.verifyArrival(
                of: says.digest, under: known.checkpoint, node: peer.name)
        else { return nil }
        return ProvedReceipt(says: says, facts: MessageFacts(signed), arrival: arrival)
    }
}
