import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger

/// How messages go out, and what becomes of what is answered.
extension SimulatedNode {
    /// Sends a message once.
    func send(_ identifier: UniqueIdentifier, _ process: NodeProcess) throws {
        guard process.isRunning, let ledger = process.ledger,
            let sent = records.outbox[identifier], sent.outgoing.state != .expired,
            let parcel = try parcel(sent.envelope, sent.outgoing.entry, ledger)
        else { return }
        process.remembered.insert(identifier)
        ask(.message(parcel), "sends a message") { [unowned self] process, reply in
            switch reply {
            case .receipt(_, let parcel)?: try take(receipt: parcel, of: identifier, process)
            case .refused?:
                try step {
                    try delivery.take(.rejected, of: identifier, circumstances, in: $0)
                }
            default: break
            }
        }
    }

    /// A message with the proof of an entry; `nil` while the entry is not published.
    private func parcel(
        _ envelope: [UInt8], _ entry: UInt64, _ ledger: CosignedLedger
    ) throws -> Parcel? {
        guard let evidence = try ledger.evidence(for: entry) else { return nil }
        let bytes = try records.entries[Int(entry)].bytes()
        return Parcel(envelope: envelope, entry: bytes, evidence: evidence)
    }

    private func take(
        receipt parcel: Parcel, of identifier: UniqueIdentifier, _ process: NodeProcess
    ) throws {
        guard process.isRunning else { return }
        let (message, facts) = try parcel.message()
        let says = try Receipt(message)
        var arrival: LedgerEntry
        if world.mutation == .answerBeforePublished {
            arrival = try LedgerEntry(parcel.entry)
        } else {
            arrival = try parcel.proved(
                by: peer.logSigner.verifier, ownWitness)
        }
        guard facts.route == Message.Route(from: peer.name, to: name),
            [.messageIn, .refuse, .conflict].contains(arrival.kind),
            arrival.node == peer.name, arrival.message == says.digest
        else {
            if world.mutation == nil { world.fail(.code, "a receipt proves something else") }
            return
        }
        if world.mutation == .dropLegs { arrival.record([]) }
        try step {
            try delivery.take(says, in: facts, arrival: arrival, circumstances, in: $0)
        }
    }

    /// Takes a message that came, and answers once its entry is published.
    func receive(
        _ parcel: Parcel, _ process: NodeProcess, answer: @escaping (Reply) -> Void
    ) throws {
        guard isTaking(process) else { return answer(.later) }
        let (message, facts) = try parcel.message()
        guard facts.route == Message.Route(from: peer.name, to: name),
            facts.lifetime.start <= now.later(by: SimulatedNode.mostSkew)
        else { return answer(.refused) }
        let sending = try parcel.proved(by: peer.logSigner.verifier, ownWitness)
        guard sending.kind == .messageOut, sending.node == peer.name,
            sending.message == facts.digest
        else { return answer(.refused) }
        let arrival = Arrival(
            facts, envelope: parcel.envelope, sending: sending, received: now,
            legs: message.body["legs"].flatMap { Leg.list($0) } ?? [],
            objection: world.objection(to: facts))
        var given: ReceiptAnswer?
        try step { tables in
            let taken = try delivery.take(arrival, circumstances, in: tables) {
                receipt($0, $1, of: $2, from: tables)
            }
            given = taken.answer
            return taken.actions
        }
        guard let given else { return }
        if given.isRepeated { world.coverage.count(.repeatedReceipt) }
        try reply(given, process, answer)
    }

    /// Who must have cosigned what the peer proves: this node itself.
    private var ownWitness: VerifierKey? {
        world.mutation == .publishUnwitnessed ? nil : witnessSigner.verifier
    }

    /// What clocks may differ by when a message comes, in milliseconds.
    private static let mostSkew: Int64 = 60_000

    /// Tells whether the node takes messages: one that may be an older copy of itself must not, because it may
    /// have taken them before.
    private func isTaking(_ process: NodeProcess) -> Bool {
        process.isRunning || world.mutation == .takeWhileOutdated
    }

    /// Makes a receipt: the bytes of its message.
    func receipt(
        _ receipt: Receipt, _ identifier: UniqueIdentifier, of facts: MessageFacts,
        from tables: MemoryTables
    ) -> [UInt8] {
        let end = max(now, facts.lifetime.end).later(by: 365 * 86_400_000)
        guard let lifetime = Lifetime(from: now, until: end) else { return [] }
        var message = Message(
            .receipt, identifier: identifier,
            route: Message.Route(from: name, to: facts.route.issuer), lifetime: lifetime,
            grounds: world.grounds)
        message.answered = facts.identifier
        message.body = receipt.body
        return message.payload
    }

    private func reply(
        _ given: ReceiptAnswer, _ process: NodeProcess, _ answer: @escaping (Reply) -> Void
    ) throws {
        if world.mutation == .answerBeforePublished {
            let entry = try records.entries[Int(given.entry)].bytes()
            return answer(
                .receipt(
                    given.status, Parcel(envelope: given.receipt, entry: entry, evidence: nil)))
        }
        let incarnation = incarnation
        let published: () -> Void = { [unowned self] in
            act(as: incarnation) { process in
                guard let ledger = process.ledger,
                    let parcel = try parcel(given.receipt, given.entry, ledger)
                else { return answer(.later) }
                answer(.receipt(given.status, parcel))
            }
        }
        if try process.ledger?.evidence(for: given.entry) != nil {
            published()
        } else {
            process.waiting.append((given.entry, published))
        }
    }

    /// Fetches a message that should have come by now.
    func fetch(_ key: MessageKeyPair) {
        ask(.fetch(key.identifier), "fetches a message") { [unowned self] process, reply in
            guard case .message(let parcel)? = reply else { return }
            world.coverage.count(.fetched)
            try receive(parcel, process) { _ in }
        }
    }

    /// Does what the peer asks.
    func answer(_ call: Call, _ reply: @escaping (Reply) -> Void) {
        act { process in
            switch call {
            case .message(let parcel): try receive(parcel, process, answer: reply)
            case .fetch(let identifier):
                guard process.isRunning, let ledger = process.ledger,
                    let sent = records.outbox[identifier],
                    let parcel = try parcel(sent.envelope, sent.outgoing.entry, ledger)
                else { return reply(.nothing) }
                reply(.message(parcel))
            case .heard:
                // Until it was heard what this node has cosigned, its own tables may be an older copy.
                guard process.desk.phase == .serving else { return reply(.later) }
                reply(records.witnessed.map { .note($0.note) } ?? .nothing)
            case .shown:
                let shown = try? LedgerReader(ledgerDisk).checkpoint(logSigner.verifier)
                reply(shown.map { .note($0.note) } ?? .nothing)
            case .push(let first, let entries): reply(try take(first: first, entries, process))
            case .cosign(let body): reply(try cosign(body, process))
            case .mirror: reply(try mirrored(process))
            }
        }
    }
}
