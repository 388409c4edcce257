internal import CCurl
import Synchronization

/// A request on its way to the thread that sends it.
struct TransferJob: Sendable {
    typealias Result = Swift.Result<HTTPClientResponse, TransportError>

    let number: UInt64
    let request: HTTPClientRequest
    let continuation: CheckedContinuation<Result, Never>
    /// When its time began.
    let begun = ContinuousClock.now

    /// When its time is up.
    var deadline: ContinuousClock.Instant { begun + request.totalTime }
}

/// The thread that sends all requests of a client, and what others leave there for it.
final class TransferLoop: Sendable {
    private struct Mailbox {
        var jobs: [TransferJob] = []
        var cancelled: [UInt64] = []
        var isStopping = false
        /// What wakes the thread; nil when it has ended.
        var multi: MultiHandle?
    }

    private let mailbox: Mutex<Mailbox>
    private let connectionsPerHost: Int
    private let numbers = Atomic<UInt64>(0)

    init(connectionsPerHost: Int) throws(TransportError) {
        self.connectionsPerHost = max(1, connectionsPerHost)
        let multi = try MultiHandle(connectionsPerHost: self.connectionsPerHost)
        mailbox = Mutex(Mailbox(multi: multi))
        do throws(TransportError) {
            try ServiceThread.start { [self] in run(multi) }
        } catch {
            multi.close()
            throw error
        }
    }

    func nextNumber() -> UInt64 {
        numbers.add(1, ordering: .relaxed).newValue
    }

    func add(_ job: TransferJob) {
        let refusal = mailbox.withLock { mailbox -> TransportError? in
            if mailbox.isStopping { return .stopped(.surelyNotSent) }
            // Who cancels sets the mark first and takes this lock then: one of both sees the other.
            if Task.isCancelled { return .cancelled(.surelyNotSent) }
            mailbox.jobs.append(job)
            mailbox.multi?.wake()
            return nil
        }
        if let refusal { job.continuation.resume(returning: .failure(refusal)) }
    }

    func cancel(_ number: UInt64) {
        mailbox.withLock { mailbox in
            mailbox.cancelled.append(number)
            mailbox.multi?.wake()
        }
    }

    func stop() {
        mailbox.withLock { mailbox in
            mailbox.isStopping = true
            mailbox.multi?.wake()
        }
    }

    private func run(_ multi: MultiHandle) {
        var transfers: [UInt64: Transfer] = [:]
        var queue = TransferQueue(connectionsPerHost: connectionsPerHost)
        while true {
            let (jobs, cancelled, isStopping) = mailbox.withLock { mailbox in
                defer {
                    mailbox.jobs = []
                    mailbox.cancelled = []
                }
                return (mailbox.jobs, mailbox.cancelled, mailbox.isStopping)
            }
            for job in jobs { queue.add(job) }
            for number in cancelled {
                queue.remove(number)?.fail(.cancelled(.surelyNotSent))
                guard let transfer = transfers.removeValue(forKey: number) else { continue }
                queue.end(transfer.origin)
                multi.remove(transfer)
                transfer.fail { .cancelled($0) }
            }
            if isStopping { break }
            let now = ContinuousClock.now
            for job in queue.overdue(now) { job.fail(.timedOut(.surelyNotSent)) }
            while let job = queue.next() { start(job, now, with: multi, in: &transfers, &queue) }
            multi.perform()
            var hasEnded = false
            while let (transfer, code) = multi.nextEnded() {
                hasEnded = true
                transfers[transfer.number] = nil
                queue.end(transfer.origin)
                multi.remove(transfer)
                transfer.end(code)
            }
            // Whoever waited for one that has ended has its turn at once.
            if !hasEnded || queue.isEmpty { multi.wait(until: queue.firstDeadline) }
        }
        for job in queue.removeAll() { job.fail(.stopped(.surelyNotSent)) }
        for transfer in transfers.values {
            multi.remove(transfer)
            transfer.fail { .stopped($0) }
        }
        mailbox.withLock { $0.multi = nil }
        multi.close()
    }

    private func start(
        _ job: TransferJob, _ now: ContinuousClock.Instant, with multi: MultiHandle,
        in transfers: inout [UInt64: Transfer], _ queue: inout TransferQueue
    ) {
        do throws(TransportError) {
            let transfer = try Transfer(job, totalTime: job.deadline - now)
            try multi.add(transfer)
            transfers[job.number] = transfer
        } catch {
            queue.end(job.request.url.origin)
            job.fail(error)
        }
    }
}

extension TransferJob {
    fileprivate func fail(_ error: TransportError) {
        continuation.resume(returning: .failure(error))
    }
}
