/// The requests that wait until fewer to the same host are under way.
///
/// libcurl could keep them itself, but loses one now and then: with every connection idle, it waits for ten seconds
/// (seen with 7.88.1, `CURLMOPT_MAX_HOST_CONNECTIONS` and short answers).
struct TransferQueue {
    private let connectionsPerHost: Int
    /// What waits, by where it goes, the longest first.
    private var waiting: [HTTPURL.Origin: ArraySlice<TransferJob>] = [:]
    /// How many are under way.
    private var busy: [HTTPURL.Origin: Int] = [:]
    /// Where something may be begun.
    private var ready: [HTTPURL.Origin] = []
    private var earliest: ContinuousClock.Instant?

    init(connectionsPerHost: Int) { self.connectionsPerHost = connectionsPerHost }

    /// Tells whether nothing waits.
    var isEmpty: Bool { waiting.isEmpty }

    /// When the time of the first of those that wait may be up; it is not later than that.
    var firstDeadline: ContinuousClock.Instant? { isEmpty ? nil : earliest }

    mutating func add(_ job: TransferJob) {
        let origin = job.request.url.origin
        waiting[origin, default: []].append(job)
        ready.append(origin)
        earliest = min(earliest ?? job.deadline, job.deadline)
    }

    /// The next request to begin, which counts as under way from here on.
    mutating func next() -> TransferJob? {
        while let origin = ready.last {
            guard busy[origin, default: 0] < connectionsPerHost,
                let job = waiting[origin]?.popFirst()
            else {
                ready.removeLast()
                continue
            }
            if waiting[origin]?.isEmpty == true { waiting[origin] = nil }
            busy[origin, default: 0] += 1
            return job
        }
        return nil
    }

    /// One to an origin is no more under way.
    mutating func end(_ origin: HTTPURL.Origin) {
        let left = busy[origin, default: 0] - 1
        busy[origin] = left > 0 ? left : nil
        if waiting[origin] != nil { ready.append(origin) }
    }

    /// Takes one that waits out; `nil` when it does not.
    mutating func remove(_ number: UInt64) -> TransferJob? {
        for (origin, jobs) in waiting {
            guard let place = jobs.firstIndex(where: { $0.number == number }) else { continue }
            let job = jobs[place]
            take(origin) { $0.number == number }
            return job
        }
        return nil
    }

    /// Takes those out whose time is up.
    mutating func overdue(_ now: ContinuousClock.Instant) -> [TransferJob] {
        guard let earliest, earliest <= now else { return [] }
        let late = waiting.values.flatMap { $0.filter { $0.deadline <= now } }
        for origin in waiting.keys { take(origin) { $0.deadline <= now } }
        self.earliest = waiting.values.compactMap { $0.lazy.map(\.deadline).min() }.min()
        return late
    }

    /// Takes all out that wait.
    mutating func removeAll() -> [TransferJob] {
        defer { waiting = [:] }
        return waiting.values.flatMap { $0 }
    }

    private mutating func take(_ origin: HTTPURL.Origin, where isOut: (TransferJob) -> Bool) {
        let rest = (waiting[origin] ?? []).filter { !isOut($0) }
        waiting[origin] = rest.isEmpty ? nil : rest[...]
    }
}
