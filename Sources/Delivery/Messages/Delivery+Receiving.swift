public import Exchange

/// A message that came in, all of whose signatures and proofs hold.
public struct Arrival: Sendable {
    /// What it says of itself.
    public let facts: MessageFacts
    /// The bytes of its envelope.
    public let envelope: [UInt8]
    /// The entry of its sending, from the sender's ledger.
    public let sending: LedgerEntry
    /// When the first byte of it was there.
    public let received: Moment
    /// The legs that it tells in its body, of its own node.
    public let legs: [Leg]
    /// Why the node will not take it, by policy or because its body is not of the form; `nil` when it will.
    public let objection: RefusalCode?
    /// What the node's policy said of it; `nil` when it was not asked.
    public let ruling: Ruling?

    /// A message that came in.
    public init(
        _ facts: MessageFacts, envelope: [UInt8], sending: LedgerEntry, received: Moment,
        legs: [Leg] = [], objection: RefusalCode? = nil, ruling: Ruling? = nil
    ) {
        self.facts = facts
        self.envelope = envelope
        self.sending = sending
        self.received = received
        self.legs = legs
        self.objection = objection
        self.ruling = ruling
    }
}

extension Delivery {
    /// Makes a receipt: its signed envelope's bytes.
    public typealias ReceiptMaker = (
        _ receipt: Receipt, _ identifier: UniqueIdentifier, _ facts: MessageFacts
    ) throws -> [UInt8]

    /// Takes a message that came in.
    ///
    /// - Returns: what to answer once its entry is published, and what else is to be done.
    public func take<Tables: NodeTables & ~Copyable>(
        _ arrival: Arrival, _ circumstances: Circumstances, in tables: borrowing Tables,
        receipt: ReceiptMaker
    ) throws -> (answer: ReceiptAnswer, actions: [Action]) {
        let facts = arrival.facts
        let key = MessageKeyPair(facts.route.issuer, facts.identifier)
        if var known = try tables.incoming(key) {
            guard known.digest != facts.digest else { return (repeated(known), []) }
            return try dispute(&known, arrival, circumstances, in: tables, receipt: receipt)
        }
        let (stage, conversation) = try judge(arrival, circumstances, in: tables)
        var kind = EntryKind.messageIn
        switch stage {
        case .refused, .expired: kind = .refuse
        case .accepted, .delivered, .answered, .conflict: break
        }
        // The own legs first: of many parts, the receipt proves the first one, and the sender learns them by that.
        let legs = ownLegs(arrival, stage, circumstances) + told(by: arrival.sending) + arrival.legs
        var entry = entry(kind, facts, circumstances)
        entry.record(arrival.ruling)
        let index = try append(entry, legs: legs, circumstances, in: tables)
        let envelope = try receipt(
            Receipt(stage, of: facts.digest), circumstances.identifier(), facts)
        let incoming = Incoming(
            key, digest: facts.digest, entry: index, stage: stage, receipt: envelope)
        try tables.add(incoming, facts, envelope: arrival.envelope)
        try tables.removeExpected(key)
        var actions: [Action] = []
        if let conversation {
            try tables.put(conversation)
            if facts.kind == .traceRequest {
                actions.append(.trace(facts.identifier, for: facts.route.issuer))
            }
        }
        return (
            ReceiptAnswer(entry: index, receipt: envelope, stage: stage, isRepeated: false), actions
        )
    }

    private func judge<Tables: NodeTables & ~Copyable>(
        _ arrival: Arrival, _ circumstances: Circumstances, in tables: borrowing Tables
    ) throws -> (Receipt.Stage, Conversation?) {
        let facts = arrival.facts
        guard circumstances.now < facts.lifetime.end else { return (.expired, nil) }
        if let code = arrival.objection { return (.refused(code), nil) }
        if facts.kind == .blindAnswer, try !isAsked(for: facts, in: tables) {
            return (.refused(.unknownRequest), nil)
        }
        let known = try tables.conversation(with: facts.route.issuer, about: facts.request)
        return Conversation.judge(facts, known: known)
    }

    /// Tells whether this node asked blindly what a message answers, and asked its issuer.
    private func isAsked<Tables: NodeTables & ~Copyable>(
        for facts: MessageFacts, in tables: borrowing Tables
    ) throws -> Bool {
        guard let identifier = facts.answered, let query = try tables.outgoing(identifier) else {
            return false
        }
        return query.facts.kind == .blindQuery && query.facts.route.audience == facts.route.issuer
    }

    /// The legs of the own node that the arrival of a message is.
    private func ownLegs(
        _ arrival: Arrival, _ stage: Receipt.Stage, _ circumstances: Circumstances
    ) -> [Leg] {
        let stages: [(Leg.Stage, Moment)] =
            switch (arrival.facts.kind, stage) {
            case (.traceRequest, .accepted):
                [(.received, arrival.received), (.accepted, circumstances.now)]
            case (.traceRequest, _): [(.received, arrival.received)]
            case (.traceResult, .delivered): [(.delivered, circumstances.now)]
            default: []
            }
        return stages.compactMap { Leg($0.0, by: node, at: $0.1) }
    }

    private func repeated(_ known: Incoming) -> ReceiptAnswer {
        ReceiptAnswer(
            entry: known.entry, receipt: known.receipt, stage: known.stage, isRepeated: true)
    }

    /// Another message has the identifier of one that came before: it has no effect, and both are evidence.
    private func dispute<Tables: NodeTables & ~Copyable>(
        _ known: inout Incoming, _ arrival: Arrival, _ circumstances: Circumstances,
        in tables: borrowing Tables, receipt: ReceiptMaker
    ) throws -> (answer: ReceiptAnswer, actions: [Action]) {
        let envelope = try receipt(
            Receipt(.conflict, of: arrival.facts.digest), circumstances.identifier(), arrival.facts)
        if let dispute = known.dispute {
            // Said before: a peer that goes on with it must not fill the ledger.
            return (
                ReceiptAnswer(
                    entry: dispute, receipt: envelope, stage: .conflict, isRepeated: true), []
            )
        }
        let index = try tables.append(entry(.conflict, arrival.facts, circumstances))
        known.dispute = index
        try tables.update(known)
        return (
            ReceiptAnswer(entry: index, receipt: envelope, stage: .conflict, isRepeated: false),
            [.alarm(.conflict(known.key))]
        )
    }
}
