import Synchronization

/// The bounded way of a request's body from the library's thread to the handler that takes it in.
final class BodyIntake: Sendable {
    private struct State {
        var chunks: [[UInt8]] = []
        var buffered = 0
        /// How it ended: with nil, the body is whole.
        var end: TransportError??
        /// Whether nobody takes anything in any more.
        var isClosed = false
        var isParked = false
        var reader: CheckedContinuation<Void, Never>?
    }

    private let connection: ConnectionHandle
    private let state = Mutex(State())

    init(_ connection: ConnectionHandle) {
        self.connection = connection
    }

    /// Tells whether the connection waits for the handler to take something in.
    var isParked: Bool { state.withLock { $0.isParked } }

    /// Takes over what the library has read, and suspends the connection when too much waits.
    ///
    /// Called again while suspended, it does not suspend again: that would corrupt the library's lists.
    func push(_ bytes: UnsafeRawBufferPointer) {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isClosed, state.end == nil else { return nil }
            state.chunks.append(unsafe Array(bytes))
            state.buffered += bytes.count
            if state.buffered >= HTTPBodyWriter.highWaterMark, !state.isParked {
                connection.suspend()
                state.isParked = true
            }
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Says that the body is whole, or why it will never be.
    func end(_ error: TransportError?) {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.end == nil { state.end = .some(error) }
            if error != nil {
                state.chunks = []
                state.buffered = 0
                unpark(&state)
            }
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Throws away what waits and what comes: the handler has answered, or is given up.
    func close() {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.isClosed = true
            state.chunks = []
            state.buffered = 0
            unpark(&state)
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Leaves the resuming of the connection to the caller; tells whether it is suspended.
    func handOverSuspension() -> Bool {
        state.withLock { state in
            defer { state.isParked = false }
            return state.isParked
        }
    }

    /// The next bytes; nil at the end.
    func next() async throws(TransportError) -> [UInt8]? {
        while true {
            // Looked at before the lock: who breaks a body cancels the task behind it, and why it broke says more.
            let isCancelled = Task.isCancelled
            let (chunk, end) = state.withLock { state -> ([UInt8]?, TransportError??) in
                if let error = state.end.flatMap({ $0 }) { return (nil, .some(error)) }
                if isCancelled { return (nil, .some(.cancelled(.mayBeReceived))) }
                if state.isClosed { return (nil, .some(.readerLeft)) }
                guard !state.chunks.isEmpty else { return (nil, state.end) }
                let chunk = state.chunks.removeFirst()
                state.buffered -= chunk.count
                if state.buffered < HTTPBodyWriter.highWaterMark { unpark(&state) }
                return (chunk, nil)
            }
            if let chunk { return chunk }
            if let end {
                if let error = end { throw error }
                return nil
            }
            await waitForBytes()
        }
    }

    private func waitForBytes() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    // Who cancels sets the mark first and takes this lock then: one of both sees the other.
                    guard state.chunks.isEmpty, state.end == nil, !state.isClosed,
                        state.reader == nil,
                        !Task.isCancelled
                    else { return true }
                    state.reader = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.reader.take() }?.resume()
        }
    }

    private func unpark(_ state: inout State) {
        guard state.isParked else { return }
        state.isParked = false
        connection.resume()
    }
}
