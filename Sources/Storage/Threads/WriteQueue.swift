import Synchronization

/// A write that waits for its turn or has had it.
protocol PendingWrite: AnyObject, Sendable {
    /// Tells whether the write has an outcome.
    var isSettled: Bool { get }

    /// Does the work, for the one time; returns whether it is to be kept.
    func perform(in transaction: borrowing Transaction<Writing>) -> Bool

    /// Says how it ended: with a failure, or as the work ended.
    func settle(_ failure: StorageError?)
}

/// A write with its work and its outcome.
final class Write<Value: Sendable>: PendingWrite {
    typealias Work = @Sendable (borrowing Transaction<Writing>) throws -> Value

    private struct State {
        var result: Result<Value, any Error>?
        var isSettled = false
    }

    private let work: Work
    private let state = Mutex(State())

    init(_ work: @escaping Work) {
        self.work = work
    }

    var isSettled: Bool { state.withLock { $0.isSettled } }

    func perform(in transaction: borrowing Transaction<Writing>) -> Bool {
        do {
            let value = try work(transaction)
            state.withLock { $0.result = .success(value) }
            return true
        } catch {
            state.withLock { $0.result = .failure(error) }
            return false
        }
    }

    func settle(_ failure: StorageError?) {
        state.withLock {
            // The work's own error says more than that of a commit which it has no part in.
            if let failure, (try? $0.result?.get()) != nil || $0.result == nil {
                $0.result = .failure(failure)
            }
            $0.isSettled = true
        }
    }

    /// The outcome of a write that was settled.
    func value() throws -> Value? {
        try state.withLock { $0.result }?.get()
    }
}

/// The writes that no commit has taken up yet, in the order in which they came.
final class WriteQueue: Sendable {
    private let writes = Mutex<[any PendingWrite]>([])

    /// Adds a write at the end.
    func add(_ write: any PendingWrite) {
        writes.withLock { $0.append(write) }
    }

    /// Takes the oldest writes out, at most so many.
    func take(_ limit: Int) -> [any PendingWrite] {
        writes.withLock { writes in
            let taken = Array(writes.prefix(limit))
            writes.removeFirst(taken.count)
            return taken
        }
    }
}
