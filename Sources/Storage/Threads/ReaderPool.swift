import Synchronization

/// The readers of a database, each lent to one task at a time.
final class ReaderPool: Sendable {
    private struct State {
        var idle: [Reader]
        var waiting: [CheckedContinuation<Reader, Never>] = []
    }

    private let state: Mutex<State>
    private let readers: [Reader]

    init(_ readers: [Reader]) {
        self.readers = readers
        state = Mutex(State(idle: readers))
    }

    /// Lends a reader, as soon as one is idle; whoever waits longest has it first.
    func lend<Value>(_ work: (Reader) async throws -> Value) async throws -> Value {
        let reader = await take()
        defer { giveBack(reader) }
        return try await work(reader)
    }

    /// Closes all, each after what it is doing.
    func close() async {
        for reader in readers { await reader.close() }
    }

    private func take() async -> Reader {
        if let idle = state.withLock({ $0.idle.popLast() }) { return idle }
        return await withCheckedContinuation { continuation in
            let idle = state.withLock { state -> Reader? in
                if let idle = state.idle.popLast() { return idle }
                state.waiting.append(continuation)
                return nil
            }
            if let idle { continuation.resume(returning: idle) }
        }
    }

    private func giveBack(_ reader: Reader) {
        let next = state.withLock { state -> CheckedContinuation<Reader, Never>? in
            if state.waiting.isEmpty {
                state.idle.append(reader)
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: reader)
    }
}
