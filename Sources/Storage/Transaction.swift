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

    /// Reads every row that a query finds, in the order in which it finds them.
    public func rows<each Value: StorageValue, Result>(
        _ query: Query, _ values: repeat each Value,
        read: (borrowing Row) throws(StorageError) -> Result
    ) throws(StorageError) -> [Result] {
        let statement = try connection.prepare(query)
        try statement.bind(repeat each values)
        let row = statement.row
        var results: [Result] = []
        while try statement.step() { results.append(try read(row)) }
        return results
    }

    /// Reads the rows that a query finds one by one, until the closure says `false` or they end.
    public func forEach<each Value: StorageValue>(
        _ query: Query, _ values: repeat each Value,
        body: (borrowing Row) throws(StorageError) -> Bool
    ) throws(StorageError) {
        let statement = try connection.prepare(query)
        try statement.bind(repeat each values)
        let row = statement.row
        while try statement.step() {
            guard try body(row) else { return }
        }
    }

    /// Reads the row that a query finds, or says `nil` where it finds none.
    ///
    /// - Throws: `StorageError.notOneRow` where it finds several.
    public func row<each Value: StorageValue, Result>(
        _ query: Query, _ values: repeat each Value,
        read: (borrowing Row) throws(StorageError) -> Result
    ) throws(StorageError) -> Result? {
        let statement = try connection.prepare(query)
        try statement.bind(repeat each values)
        guard try statement.step() else { return nil }
        let result = try read(statement.row)
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
        let found = try row(query, repeat each values) { (row) throws(StorageError) in
            try row.values(type)
        }
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
        let before = connection.totalChanges
        while try statement.step() {}
        // SQLite repeats the count of the last statement that changed rows after one that can change none.
        return connection.totalChanges == before ? 0 : connection.changes
    }
}

@available(*, unavailable)
extension Transaction: Sendable {}
