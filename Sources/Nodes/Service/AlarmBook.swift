import Exchange
import Storage

extension NodeFolder {
    /// Says that somebody has seen to the alarms up to a number, at a node at rest.
    ///
    /// - Throws: `NodeError.running`, `noNode`; `StorageError`.
    public func markSeen(upTo number: Int) async throws {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        let database = try await openTables()
        try await AlarmBook.markSeen(upTo: number, in: database)
        await database.close()
    }
}

/// What somebody should look at: kept in the tables until it was seen, and said at once.
struct AlarmBook: Sendable {
    let database: Database
    let surroundings: NodeSurroundings

    /// Says that somebody has seen to the alarms up to a number.
    static func markSeen(upTo number: Int, in database: Database) async throws {
        try await database.write { transaction in
            try transaction.execute(
                "UPDATE alarm SET seen = 1 WHERE seen = 0 AND number <= $1", number)
        }
    }

    /// Raises an alarm; one that stands already, of the same kind about the same, is not raised again.
    ///
    /// - Parameters:
    ///   - kind: the word of its kind, as the catalogues have it.
    ///   - about: a node, or a node and a message; never what a message says.
    func raise(_ kind: String, about: String) async {
        let time = KeptMoment(surroundings.now())
        do {
            let isNew = try await database.write { transaction in
                try transaction.raise(kind, about: about, at: time)
            }
            guard isNew else { return }
        } catch {
            surroundings.say(.failed(part: "alarm", reason: String(describing: error)))
        }
        surroundings.say(.alarm(kind: kind, about: about))
    }
}

extension Transaction where Access == Writing {
    /// Keeps an alarm with what else the transaction changes; it is said once that is durable.
    ///
    /// - Returns: `false` when it stands already.
    func raise(_ kind: String, about: String, at time: KeptMoment) throws -> Bool {
        let known = try value(
            "SELECT COUNT(*) FROM alarm WHERE kind = $1 AND about = $2 AND seen = 0", kind, about,
            as: Int.self)
        guard known == 0 else { return false }
        try execute(
            "INSERT INTO alarm(time, kind, about, seen) VALUES ($1, $2, $3, 0)", time, kind, about)
        return true
    }
}
