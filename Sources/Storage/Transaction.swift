/// A transaction that may only read.
public enum Reading: Sendable {}

/// A transaction that may also write.
public enum Writing: Sendable {}

/// What is done in a database as one: seen as of one moment, kept whole or not at all.
///
/// It is lent to a closure of `Database.read` or `Database.write`. It can not be kept, and nothing can be waited for
/// while it is held.
public struct Transaction<Access>: ~Copyable {
    let connection: Connection

    init(_ connection: consuming Connection) {
        self.connection = connection
    }

    /// Gives the connection back.
    consuming func ended() -> Connection { connection }

    /// Reads every row that a query finds, in the order in which it finds them, each column as a type.
    public func rows<each Value: StorageValue, each Column: StorageValue>(
        _ query: Query, _ values: repeat each Value, as columns: repeat (each Column).Type
    ) throws(StorageError) -> [(repeat each Column)] {
        let statement = try connection.prepare(query)
        try statement.bind(repeat each values)
        return try Transaction.rows(of: statement, as: repeat each columns)
    }

    /// Reads every row that a query finds, for a list of values whose length is not known before.
    public func rows<each Column: StorageValue>(
        _ query: Query, list values: [StoredValue], as columns: repeat (each Column).Type
    ) throws(StorageError) -> [(repeat each Column)] {
        let statement = try connection.prepare(query)
        try statement.bind(list: values)
        return try Transaction.rows(of: statement, as: repeat each columns)
    }

    private static func rows<each Column: StorageValue>(
        of statement: borrowing Statement, as columns: repeat (each Column).Type
    ) throws(StorageError) -> [(repeat each Column)] {
        let row = statement.row
        var results: [(repeat each Column)] = []
        while try statement.step() { results.append(try row.values(repeat each columns)) }
        return results
    }

    /// Reads every row that a query finds, in the order in which it finds them, by a closure.
    ///
    /// - Throws: What the closure throws, or a `StorageError`.
    public func rows<each Value: StorageValue, Result>(
        _ query: Query, _ values: repeat each Value, read: (borrowing Row) throws -> Result
    ) throws -> [Result] {
        var results: [Result] = []
        try forEach(query, repeat each values) { row in
            results.append(try read(row))
            return true
        }
        return results
    }

    /// Reads the rows that a query finds one by one, until the closure says `false` or they end.
    ///
    /// - Throws: What the closure throws, or a `StorageError`.
    public func forEach<each Value: StorageValue>(
        _ query: Query, _ values: repeat each Value, body: (borrowing Row) throws -> Bool
    ) throws {
        let statement = try connection.prepare(query)
        try statement.bind(repeat each values)
        let row = statement.row
        while try statement.step() {
            guard try body(row) else { return }
        }
    }

    /// Reads the row that a query finds, each column as a type, or says `nil` where it finds none.
    ///
    /// - Throws: `StorageError.notOneRow` where it finds several.
    public func row<each Value: StorageValue, each Column: StorageValue>(
        _ query: Query, _ values: repeat each Value, as columns: repeat (each Column).Type
    ) throws(StorageError) -> (repeat each Column)? {
        let statement = try connection.prepare(query)
        try statement.bind(repeat each values)
        guard try statement.step() else { return nil }
        let result = try statement.row.values(repeat each columns)
        guard try !statement.step() else {
            throw .notOneRow(statement: query.label, isEmpty: false)
        }
        return result
    }

    /// Reads the one value of the one row that a query finds, such as a count.
    ///
    /// - Throws: `StorageError.notOneRow` where it finds none or several, `columnCount` where a row has several.
    public func value<each Value: StorageValue, Result: StorageValue>(
        _ query: Query, _ values: repeat each Value, as type: Result.Type = Result.self
    ) throws(StorageError) -> Result {
        let found = try row(query, repeat each values, as: type)
        guard let found else { throw .notOneRow(statement: query.label, isEmpty: true) }
        return found
    }
}

extension Transaction where Access == Writing {
    /// Carries out a statement and returns how many rows it changed.
    @discardableResult
    public func execute<each Value: StorageValue>(
        _ query: Query, _ values: repeat each Value
    ) throws(StorageError) -> Int {
        let statement = try connection.prepare(query)
        try statement.bind(repeat each values)
        return try changes(by: statement)
    }

    /// Carries out a statement for a list of values whose length is not known before.
    @discardableResult
    public func execute(_ query: Query, list values: [StoredValue]) throws(StorageError) -> Int {
        let statement = try connection.prepare(query)
        try statement.bind(list: values)
        return try changes(by: statement)
    }

    private func changes(by statement: borrowing Statement) throws(StorageError) -> Int {
        let before = connection.totalChanges
        while try statement.step() {}
        // SQLite repeats the count of the last statement that changed rows after one that can change none.
        return connection.totalChanges == before ? 0 : connection.changes
    }
}

@available(*, unavailable)
extension Transaction: Sendable {}
