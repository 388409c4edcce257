import CSQLite

/// One connection to a database, used by one thread at a time.
@safe struct Connection: ~Copyable {
    let path: String
    private let raw: OpaquePointer
    private let cache = StatementCache()
    /// Whether the statement that is being prepared or carried out is of this room, to which nothing is forbidden.
    private let isOwn: UnsafeMutablePointer<Bool>

    /// Opens a file that is there.
    init(path: String, isReadingOnly: Bool) throws(StorageError) {
        var opened: OpaquePointer?
        let access = isReadingOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let database = unsafe opened else {
            // There may be a handle all the same: sqlite.org/c3ref/open.html.
            unsafe sqlite3_close_v2(opened)
            throw .cannotOpen(path: path, code: code)
        }
        self.path = path
        unsafe raw = database
        unsafe isOwn = .allocate(capacity: 1)
        unsafe isOwn.initialize(to: false)
        unsafe sqlite3_set_authorizer(database, authorise, isOwn)
    }

    deinit {
        cache.removeAll()
        unsafe sqlite3_close_v2(raw)
        unsafe isOwn.deallocate()
    }

    /// How many rows the last statement that changed any changed.
    var changes: Int { Int(unsafe sqlite3_changes64(raw)) }

    /// How many rows were changed since the connection was opened, by triggers too.
    var totalChanges: Int { Int(unsafe sqlite3_total_changes64(raw)) }

    /// Tells whether a transaction is open; a failure of the disk may have ended it.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(raw) == 0 }

    /// Tells whether a row refers to one that is not there, which SQLite would only say at the commit.
    var hasOpenReferences: Bool {
        var current: Int32 = 0
        var highest: Int32 = 0
        unsafe sqlite3_db_status(raw, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0)
        return current > 0
    }

    /// Takes the statement of a query from the cache, or prepares it.
    func prepare(_ query: Query) throws(StorageError) -> Statement {
        try prepare(StatementCache.Key(query: query, isOwn: false))
    }

    /// Prepares a statement of this room.
    func prepareOwn(_ query: Query) throws(StorageError) -> Statement {
        try prepare(StatementCache.Key(query: query, isOwn: true))
    }

    /// Carries out a statement of this room, which may be one that is forbidden to others.
    func run<each Value: StorageValue>(
        _ query: Query, _ values: repeat each Value
    ) throws(StorageError) {
        let statement = try prepareOwn(query)
        try statement.bind(repeat each values)
        while try statement.step() {}
    }

    /// Lends the database's handle to another file of this room.
    func withHandle<Result>(_ body: (OpaquePointer) -> Result) -> Result { unsafe body(raw) }

    /// Sets what has no statement.
    func configure(_ option: Int32, _ value: Bool) throws(StorageError) {
        let code = unsafe csqlite_configure(raw, option, value ? 1 : 0)
        guard code == SQLITE_OK else { throw .cannotOpen(path: path, code: code) }
    }

    /// Sets how long another process is waited for.
    func setPatience(_ patience: Duration) {
        let (seconds, attoseconds) = patience.components
        let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
        let whole = milliseconds.overflow ? Int64.max : milliseconds.partialValue
        let rest = attoseconds / 1_000_000_000_000_000
        let bounded = min(max(whole, 0), Int64(Int32.max) - 1000) + max(rest, 0)
        unsafe sqlite3_busy_timeout(raw, Int32(bounded))
    }

    /// Moves what was committed into the main file; returns whether everything could be moved.
    func checkpoint() throws(StorageError) -> Bool {
        let code = unsafe sqlite3_wal_checkpoint_v2(
            raw, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        if code & 0xff == SQLITE_BUSY { return false }
        guard code == SQLITE_OK else {
            throw StorageError(code: code, path: path, query: "checkpoint", message: nil)
        }
        return true
    }

    private func prepare(_ key: StatementCache.Key) throws(StorageError) -> Statement {
        let prepared: PreparedStatement
        if let idle = cache.take(key) {
            prepared = idle
        } else {
            guard key.isOwn || !key.query.mayEndTransaction else {
                throw .notAllowed(statement: key.query.label)
            }
            unsafe isOwn.pointee = key.isOwn
            prepared = try compile(key.query)
        }
        return unsafe Statement(
            prepared, database: raw, cache: cache, path: path, key: key, isOwn: isOwn)
    }

    private func compile(_ query: Query) throws(StorageError) -> PreparedStatement {
        var statement: OpaquePointer?
        var text = query.text
        let (code, isWhole) = text.withUTF8 { bytes in
            var tail: UnsafePointer<CChar>?
            let code = unsafe bytes.withMemoryRebound(to: CChar.self) {
                unsafe sqlite3_prepare_v3(
                    raw, $0.baseAddress, Int32(clamping: $0.count),
                    UInt32(SQLITE_PREPARE_PERSISTENT), &statement, &tail)
            }
            return (code, unsafe Connection.isBlank(bytes, from: tail))
        }
        guard code == SQLITE_OK else { throw preparationError(code, query) }
        guard let statement = unsafe statement, isWhole else {
            unsafe sqlite3_finalize(statement)
            throw .notOneStatement(statement: query.label)
        }
        return unsafe try PreparedStatement(statement, of: query)
    }

    private func preparationError(_ code: Int32, _ query: Query) -> StorageError {
        let message = unsafe sqlite3_errmsg(raw).map { unsafe String(cString: $0) }
        guard code == SQLITE_ERROR else {
            return StorageError(code: code, path: path, query: query, message: nil)
        }
        // Messages quote the statement, which is harmless where it is a literal of the code.
        let reason = query.isLiteral ? message : nil
        return .invalid(
            statement: query.label, reason: reason ?? StorageError.reason(of: code))
    }

    /// Tells whether nothing but spaces and semicolons follows a statement.
    private static func isBlank(
        _ bytes: UnsafeBufferPointer<UInt8>, from tail: UnsafePointer<CChar>?
    ) -> Bool {
        guard let tail = unsafe tail, let start = bytes.baseAddress else { return true }
        let used = unsafe UnsafeRawPointer(tail) - UnsafeRawPointer(start)
        return unsafe bytes.dropFirst(used).allSatisfy { $0 <= 0x20 || $0 == UInt8(ascii: ";") }
    }
}

/// Forbids what would end the transaction around a statement or change how the database works.
///
/// SQLite asks it while it prepares a statement, which can not be got round by the way it is written.
private func authorise(
    context: UnsafeMutableRawPointer?, action: Int32, first: UnsafePointer<CChar>?,
    second: UnsafePointer<CChar>?, third: UnsafePointer<CChar>?, fourth: UnsafePointer<CChar>?
) -> Int32 {
    let isOwn = unsafe context?.assumingMemoryBound(to: Bool.self).pointee ?? false
    switch action {
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT, SQLITE_PRAGMA, SQLITE_ATTACH, SQLITE_DETACH:
        return isOwn ? SQLITE_OK : SQLITE_DENY
    default:
        return SQLITE_OK
    }
}

extension Query {
    /// Tells whether the word ROLLBACK is in it: as an answer to a conflict it would undo the transactions of others
    /// that share the commit, and nothing asks before it does.
    fileprivate var mayEndTransaction: Bool {
        text.uppercased().contains("ROLLBACK")
    }
}
