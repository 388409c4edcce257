public import Exchange

extension Delivery {
    /// Takes an entry of another node's ledger, seen when its checkpoint was cosigned.
    ///
    /// A message that it says to have sent here is expected. The arrival of a message of this node there is the
    /// news that its receipt was lost. What the other has given up is not expected any more.
    public func see<Tables: NodeTables & ~Copyable>(
        _ entry: LedgerEntry, _ circumstances: Circumstances, in tables: borrowing Tables
    ) throws -> [Action] {
        guard let identifier = entry.answered, entry.node != node else { return [] }
        switch entry.kind {
        case .messageOut where (try? entry.addressee()) == node:
            let key = MessageKeyPair(entry.node, identifier)
            guard try tables.incoming(key) == nil, try tables.expected(key) == nil else {
                return []
            }
            try tables.put(Expected(key, at: circumstances.now))
            return []
        case .gap where (try? entry.addressee()) == node:
            try tables.removeExpected(MessageKeyPair(entry.node, identifier))
            return []
        case .messageIn, .refuse, .conflict:
            guard let outgoing = try tables.outgoing(identifier),
                outgoing.facts.digest == entry.message
            else { return [] }
            return try take(.seenThere, of: identifier, circumstances, in: tables)
        default: return []
        }
    }

    /// Fetches a message that should have come by now.
    public func fetch<Tables: NodeTables & ~Copyable>(
        _ key: MessageKeyPair, _ circumstances: Circumstances, in tables: borrowing Tables
    ) throws -> [Action] {
        guard var expected = try tables.expected(key), expected.isDue(at: circumstances.now)
        else { return [] }
        let isFirst = expected.tries == 0
        expected.fetch(at: circumstances.now, chance: circumstances.chance)
        try tables.put(expected)
        guard isFirst else { return [.fetch(key)] }
        var entry = entry(.gap, nil, circumstances)
        entry.answered = key.identifier
        entry.record(addressee: key.issuer)
        _ = try tables.append(entry)
        return [.fetch(key), .alarm(.missing(key))]
    }
}
