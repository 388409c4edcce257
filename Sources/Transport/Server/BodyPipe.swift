import Synchronization

/// The bounded way of a body from its producer to the library's thread that sends it.
final class BodyPipe: Sendable {
    /// What the library is told when it asks for bytes.
    enum Portion {
        /// So many bytes were handed over.
        case bytes(Int)
        /// There is none yet; the connection is suspended.
        case later
        /// That was all.
        case end
        /// The body will never be whole.
        case broken
    }

    private enum End { case open, finished, broken }

    private struct State {
        var chunks: [[UInt8]] = []
        /// How many bytes of the first chunk have gone.
        var taken = 0
        var buffered = 0
        var end = End.open
        var isParked = false
        var writers: [CheckedContinuation<Void, Never>] = []
        var task: Task<Void, Never>?
    }

    private let connection: ConnectionHandle
    private let state = Mutex(State())

    init(_ connection: ConnectionHandle) {
        self.connection = connection
    }

    /// Tells whether the connection waits for the producer.
    var isParked: Bool { state.withLock { $0.isParked } }

    /// Starts to write the body.
    func start(_ producer: @escaping HTTPResponse.Producer) {
        let task = Task.immediate { [self] in
            do {
                try await producer(HTTPBodyWriter(pipe: self))
                close(.finished)
            } catch {
                close(.broken)
            }
        }
        let isOver = state.withLock { state in
            state.task = state.end == .open ? task : nil
            return state.end == .broken
        }
        if isOver { task.cancel() }
    }

    func write(_ bytes: [UInt8]) async throws(TransportError) {
        guard !Task.isCancelled else { throw .cancelled(.mayBeReceived) }
        try state.withLock { (state) throws(TransportError) in
            guard state.end == .open else { throw .readerLeft }
            guard !bytes.isEmpty else { return }
            state.chunks.append(bytes)
            state.buffered += bytes.count
            unpark(&state)
        }
        while state.withLock({ $0.end == .open && $0.buffered >= HTTPBodyWriter.highWaterMark }) {
            guard !Task.isCancelled else { throw .cancelled(.mayBeReceived) }
            await waitForRoom()
        }
        guard state.withLock({ $0.end == .open }) else { throw .readerLeft }
    }

    /// Copies up to so many bytes to where the library wants them, or suspends its connection.
    ///
    /// Called again while suspended, it does not suspend again: that would corrupt the library's lists.
    func read(into target: UnsafeMutableRawBufferPointer) -> Portion {
        let (portion, writers) = state.withLock {
            state -> (Portion, [CheckedContinuation<Void, Never>]) in
            if state.buffered > 0, state.end != .broken {
                let count = unsafe Self.take(from: &state, into: target)
                guard state.buffered < HTTPBodyWriter.highWaterMark else {
                    return (.bytes(count), [])
                }
                defer { state.writers = [] }
                return (.bytes(count), state.writers)
            }
            switch state.end {
            case .finished: return (.end, [])
            case .broken: return (.broken, [])
            case .open:
                if !state.isParked {
                    connection.suspend()
                    state.isParked = true
                }
                return (.later, [])
            }
        }
        for writer in writers { writer.resume() }
        return portion
    }

    /// Gives the body up: the client has gone, or the server stops.
    func abandon() {
        close(.broken)
    }

    private func close(_ end: End) {
        let (task, writers) = state.withLock {
            state -> (Task<Void, Never>?, [CheckedContinuation<Void, Never>]) in
            defer {
                state.writers = []
                state.task = nil
            }
            if state.end == .open { state.end = end }
            unpark(&state)
            return (state.task, state.writers)
        }
        if end == .broken { task?.cancel() }
        for writer in writers { writer.resume() }
    }

    private func unpark(_ state: inout State) {
        guard state.isParked else { return }
        state.isParked = false
        connection.resume()
    }

    private func waitForRoom() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    // Who cancels sets the mark first and takes this lock then: one of both sees the other.
                    guard state.end == .open, !Task.isCancelled,
                        state.buffered >= HTTPBodyWriter.highWaterMark
                    else { return true }
                    state.writers.append(continuation)
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let writers = state.withLock { state in
                defer { state.writers = [] }
                return state.writers
            }
            for writer in writers { writer.resume() }
        }
    }

    private static func take(
        from state: inout State, into target: UnsafeMutableRawBufferPointer
    ) -> Int {
        var done = 0
        var used = 0
        while used < state.chunks.count, done < target.count {
            let chunk = state.chunks[used]
            let count = min(chunk.count - state.taken, target.count - done)
            unsafe chunk.withUnsafeBytes { bytes in
                let piece = unsafe UnsafeRawBufferPointer(
                    rebasing: bytes[state.taken..<(state.taken + count)])
                unsafe UnsafeMutableRawBufferPointer(rebasing: target[done...]).copyMemory(
                    from: piece)
            }
            done += count
            state.taken += count
            if state.taken == chunk.count {
                used += 1
                state.taken = 0
            }
        }
        state.chunks.removeFirst(used)
        state.buffered -= done
        return done
    }
}
