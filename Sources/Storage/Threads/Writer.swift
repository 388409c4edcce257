import Glibc
import Threads

/// The only connection that writes, on a thread of its own.
actor Writer {
    /// How many writes share a commit at most, so that the first of them is not kept waiting for long.
    private static let largestGroup = 1000

    /// How many microseconds a commit waits for more writes while they crowd.
    ///
    /// One wait for the disk then serves many, and a page that all of them change is written once.
    private static let gathering: UInt32 = 5000
    /// From so many writes in the last commit on they crowd; a single writer that waits for each never does.
    private static let crowd = 2

    private let executor: ThreadExecutor
    /// How many writes the last commit took up.
    private var lastGroup = 0
    private let path: String
    private var connection: Connection?
    private var mustReopen = false

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
        connection = try Connection.writer(configuration)
    }

    func close() {
        connection = nil
    }

    /// Settles a write, and with it those that have come since the last commit.
    ///
    /// While a commit waits for the disk, more writes come. The first of them to get its turn finds all of them in the
    /// queue and commits them together; the others find themselves settled.
    func settle(_ write: any PendingWrite, of queue: WriteQueue) {
        while !write.isSettled {
            if lastGroup >= Writer.crowd { usleep(Writer.gathering) }
            let writes = queue.take(Writer.largestGroup)
            lastGroup = writes.count
            guard !mustReopen, let connection = connection.take() else {
                let reason = mustReopen ? StorageError.mustReopen(path: path) : .closed(path: path)
                for write in writes { write.settle(reason) }
                continue
            }
            let transaction = Transaction<Writing>(connection)
            mustReopen = !GroupCommit.perform(writes, in: transaction)
            self.connection = transaction.ended()
        }
    }

    /// Moves what was committed into the main file; returns whether everything could be moved.
    func checkpoint(_ configuration: DatabaseConfiguration) throws(StorageError) -> Bool {
        guard let connection = connection.take() else { throw .closed(path: path) }
        let result = Result { () throws(StorageError) in
            // Readers are not waited for, since every write would wait with it.
            connection.setPatience(.zero)
            defer { connection.setPatience(configuration.patience) }
            return try connection.checkpoint()
        }
        self.connection = consume connection
        return try result.get()
    }
}
