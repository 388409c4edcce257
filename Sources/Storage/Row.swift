import CSQLite

/// One row of an answer, lent to a closure while it is read.
@safe public struct Row: ~Copyable {
    private let raw: OpaquePointer
    private let query: Query

    init(raw: OpaquePointer, query: Query) {
        unsafe self.raw = raw
        self.query = query
    }

    /// How many columns the row has.
    public var count: Int { Int(unsafe sqlite3_column_count(raw)) }

    /// Reads one column as a type; the first column is 0.
    ///
    /// - Throws: `StorageError.unreadable` where the column holds another type, or nothing and the type is no
    ///   optional; `noSuchColumn` where there is none.
    public func value<Value: StorageValue>(
        at column: Int, as type: Value.Type = Value.self
    ) throws(StorageError) -> Value {
        let stored = try stored(at: column)
        guard let value = Value(stored: stored) else {
            throw .unreadable(
                statement: query.label, column: column, found: stored.kind,
                expected: String(describing: type))
        }
        return value
    }

    /// Reads all columns, each as one type.
    ///
    /// - Throws: `StorageError.columnCount` where the row has more or fewer columns, and as `value(at:as:)`.
    public func values<each Value: StorageValue>(
        _ types: repeat (each Value).Type
    ) throws(StorageError) -> (repeat each Value) {
        var expected = 0
        for _ in repeat each types { expected += 1 }
        guard count == expected else {
            throw .columnCount(statement: query.label, found: count, expected: expected)
        }
        var column = -1
        func next<Next: StorageValue>(_ type: Next.Type) throws(StorageError) -> Next {
            column += 1
            return try value(at: column, as: type)
        }
        return (repeat try next(each types))
    }

    /// Reads one column as what it holds.
    public func stored(at column: Int) throws(StorageError) -> StoredValue {
        guard 0..<count ~= column else {
            throw .noSuchColumn(statement: query.label, column: column, count: count)
        }
        let index = Int32(column)
        switch unsafe sqlite3_column_type(raw, index) {
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(raw, index))
        case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(raw, index))
        case SQLITE_TEXT: return .text(try text(at: index))
        case SQLITE_BLOB: return .bytes(bytes(at: index))
        default: return .null
        }
    }

    private func text(at index: Int32) throws(StorageError) -> String {
        // The pointer first, then the size: sqlite.org/c3ref/column_blob.html.
        let start = unsafe sqlite3_column_text(raw, index)
        let size = Int(unsafe sqlite3_column_bytes(raw, index))
        let buffer = unsafe UnsafeBufferPointer(start: start, count: start == nil ? 0 : size)
        guard let text = unsafe String(validating: buffer, as: UTF8.self) else {
            throw .notText(statement: query.label, column: Int(index))
        }
        return text
    }

    private func bytes(at index: Int32) -> [UInt8] {
        let start = unsafe sqlite3_column_blob(raw, index)
        let size = Int(unsafe sqlite3_column_bytes(raw, index))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : size))
    }
}

@available(*, unavailable)
extension Row: Sendable {}
