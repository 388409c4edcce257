internal import CCurl
import Synchronization

/// A request on its way to the thread that sends it.
struct TransferJob: Sendable {
    typealias Result = Swift.Result<HTTPClientResponse, TransportError>

    let number: UInt64
    let request: HTTPClientRequest
    let continuation: CheckedContinuation<Result, Never>
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
    private let numbers = Atomic<UInt64>(0)

    init(connectionsPerHost: Int) throws(TransportError) {
        let multi = try MultiHandle(connectionsPerHost: connectionsPerHost)
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
        while true {
            let (jobs, cancelled, isStopping) = mailbox.withLock { mailbox in
                defer {
                    mailbox.jobs = []
                    mailbox.cancelled = []
                }
                return (mailbox.jobs, mailbox.cancelled, mailbox.isStopping)
            }
            for job in jobs { start(job, with: multi, in: &transfers) }
            for number in cancelled {
                guard let transfer = transfers.removeValue(forKey: number) else { continue }
                multi.remove(transfer)
                transfer.fail { .cancelled($0) }
            }
            if isStopping { break }
            multi.perform()
            while let (transfer, code) = multi.nextEnded() {
                transfers[transfer.number] = nil
                multi.remove(transfer)
                transfer.end(code)
            }
            multi.wait()
        }
        for transfer in transfers.values {
            multi.remove(transfer)
            transfer.fail { .stopped($0) }
        }
        mailbox.withLock { $0.multi = nil }
        multi.close()
    }

    private func start(
        _ job: TransferJob, with multi: MultiHandle, in transfers: inout [UInt64: Transfer]
    ) {
        do throws(TransportError) {
            let transfer = try Transfer(job)
            try multi.add(transfer)
            transfers[job.number] = transfer
        } catch {
            job.continuation.resume(returning: .failure(error))
        }
    }
}
