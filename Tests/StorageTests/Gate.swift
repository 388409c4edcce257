import Dispatch
import Synchronization

/// Two gates: one that a task waits for, and one that a thread of a database waits for.
final class Gate: Sendable {
    private let times = Mutex(0)
    private let second = DispatchSemaphore(value: 0)

    func open() { times.withLock { $0 += 1 } }

    /// Waits until the first gate was opened so many times.
    func opened(_ wanted: Int = 1) async {
        while times.withLock({ $0 }) < wanted { await Task.yield() }
    }

    func openSecond() { second.signal() }

    func waitForSecond() { second.wait() }
}
