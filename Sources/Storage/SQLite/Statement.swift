import CSQLite

/// A prepared statement in use; at its end it goes back to its connection's cache.
@safe struct Statement: ~Copyable {
    private let prepared: PreparedStatement
    private let database: OpaquePointer
    private let cache: StatementCache
    private let path: String
    private let key: StatementCache.Key
    /// Where the connection looks whether a statement is of this room.
    private let isOwn: UnsafeMutablePointer<Bool>

    private var query: Query { key.query }
    private var raw: OpaquePointer { unsafe prepared.raw }

    /// Takes over what SQLite prepared.
    init(
        _ prepared: PreparedStatement, database: OpaquePointer, cache: StatementCache, path: String,
        key: StatementCache.Key, isOwn: UnsafeMutablePointer<Bool>
    ) {
        self.prepared = prepared
        unsafe self.database = database
        self.cache = cache
        self.path = path
        self.key = key
        unsafe self.isOwn = isOwn
    }

    deinit {
        unsafe sqlite3_reset(raw)
        // The cache is no place to keep somebody's values.
        unsafe sqlite3_clear_bindings(raw)
        cache.give(prepared, for: key)
    }

    /// The rows, one after another, in the place where SQLite has the present one.
    var row: Row { unsafe Row(raw: raw, query: query) }

    /// Goes to the next row, or to the end.
    func step() throws(StorageError) -> Bool {
        // Since it was prepared the structure may have changed, and SQLite then prepares it again.
        unsafe isOwn.pointee = key.isOwn
        let code = unsafe sqlite3_step(raw)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        // Only these messages are sure to name tables and columns alone.
        let isConstraint = code & 0xff == SQLITE_CONSTRAINT
        let message = isConstraint ? unsafe String(cString: sqlite3_errmsg(database)) : nil
        throw StorageError(code: code, path: path, query: query, message: message)
    }

    /// Binds all parameters.
    func bind<each Value: StorageValue>(
        _ values: repeat each Value
    ) throws(StorageError) {
        var count: Int32 = 0
        for value in repeat each values {
            count += 1
            try bind(value.stored, at: count)
        }
        try checkCount(Int(count))
    }

    /// Binds all parameters to the values of a list.
    func bind(list values: [StoredValue]) throws(StorageError) {
        try checkCount(values.count)
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index) + 1) }
    }

    private func checkCount(_ found: Int) throws(StorageError) {
        let expected = Int(prepared.parameterCount)
        guard found == expected else {
            throw .parameterCount(statement: query.label, found: found, expected: expected)
        }
    }

    private func bind(_ value: StoredValue, at parameter: Int32) throws(StorageError) {
        // Too many values are counted when all have been seen.
        guard parameter <= prepared.parameterCount else { return }
        let index = prepared.place(of: parameter)
        let code: Int32
        switch value {
        case .null: code = unsafe sqlite3_bind_null(raw, index)
        case .integer(let number): code = unsafe sqlite3_bind_int64(raw, index, number)
        case .real(let number):
            // SQLite would keep NULL without a word.
            guard !number.isNaN else {
                throw .notANumber(statement: query.label, parameter: Int(parameter))
            }
            code = unsafe sqlite3_bind_double(raw, index, number)
        case .text(var text):
            code = text.withUTF8 {
                unsafe csqlite_bind_text(raw, index, $0.baseAddress, UInt64($0.count))
            }
        case .bytes(let bytes):
            code = unsafe bytes.withUnsafeBytes {
                unsafe csqlite_bind_blob(raw, index, $0.baseAddress, UInt64($0.count))
            }
        }
        guard code == SQLITE_OK else {
            throw StorageError(code: code, path: path, query: query, message: nil)
        }
    }
}
