import Dispatch
import Glibc
import Synchronization

/// The signals by which a process is asked to end: SIGTERM and SIGINT, heard from when it is made.
final class EndSignal: Sendable {
    private struct State {
        var hasCome = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Begins to hear them; before it returns, the process ends at once by one that comes.
    init() async {
        for number in [SIGTERM, SIGINT] {
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { [self] in
                come()
                // The handler holds the source until the signal has come.
                source.cancel()
            }
            await withCheckedContinuation { continuation in
                source.setRegistrationHandler { continuation.resume() }
                source.activate()
            }
        }
    }

    /// Waits for the first of them; returns at once when it has come.
    func wait() async {
        await withCheckedContinuation { continuation in
            let hasCome = state.withLock { state in
                if !state.hasCome { state.waiting = continuation }
                return state.hasCome
            }
            if hasCome { continuation.resume() }
        }
    }

    private func come() {
        let waiting = state.withLock { state in
            state.hasCome = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}
