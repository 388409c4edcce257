/// A database that many tasks read while one writes.
///
/// What is behind it may be another one some day. Whatever it is, it has to promise this:
///
/// - **Durable on return.** When `write` returns, its changes withstand what `Durability` says. When it throws, none
///   of them was kept, but after `StorageError.disk` and `mustReopen`, where that is known after the next opening.
/// - **One writer.** Writes happen one after another, in the order in which they were asked for, and each sees the
///   changes of all before it. Its work is done at most once.
/// - **Each for itself.** A write that fails undoes its own changes and nobody else's.
/// - **Snapshots.** A read sees the database as it was at one moment, with every write that had returned by then, and
///   neither waits for a write nor keeps one waiting.
/// - **Silent errors.** No error shows a value that was bound or read.
///
/// Work blocks a thread of the database, never one of Swift's pool. It is a plain function: nothing can be waited for
/// within a transaction.
public final class Database: Sendable {
    /// What the database was opened with.
    public let configuration: DatabaseConfiguration
    let writer: Writer?
    let readers: ReaderPool
    private let queue = WriteQueue()

    /// Opens a database; made and brought up to date before, where that is allowed.
    ///
    /// - Throws: `StorageError`, among others `anotherProgram`, `newerThanTheCode`, `changedMigration` and
    ///   `notADatabase`; the file is then as it was, but for migrations that went well.
    public static func open(
        _ configuration: DatabaseConfiguration
    ) async throws(StorageError) -> Database {
        var writer: Writer?
        if configuration.access == .readingAndWriting {
            let opened = try Writer(path: configuration.path)
            try await opened.open(configuration)
            writer = opened
        }
        var readers: [Reader] = []
        for _ in 0..<configuration.readers {
            let reader = try Reader(path: configuration.path)
            try await reader.open(configuration)
            readers.append(reader)
        }
        return Database(configuration, writer: writer, readers: ReaderPool(readers))
    }

    private init(_ configuration: DatabaseConfiguration, writer: Writer?, readers: ReaderPool) {
        self.configuration = configuration
        self.writer = writer
        self.readers = readers
    }

    /// Changes the database by one transaction, and returns when the disk has it.
    ///
    /// The changes are undone when the work throws. Writes that come while a commit is under way share the next one,
    /// so that many tasks together are not slower than one; none of them notices.
    ///
    /// - Throws: What the work throws, or a `StorageError`.
    @discardableResult
    public func write<Value: Sendable>(
        _ work: @escaping @Sendable (borrowing Transaction<Writing>) throws -> Value
    ) async throws -> Value {
        guard let writer else { throw StorageError.readingOnly(path: configuration.path) }
        guard !Task.isCancelled else { throw StorageError.cancelled }
        let write = Write(work)
        queue.add(write)
        await writer.settle(write, of: queue)
        guard let value = try write.value() else {
            throw StorageError.closed(path: configuration.path)
        }
        return value
    }

    /// Reads the database as it is now, whatever is written meanwhile.
    ///
    /// - Throws: What the work throws, or a `StorageError`.
    public func read<Value: Sendable>(
        _ work: @Sendable (borrowing Transaction<Reading>) throws -> Value
    ) async throws -> Value {
        try await readers.lend { reader in
            // After the wait for a reader, which can have been long.
            guard !Task.isCancelled else { throw StorageError.cancelled }
            return try await reader.perform(work)
        }
    }

    /// Ends the use of the database, after what is being done.
    ///
    /// What comes later is refused. A database that nobody holds any more is closed too, at no certain moment.
    public func close() async {
        await readers.close()
        await writer?.close()
    }
}
