public import Exchange

/// A message as the other node still has it, for a node whose disk was put back to an older copy.
public struct RecoveredMessage: Sendable {
    /// What it says of itself.
    public let facts: MessageFacts
    /// The bytes of its envelope.
    public let envelope: [UInt8]
    /// Why the node will not take it, by policy or because its body is not of the form; `nil` when it will.
    public let objection: RefusalCode?

    /// A message whose signatures hold.
    public init(_ facts: MessageFacts, envelope: [UInt8], objection: RefusalCode? = nil) {
        self.facts = facts
        self.envelope = envelope
        self.objection = objection
    }
}

extension Delivery {
    /// Takes entries of the own ledger that the tables do not have, and does again what they say was done.
    ///
    /// Each entry keeps its place. What the tables have there of their own was never published: it moves behind
    /// the others. A message that came in has its effect anew without a new entry; one that went out is asked
    /// about, because it has arrived; one that nobody has any more is lost, and an entry GAP says so.
    ///
    /// - Parameters:
    ///   - entries: what the ledger has from `first` on, up to its end.
    ///   - find: the message of an entry, from the other's outbox where it came in and from its inbox where it
    ///     went out; `nil` when the other does not have it, or it was a receipt, which comes again.
    /// - Returns: what is to be done; one alarm for each message that is lost.
    public func restore<Tables: NodeTables & ~Copyable>(
        _ entries: [LedgerEntry], from first: UInt64, _ circumstances: Circumstances,
        in tables: borrowing Tables, find: (LedgerEntry) throws -> RecoveredMessage?,
        receipt: ReceiptMaker
    ) throws -> [Action] {
        let new = try adopt(entries, from: first, in: tables)
        let missed = Set(new.lazy.filter { $0.entry.kind == .gap }.compactMap(\.entry.answered))
        var actions: [Action] = []
        for (index, entry) in new {
            guard let identifier = entry.answered else { continue }
            let found = try find(entry).flatMap { $0.isOf(entry) ? $0 : nil }
            switch entry.kind {
            case .messageIn, .refuse:
                guard let found else { continue }
                try redo(arrivalOf: found, by: entry, at: index, in: tables, receipt: receipt)
            case .messageOut:
                guard try tables.outgoing(identifier) == nil else { continue }
                if let found {
                    actions += try redo(sendingOf: found, at: index, circumstances, in: tables)
                } else if missed.contains(identifier) {
                    try end(lost: entry, circumstances, in: tables)
                } else if try lose(entry, circumstances, in: tables) {
                    actions.append(.alarm(.lost(identifier)))
                }
            default: continue
            }
        }
        return actions
    }

    /// Puts entries in their places, and what was there behind them.
    ///
    /// - Returns: those that the tables did not have, with their places.
    private func adopt<Tables: NodeTables & ~Copyable>(
        _ entries: [LedgerEntry], from first: UInt64, in tables: borrowing Tables
    ) throws -> [(index: UInt64, entry: LedgerEntry)] {
        let end = first + UInt64(entries.count)
        let count = try tables.entryCount()
        var new: [(index: UInt64, entry: LedgerEntry)] = []
        var displaced: [(index: UInt64, entry: LedgerEntry)] = []
        for (index, entry) in zip(first..<end, entries) {
            let own = try tables.entry(at: index)
            guard own != entry else { continue }
            new.append((index, entry))
            if let own { displaced.append((index, own)) }
        }
        if !displaced.isEmpty, end < count {
            for index in end..<count {
                if let own = try tables.entry(at: index) { displaced.append((index, own)) }
            }
        }
        for (index, entry) in new { try tables.put(entry, at: index) }
        for (offset, one) in displaced.enumerated() {
            try tables.put(one.entry, at: end + UInt64(offset))
        }
        // The last one first: a place that one gets is a place that another has left.
        for (offset, one) in displaced.enumerated().reversed() {
            try move(one.entry, from: one.index, to: end + UInt64(offset), in: tables)
        }
        return new
    }

    /// Tells the row of an entry where its entry is now.
    private func move<Tables: NodeTables & ~Copyable>(
        _ entry: LedgerEntry, from index: UInt64, to place: UInt64, in tables: borrowing Tables
    ) throws {
        switch entry.kind {
        case .messageOut:
            guard let identifier = entry.answered,
                let outgoing = try tables.outgoing(identifier), outgoing.entry == index
            else { return }
            try tables.update(outgoing.moved(to: place))
        // Or a receipt would be sent beside another entry, which proves nothing.
        case .messageIn, .refuse, .conflict: try tables.moveArrival(from: index, to: place)
        default: return
        }
    }

    /// Takes a message in again: what was said to it is said again, and in the order of the ledger.
    private func redo<Tables: NodeTables & ~Copyable>(
        arrivalOf found: RecoveredMessage, by entry: LedgerEntry, at index: UInt64,
        in tables: borrowing Tables, receipt: ReceiptMaker
    ) throws {
        let facts = found.facts
        let key = MessageKeyPair(facts.route.issuer, facts.identifier)
        guard try tables.incoming(key) == nil else { return }
        let known = try tables.conversation(with: facts.route.issuer, about: facts.request)
        var (stage, conversation) = Conversation.judge(facts, known: known)
        if entry.kind == .refuse {
            conversation = nil
            stage = refusal(of: found, by: entry, judged: stage)
        } else if stage.isFinal {
            // The ledger says that it was taken, and the ledger was first.
            stage = facts.kind == .traceRequest || facts.kind == .cancel ? .accepted : .delivered
        }
        let envelope = try receipt(
            Receipt(stage, of: facts.digest), entry.identifier, facts)
        try tables.add(
            Incoming(key, digest: facts.digest, entry: index, stage: stage, receipt: envelope),
            facts, envelope: found.envelope)
        try tables.removeExpected(key)
        if let conversation { try tables.put(conversation) }
    }

    private func refusal(
        of found: RecoveredMessage, by entry: LedgerEntry, judged: Receipt.Stage
    ) -> Receipt.Stage {
        if found.facts.lifetime.end <= entry.time { return .expired }
        if let code = found.objection { return .refused(code) }
        if case .refused = judged { return judged }
        return .refused(.notTaken)
    }

    /// Takes up again a message that went out and arrived: its receipt is asked for.
    private func redo<Tables: NodeTables & ~Copyable>(
        sendingOf found: RecoveredMessage, at index: UInt64, _ circumstances: Circumstances,
        in tables: borrowing Tables
    ) throws -> [Action] {
        try converse(about: found.facts, isForced: true, in: tables)
        var outgoing = Outgoing(found.facts, entry: index, at: circumstances.now)
        _ = outgoing.take(.seenThere, at: circumstances.now, chance: circumstances.chance)
        try tables.add(outgoing, envelope: found.envelope)
        return [.send(found.facts.identifier)]
    }

    /// Gives up a message that went out, and that nobody has any more.
    ///
    /// - Returns: `false` when that was said already.
    private func lose<Tables: NodeTables & ~Copyable>(
        _ sending: LedgerEntry, _ circumstances: Circumstances, in tables: borrowing Tables
    ) throws -> Bool {
        guard let identifier = sending.answered, let peer = try sending.addressee() else {
            return false
        }
        // One message has as many entries as its legs need.
        if let last = try tables.entry(at: tables.entryCount() - 1), last.kind == .gap,
            last.answered == identifier
        {
            return false
        }
        var gap = entry(.gap, nil, circumstances)
        gap.answered = identifier
        gap.message = sending.message
        gap.record(addressee: peer)
        gap.record(request: try sending.request())
        _ = try tables.append(gap)
        try end(lost: sending, circumstances, in: tables)
        return true
    }

    /// Ends the conversation of a request that was lost.
    private func end<Tables: NodeTables & ~Copyable>(
        lost sending: LedgerEntry, _ circumstances: Circumstances, in tables: borrowing Tables
    ) throws {
        guard let request = sending.answered, try sending.request() == request,
            let peer = try sending.addressee(),
            try tables.conversation(with: peer, about: request) == nil
        else { return }
        try tables.put(
            Conversation(
                request, with: peer, part: .asking, until: circumstances.now, state: .expired))
    }
}

extension RecoveredMessage {
    /// Tells whether it is the message that an entry is about.
    func isOf(_ entry: LedgerEntry) -> Bool {
        facts.identifier == entry.answered && facts.digest == entry.message
    }
}

extension Delivery {
    /// Tells whether the tables have an entry of the own ledger's tree: if not, they are an older copy.
    ///
    /// The ledger takes its entries from the tables, so that these are never behind it. To be asked of the last
    /// entry when the ledger is opened: fewer entries in the tables would show it, but not when others were added
    /// since the copy was put back.
    public func knows<Tables: NodeTables & ~Copyable>(
        _ entry: LedgerEntry?, at index: UInt64, in tables: borrowing Tables
    ) throws -> Bool {
        guard index < (try tables.entryCount()) else { return false }
        // What the tables do not keep any more was published long ago.
        guard let own = try tables.entry(at: index) else { return true }
        return own == entry
    }
}
