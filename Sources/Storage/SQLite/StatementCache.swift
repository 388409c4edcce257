import CSQLite

/// The prepared statements of one connection that are not in use.
@safe final class StatementCache {
    @safe private struct Entry {
        var raw: OpaquePointer
        var lastUse: UInt64
    }

    /// What a statement is prepared from, and whether for this room: one of its own may do what others may not.
    struct Key: Hashable {
        let query: Query
        let isOwn: Bool
    }

    /// More than the statements of a program that are used all the time.
    private static let capacity = 100

    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0

    /// Takes the statement for a query out, where there is one.
    func take(_ key: Key) -> OpaquePointer? {
        unsafe entries.removeValue(forKey: key)?.raw
    }

    /// Takes a statement back that is not running any more, for the next use.
    func give(_ raw: OpaquePointer, for key: Key) {
        if entries.count >= StatementCache.capacity {
            // A scan of a hundred entries costs less than preparing the one statement that it is made for.
            let oldest = entries.min { $0.value.lastUse < $1.value.lastUse }?.key
            if let oldest { unsafe sqlite3_finalize(take(oldest)) }
        }
        uses += 1
        let former = entries.updateValue(unsafe Entry(raw: raw, lastUse: uses), forKey: key)
        // The same statement was in use twice at the same time.
        if let former { unsafe sqlite3_finalize(former.raw) }
    }

    /// Finalises all; the connection is about to be closed.
    func removeAll() {
        for entry in entries.values { unsafe sqlite3_finalize(entry.raw) }
        entries.removeAll()
    }
}
