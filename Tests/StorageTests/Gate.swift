import Dispatch
import Synchronization

/// Two gates: one that a task waits for, and one that a thread of a database waits for.
final class Gate: Sendable {
    private let isOpen = Mutex(false)
    private let second = DispatchSemaphore(value: 0)

    func open() { isOpen.withLock { $0 = true } }

    func opened() async {
        while !isOpen.withLock({ $0 }) { await Task.yield() }
    }

    func openSecond() { second.signal() }

    func waitForSecond() { second.wait() }
}
