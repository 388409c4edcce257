import Threads

/// One connection that reads, on a thread of its own.
actor Reader {
    private let executor: ThreadExecutor
    private let path: String
    private var connection: Connection?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Starts the thread; the connection is opened on it, by `open`.
    init(path: String) throws(StorageError) {
        self.path = path
        executor = try ThreadExecutor.started(for: path)
    }

    isolated deinit {
        executor.stop()
    }

    func open(_ configuration: DatabaseConfiguration) throws(StorageError) {
        connection = try Connection.reader(configuration)
    }

    func close() {
        connection = nil
    }

    /// Does some work on the database as it is now.
    func perform<Value: Sendable>(
        _ work: @Sendable (borrowing Transaction<Reading>) throws -> Value
    ) throws -> Value {
        guard let connection = connection.take() else { throw StorageError.closed(path: path) }
        let transaction = Transaction<Reading>(connection)
        let result = Result { try Reader.perform(work, in: transaction) }
        self.connection = transaction.ended()
        return try result.get()
    }

    /// Does some work of this room outside a transaction.
    func performOwn<Value: Sendable>(
        _ work: @Sendable (borrowing Connection) throws(StorageError) -> Value
    ) throws(StorageError) -> Value {
        guard let connection = connection.take() else { throw .closed(path: path) }
        let result = Result { () throws(StorageError) in try work(connection) }
        self.connection = consume connection
        return try result.get()
    }

    private static func perform<Value>(
        _ work: (borrowing Transaction<Reading>) throws -> Value,
        in transaction: borrowing Transaction<Reading>
    ) throws -> Value {
        try transaction.connection.run("BEGIN")
        defer { transaction.connection.rollBack() }
        // The state to be read is chosen by the first reading, which is to be now.
        _ = try transaction.connection.ownValue("PRAGMA schema_version", as: Int.self)
        return try work(transaction)
    }
}
