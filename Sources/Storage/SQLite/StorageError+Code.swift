import CSQLite

extension StorageError {
    /// The error that a result code of SQLite stands for.
    ///
    /// - Parameter message: What SQLite says about it, where that is known to hold no value. SQLite quotes bound
    ///   values in some messages, for instance a query that its full text search does not understand.
    init(code: Int32, path: String, query: Query, message: String?) {
        let statement = query.label
        let reason = message ?? StorageError.reason(of: code)
        self =
            switch code & 0xff {
            case SQLITE_BUSY, SQLITE_LOCKED: .busy(path: path)
            case SQLITE_READONLY: .readingOnly(path: path)
            case SQLITE_IOERR: .disk(path: path, code: code)
            case SQLITE_CORRUPT: .damaged(path: path, statement: statement)
            case SQLITE_FULL: .full(path: path)
            case SQLITE_CANTOPEN: .cannotOpen(path: path, code: code)
            case SQLITE_NOTADB: .notADatabase(path: path)
            case SQLITE_AUTH: .notAllowed(statement: statement)
            case SQLITE_CONSTRAINT:
                .constraint(
                    Constraint(code: code), what: StorageError.subject(of: reason),
                    statement: statement)
            default: .failed(statement: statement, code: code, reason: reason)
            }
    }

    /// What SQLite says in general about a result code.
    static func reason(of code: Int32) -> String {
        unsafe sqlite3_errstr(code).map { unsafe String(cString: $0) } ?? "unknown"
    }

    /// The table and columns, or the constraint, that a message about a constraint names.
    private static func subject(of message: String) -> String {
        message.firstRange(of: "failed: ").map { String(message[$0.upperBound...]) } ?? message
    }
}

extension StorageError.Constraint {
    fileprivate init(code: Int32) {
        // The extended codes are macros with casts, which Swift does not import: sqlite.org/rescode.html.
        self =
            switch code >> 8 {
            case 1: .check
            case 3: .reference
            case 5: .notNull
            case 6, 8, 10: .unique
            case 12: .type
            default: .other
            }
    }
}
