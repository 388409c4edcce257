import Delivery
import Exchange
import Ledger
import Storage

extension NodeFolder {
    /// Opens the tables: for the process that runs the node or changes it at rest, or for whoever only looks.
    ///
    /// - Throws: `NodeError.otherStoreKey` when they were enciphered under another key than the folder's; `StorageError`.
    func openTables(
        _ access: DatabaseConfiguration.Access = .readingAndWriting
    ) async throws -> Database {
        let database = try await Database.open(
            DatabaseConfiguration(
                path: database, application: NodeSchema.application,
                migrations: NodeSchema.migrations, access: access,
                functions: try StoreKeys(self).functions))
        do {
            _ = try await database.read { transaction in
                try transaction.value(
                    "SELECT deciphered(value, 'store_check.value', '1') FROM store_check",
                    as: [UInt8].self)
            }
        } catch StorageError.damaged {
            await database.close()
            throw NodeError.otherStoreKey(path: KeyFile.path(of: StoreKeys.name, in: keys))
        }
        // A migration that enciphers leaves nothing in plain in the log either.
        if access == .readingAndWriting { try await database.checkpoint() }
        return database
    }
}

extension Database {
    /// The other nodes that are known, with their manifests.
    func peers() async throws -> [Peer] {
        try await read { transaction in
            try transaction.rows(
                "SELECT name, url, witnesses, stopped FROM peer ORDER BY name",
                as: Kept<NodeName>.self, String.self, Bool.self, Bool.self
            ).map { name, url, witnesses, stopped in
                Peer(
                    name: name.value, url: url,
                    history: try transaction.history(of: name.value), witnesses: witnesses,
                    isStopped: stopped)
            }
        }
    }
}

extension Transaction {
    /// The manifests of a node.
    func history(of node: NodeName) throws -> KeyHistory {
        let notes = try manifestNotes(of: node).map { try SignedNote($0.note) }
        guard let first = notes.first else { throw NodeError.unknownPeer(name: node) }
        var history = try KeyHistory(first: first)
        for note in notes.dropFirst() { try history.add(note) }
        return history
    }

    /// An entry of the ledger, as long as the tables have it.
    func entry(_ index: UInt64) throws -> [UInt8]? {
        try row("SELECT bytes FROM entry WHERE number = $1", KeptCount(index), as: [UInt8].self)
    }

    /// A message that goes out.
    func outgoingRow(_ identifier: UniqueIdentifier) throws -> Outgoing? {
        try rows(
            """
            SELECT issuer, audience, kind, answered, issued, ends, digest, entry, state, code,
                tries, next_try, questioned
            FROM outbox WHERE id = $1
            """, KeptIdentifier(identifier)
        ) { row in try Outgoing(row, identifier) }.first
    }
}
