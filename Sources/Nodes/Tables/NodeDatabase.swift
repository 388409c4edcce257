import Delivery
import Exchange
import Ledger
import Storage

extension NodeFolder {
    /// The tables, for the process that runs the node or changes it at rest.
    var tables: DatabaseConfiguration {
        DatabaseConfiguration(
            path: database, application: NodeSchema.application, migrations: NodeSchema.migrations)
    }

    /// The tables, for whoever only looks.
    var shownTables: DatabaseConfiguration {
        var tables = tables
        tables.access = .readingOnly
        return tables
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
        let notes = try rows(
            "SELECT note FROM manifest WHERE node = $1 ORDER BY serial", Kept(node)
        ) { row in try SignedNote(try row.value(at: 0, as: [UInt8].self)) }
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
