/// The prepared statements of one connection that are not in use.
@safe final class StatementCache {
    private struct Entry {
        var statement: PreparedStatement
        var lastUse: UInt64
    }

    /// What a statement is prepared from, and whether for this room: one of its own may do what others may not.
    struct Key: Hashable {
        let query: Query
        let isOwn: Bool
        /// A literal is found by its address: to hash a statement's text takes longer than to find it.
        private let address: UInt?

        init(query: Query, isOwn: Bool) {
            self.query = query
            self.isOwn = isOwn
            address = query.address
        }

        static func == (one: Key, other: Key) -> Bool {
            guard one.isOwn == other.isOwn, one.address == other.address else { return false }
            return one.address != nil || one.query == other.query
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(isOwn)
            if let address { hasher.combine(address) } else { hasher.combine(query) }
        }
    }

    /// More than the statements of a program that are used all the time.
    private static let capacity = 100

    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0

    /// Takes the statement for a query out, where there is one.
    func take(_ key: Key) -> PreparedStatement? {
        entries.removeValue(forKey: key)?.statement
    }

    /// Takes a statement back that is not running any more, for the next use.
    func give(_ statement: PreparedStatement, for key: Key) {
        if entries.count >= StatementCache.capacity {
            // A scan of a hundred entries costs less than preparing the one statement that it is made for.
            let oldest = entries.min { $0.value.lastUse < $1.value.lastUse }?.key
            if let oldest { take(oldest)?.finalise() }
        }
        uses += 1
        let former = entries.updateValue(Entry(statement: statement, lastUse: uses), forKey: key)
        // The same statement was in use twice at the same time.
        former?.statement.finalise()
    }

    /// Finalises all; the connection is about to be closed.
    func removeAll() {
        for entry in entries.values { entry.statement.finalise() }
        entries.removeAll()
    }
}
