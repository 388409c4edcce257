import CSQLite

extension Connection {
    /// The least that a database has which is not empty: sqlite.org/fileformat.html.
    private static var smallestPage: Int { 512 }

    /// Opens a database for its only writer: makes it, checks whose it is, and takes the migrations.
    static func writer(_ configuration: DatabaseConfiguration) throws(StorageError) -> Connection {
        try PrivateFile.make(at: configuration.path)
        // SQLite takes a file without a whole page for an empty one, and would write over it.
        guard !(1..<smallestPage).contains(PrivateFile.size(at: configuration.path)) else {
            throw .notADatabase(path: configuration.path)
        }
        let connection = try Connection(path: configuration.path, isReadingOnly: false)
        try connection.harden(configuration)
        // Before anything is written: the file of another program stays as it is.
        let isNew = try connection.checkOwner(configuration, mayBeNew: true)
        try connection.keepLog(configuration)
        if isNew { try connection.claim(configuration) }
        try connection.migrate(configuration)
        return connection
    }

    /// Opens a database for one of its readers.
    static func reader(_ configuration: DatabaseConfiguration) throws(StorageError) -> Connection {
        let connection = try Connection(path: configuration.path, isReadingOnly: true)
        try connection.harden(configuration)
        _ = try connection.checkOwner(configuration, mayBeNew: false)
        try connection.checkMigrations(configuration)
        return connection
    }

    private func harden(_ configuration: DatabaseConfiguration) throws(StorageError) {
        setPatience(configuration.patience)
        try configure(SQLITE_DBCONFIG_DEFENSIVE, true)
        try configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
        // "Text" in the quotes of names is a misspelt column, not a text.
        try configure(SQLITE_DBCONFIG_DQS_DML, false)
        try configure(SQLITE_DBCONFIG_DQS_DDL, false)
        try configure(SQLITE_DBCONFIG_ENABLE_FKEY, true)
        // What is sorted may be people's data, and is not for files of a folder that everybody has.
        try run("PRAGMA temp_store = MEMORY")
        // What is deleted or overwritten is overwritten with zeros, so that a copy of the file does not have it.
        _ = try ownValue("PRAGMA secure_delete = ON", as: Int.self)
        for function in configuration.functions { try add(function) }
    }

    /// Keeps commits in a log beside the file, so that readers read while others write: sqlite.org/wal.html.
    private func keepLog(_ configuration: DatabaseConfiguration) throws(StorageError) {
        let mode = try ownValue("PRAGMA journal_mode = WAL", as: String.self)
        guard mode == "wal" else { throw .cannotOpen(path: path, code: SQLITE_CANTOPEN) }
        switch configuration.durability {
        case .everyCommit: try run("PRAGMA synchronous = FULL")
        case .program: try run("PRAGMA synchronous = NORMAL")
        }
        // After a large transaction the log shrinks to 64 MB again.
        try run("PRAGMA journal_size_limit = 67108864")
        // In pages of 4 KiB: pages that change again and again are carried over into the main file less often.
        try run("PRAGMA wal_autocheckpoint = 8000")
    }

    /// Checks that the file is of this program; returns whether it is of nobody and empty.
    private func checkOwner(
        _ configuration: DatabaseConfiguration, mayBeNew: Bool
    ) throws(StorageError) -> Bool {
        // In one transaction, as another process may be making the database right now.
        let isOutside = !isInTransaction
        if isOutside { try run("BEGIN") }
        defer { if isOutside { rollBack() } }
        let found = try ownValue("PRAGMA application_id", as: Int.self)
        if found == Int(configuration.application) { return false }
        let isEmpty = try ownValue("SELECT count(*) FROM sqlite_schema", as: Int.self) == 0
        if mayBeNew, found == 0, isEmpty { return true }
        throw .anotherProgram(
            path: path, found: Int32(truncatingIfNeeded: found),
            expected: configuration.application)
    }

    /// Writes into a new file whose it is.
    private func claim(_ configuration: DatabaseConfiguration) throws(StorageError) {
        try inTransaction { () throws(StorageError) in
            // Another process may have been faster; then it is checked by the migrations.
            guard try checkOwner(configuration, mayBeNew: true) else { return }
            // A pragma takes no parameters.
            try run(Query(composed: "PRAGMA application_id = \(configuration.application)"))
            try run(
                """
                CREATE TABLE storage_migration (
                    number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL
                ) STRICT
                """)
        }
    }

    /// Reads the one value of a statement of this room.
    func ownValue<Value: StorageValue>(
        _ query: Query, as type: Value.Type
    ) throws(StorageError) -> Value {
        let statement = try prepareOwn(query)
        guard try statement.step() else {
            throw .notOneRow(statement: query.label, isEmpty: true)
        }
        return try statement.row.value(at: 0)
    }

    /// Carries something out in a transaction for writing, which is undone when it throws.
    func inTransaction(_ body: () throws(StorageError) -> Void) throws(StorageError) {
        try run("BEGIN IMMEDIATE")
        do throws(StorageError) {
            try body()
            try run("COMMIT")
        } catch {
            rollBack()
            throw error
        }
    }

    /// Undoes the open transaction, if there is one.
    ///
    /// When that fails too, the next `BEGIN` says so.
    func rollBack() {
        guard isInTransaction else { return }
        try? run("ROLLBACK")
    }
}
