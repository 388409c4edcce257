import Dispatch
import Glibc
import Synchronization

/// A thread that carries out the jobs of one actor.
///
/// So a call that blocks never holds up a thread of Swift's pool, which has no more of them than the
/// machine has cores. The thread keeps itself alive until `stop()`.
public final class ThreadExecutor: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var head = 0

        /// Takes the oldest job.
        mutating func next() -> UnownedJob? {
            guard head < jobs.count else { return nil }
            let job = jobs[head]
            head += 1
            // What was taken is dropped by halves, so that a job costs the same however many wait.
            if head * 2 >= jobs.count {
                jobs.removeFirst(head)
                head = 0
            }
            return job
        }
    }

    private let state = Mutex(State())
    /// Counts the jobs that wait, and one for the stop.
    private let waiting = DispatchSemaphore(value: 0)

    /// Starts the thread.
    ///
    /// - Throws: `ThreadError` where the system gives no more threads.
    public init() throws(ThreadError) {
        let context = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<ThreadExecutor>.fromOpaque(context).takeRetainedValue().serve()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw ThreadError(reason: code)
        }
        pthread_detach(thread)
    }

    /// Has the thread carry out a job after those that came before.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        waiting.signal()
    }

    /// Lets the thread end when no job is left.
    ///
    /// - Precondition: No job comes after it.
    public func stop() {
        waiting.signal()
    }

    private func serve() {
        while true {
            waiting.wait()
            guard let job = state.withLock({ $0.next() }) else { return }
            unsafe job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }
}

/// The system gives no more threads.
public struct ThreadError: Error, Equatable, Sendable {
    /// The system's number of the error.
    public let reason: Int32
}
