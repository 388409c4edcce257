public import Audit
public import Exchange
public import Ledger
import Storage
public import Vault

/// A ledger in a node's folder, and the keys by which it is known.
public struct LedgerInFolder: Sendable {
    /// Whose it is.
    public let node: NodeName
    /// Where its files are.
    public let folder: String
    /// The key that signs it.
    public let log: VerifierKey
    /// The keys that cosign it.
    public let witnesses: [VerifierKey]
}

extension NodeReader {
    /// The own ledger, with the keys of those that witness it.
    public func ownLedger() async throws -> LedgerInFolder {
        let name = configuration.name
        let peers = try await database.peers()
        let keys = try await database.read { try $0.history(of: name).latest.keys }
        return LedgerInFolder(
            node: name, folder: folder.ledger, log: keys.log,
            witnesses: peers.filter(\.witnesses).compactMap(\.witness))
    }

    /// The copies of the others' ledgers that are here, with the own key that cosigns them.
    public func mirrors() async throws -> [LedgerInFolder] {
        let name = configuration.name
        let own = try await database.read { try $0.history(of: name).latest.keys.witnesses }
        return try await database.peers().map { peer in
            LedgerInFolder(
                node: peer.name, folder: folder.mirror(of: peer.name), log: peer.log,
                witnesses: own)
        }
    }

    /// The entries from an index on that are durable and not published yet, in their order.
    public func waitingEntries(
        from index: UInt64
    ) async throws -> [(index: UInt64, bytes: [UInt8])] {
        try await database.read { transaction in
            try transaction.rows(
                "SELECT number, bytes FROM entry WHERE number >= $1 ORDER BY number",
                KeptCount(index), as: KeptCount.self, [UInt8].self
            ).map { (index: $0.0.value, bytes: $0.1) }
        }
    }

    /// What the node knows beside its ledger.
    ///
    /// - Parameter isOpen: whether somebody had leave to see the cases and the openings.
    /// - Complexity: linear in the node's requests and, with leave, its openings; about 200 bytes for each.
    public func auditNotes(isOpen: Bool) async throws -> AuditNotes {
        try await database.read { transaction in
            var notes = AuditNotes()
            try transaction.addRequests(to: &notes, isOpen: isOpen)
            for (request, state) in try transaction.rows(
                "SELECT request, state FROM conversation", as: KeptIdentifier.self, String.self)
            {
                notes.states[request.value] = state
            }
            notes.usedPermits = Set(
                try transaction.rows("SELECT entry FROM used_permit", as: KeptCount.self)
                    .map(\.value))
            if isOpen { try transaction.addOpenings(to: &notes) }
            return notes
        }
    }

    /// The keys of the record that a request's result brought.
    ///
    /// - Returns: `nil` where no name came, or nobody has asked for one yet, so that no entry can be about it; keys that
    ///   are `nil` where they were erased.
    public func recordKeys(of request: UniqueIdentifier) async throws -> RecordKeys?? {
        let found = try await database.read { transaction in
            try transaction.rows(
                """
                SELECT k.bytes FROM conversation c JOIN record_keys k ON k.id = c.answer
                WHERE c.request = $1
                """, KeptIdentifier(request), as: [UInt8]?.self)
        }
        guard let bytes = found.first else { return nil }
        return .some(try bytes.map { bytes throws(MessageError) in try RecordKeys(bytes) })
    }
}

extension Transaction {
    /// Adds on what grounds each request was made, from its message.
    fileprivate func addRequests(to notes: inout AuditNotes, isOpen: Bool) throws {
        try forEach(
            """
            SELECT deciphered(dsse, 'outbox.dsse', id) FROM outbox
            WHERE kind = 'TRACE_REQUEST'
            UNION ALL
            SELECT deciphered(dsse, 'inbox.dsse', issuer || ' ' || id) FROM inbox
            WHERE kind = 'TRACE_REQUEST'
            """
        ) { row in
            // What was taken in was read once; one whose bytes are erased says nothing any more.
            guard let bytes = try row.value(at: 0, as: [UInt8]?.self),
                let envelope = try? Envelope(bytes),
                let message = try? Message(payload: envelope.payload)
            else { return true }
            notes.requests[message.identifier] = AuditGrounds(message.grounds)
            if isOpen { notes.cases[message.identifier] = message.grounds.caseReference }
            return true
        }
    }

    /// Adds the openings of cases.
    fileprivate func addOpenings(to notes: inout AuditNotes) throws {
        try forEach(
            """
            SELECT entry, label, opening,
                deciphered(value, 'opening.value', entry || ' ' || label)
            FROM opening WHERE label = 'case'
            """
        ) { row in
            let (entry, label, opening, value) = try row.values(
                KeptIdentifier.self, String.self, [UInt8].self, [UInt8].self)
            notes.openings[entry.value, default: []].append(
                AuditOpening(label: label, opening: opening, value: value))
            return true
        }
    }
}
