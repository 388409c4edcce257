public import Exchange

extension Delivery {
    /// Takes a message that the node is to send: it is logged.
    ///
    /// A request begins its conversation; a result ends it, unless the request was taken back meanwhile.
    ///
    /// - Parameters:
    ///   - legs: what its entry says of the way of its request.
    ///   - ruling: what the node's policy said of sending it.
    /// - Returns: `false` when the message is not wanted any more, and nothing was kept.
    public func submit<Tables: NodeTables & ~Copyable>(
        _ facts: MessageFacts, envelope: [UInt8], legs: [Leg], ruling: Ruling? = nil,
        _ circumstances: Circumstances, in tables: borrowing Tables
    ) throws -> Bool {
        guard try converse(about: facts, isForced: false, in: tables) else { return false }
        var entry = entry(.messageOut, facts, circumstances)
        entry.record(ruling)
        let index = try append(entry, legs: legs, circumstances, in: tables)
        try tables.add(
            Outgoing(facts, entry: index, at: circumstances.now), envelope: envelope)
        return true
    }

    /// Does to the conversation of a message what its sending does.
    ///
    /// - Parameter isForced: whether the message was sent already, so that nothing is asked.
    /// - Returns: `false` when the message is not wanted any more.
    @discardableResult
    func converse<Tables: NodeTables & ~Copyable>(
        about facts: MessageFacts, isForced: Bool, in tables: borrowing Tables
    ) throws -> Bool {
        let peer = facts.route.audience
        var conversation = try tables.conversation(with: peer, about: facts.request)
        switch facts.kind {
        case .traceRequest:
            guard conversation == nil else { return isForced }
            conversation = Conversation(
                facts.identifier, with: peer, part: .asking, until: facts.lifetime.end)
        case .traceResult:
            guard conversation?.part == .answering, isForced || conversation?.state == .open
            else { return false }
            conversation?.state = .answered(facts.identifier)
        case .cancel:
            guard conversation?.part == .asking, conversation?.state == .open else {
                return false
            }
            conversation?.state = .cancelled
        default: return true
        }
        if let conversation { try tables.put(conversation) }
        return true
    }

    /// Takes something that happened to a message that goes out, but for its receipt.
    public func take<Tables: NodeTables & ~Copyable>(
        _ event: Outgoing.Event, of identifier: UniqueIdentifier, _ circumstances: Circumstances,
        in tables: borrowing Tables
    ) throws -> [Action] {
        guard var outgoing = try tables.outgoing(identifier) else { return [] }
        let before = outgoing
        let consequence = outgoing.take(
            event, at: circumstances.now, chance: circumstances.chance)
        if outgoing != before { try tables.update(outgoing) }
        switch consequence {
        case .none: return []
        case .send: return [.send(identifier)]
        case .questioned: return [.alarm(.rejected(identifier))]
        case .ended:
            _ = try tables.append(entry(.gap, outgoing.facts, circumstances))
            try end(outgoing, in: tables)
            return []
        }
    }

    /// Takes a receipt, whose signature and proof hold, of a message that went out.
    ///
    /// - Parameter arrival: the entry of the peer's ledger that proves it.
    public func take<Tables: NodeTables & ~Copyable>(
        _ receipt: Receipt, in envelope: MessageFacts, arrival: LedgerEntry,
        _ circumstances: Circumstances, in tables: borrowing Tables
    ) throws -> [Action] {
        guard let identifier = envelope.answered,
            var outgoing = try tables.outgoing(identifier),
            outgoing.facts.digest == receipt.digest,
            outgoing.take(.receipt(receipt.stage), at: circumstances.now, chance: 0) == .ended
        else { return [] }
        try tables.update(outgoing)
        let isConflict = receipt.stage == .conflict
        let request = outgoing.facts.request
        // One that comes again after a restoring is in the ledger already.
        if try !tables.hasEntry(of: envelope.digest, about: request) {
            var entry = entry(isConflict ? .conflict : .messageIn, envelope, circumstances)
            entry.record(request: request)
            _ = try append(entry, legs: told(by: arrival), circumstances, in: tables)
        }
        try end(outgoing, in: tables)
        let key = MessageKeyPair(node, identifier)
        return isConflict ? [.alarm(.conflict(key))] : []
    }

    /// The legs that an entry of another node tells of its own node: those it can vouch for.
    func told(by entry: LedgerEntry) -> [Leg] {
        // What can not be read tells nothing; the entry is kept by its own ledger as it is.
        ((try? entry.legs()) ?? []).filter { $0.node == entry.node && $0.node != node }
    }

    /// Ends the conversation of a request that will not be answered.
    private func end<Tables: NodeTables & ~Copyable>(
        _ outgoing: Outgoing, in tables: borrowing Tables
    ) throws {
        let facts = outgoing.facts
        guard facts.kind == .traceRequest,
            var conversation = try tables.conversation(
                with: facts.route.audience, about: facts.identifier),
            conversation.part == .asking,
            conversation.state == .open || conversation.state == .expired
        else { return }
        switch outgoing.state {
        case .refused(let code): conversation.state = .refused(code)
        case .expired: conversation.state = .expired
        case .conflict: conversation.state = .refused(.notTaken)
        case .logged, .sending, .seen, .delivered: return
        }
        try tables.put(conversation)
    }

    /// Ends a request that was delivered and has no answer when its lifetime is over.
    public func expire<Tables: NodeTables & ~Copyable>(
        _ request: UniqueIdentifier, with peer: NodeName, _ circumstances: Circumstances,
        in tables: borrowing Tables
    ) throws {
        guard var conversation = try tables.conversation(with: peer, about: request),
            conversation.state == .open, conversation.end <= circumstances.now
        else { return }
        // While its message may still be delivered, that decides.
        if conversation.part == .asking, try tables.outgoing(request)?.isFinal != true { return }
        conversation.state = .expired
        try tables.put(conversation)
    }
}
