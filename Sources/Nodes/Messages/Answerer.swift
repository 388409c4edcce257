import Delivery
public import Encoding
public import Exchange
public import Vault

/// Who traces what others ask.
public protocol Answerer: Sendable {
    /// Traces the firearm of a request.
    ///
    /// - Parameter ask: asks a custodian that is elsewhere, by the number of its licence.
    /// - Throws: what keeps the answer from being made now; it is tried again later.
    func answer(_ request: Message, now: @Sendable () -> Moment) async throws -> TraceAnswer

    /// Forgets what was answered about a request, as its result is on its way.
    func finish(_ request: UniqueIdentifier)

    /// Takes the news that a name in the answer to a request can not be passed on: whoever told it is asked again.
    func discard(_ request: UniqueIdentifier)
}

extension Answerer {
    /// Has nothing to forget.
    public func finish(_ request: UniqueIdentifier) {}

    /// Has asked nobody.
    public func discard(_ request: UniqueIdentifier) {}
}

/// The answer to a request, before it is signed.
public struct TraceAnswer: Sendable {
    /// What everybody who has the message may read.
    public let body: JSONObject
    /// What the asking node alone can open.
    public let secrets: [(path: FieldPath, value: Secret)]
    /// Who was asked, in the order of their numbers, from 1.
    public let asked: [Asked]
    /// When the answer was found.
    public let found: Moment

    /// What only the asking node may read.
    public enum Secret: Hashable, Sendable {
        /// A text.
        case text(String)
        /// What is sealed for the vault of this node, and is sealed anew for the asking node.
        case passed(PassedField)
    }

    /// A custodian that was asked.
    public struct Asked: Sendable {
        /// The licence, as it is compared.
        public let licence: String
        /// When the first question went out.
        public let asked: Moment
        /// When the last answer came; `nil` when none did.
        public let answered: Moment?

        /// A custodian that was asked.
        public init(licence: String, asked: Moment, answered: Moment?) {
            self.licence = licence
            self.asked = asked
            self.answered = answered
        }
    }

    /// An answer.
    public init(
        body: JSONObject, secrets: [(path: FieldPath, value: Secret)], asked: [Asked],
        found: Moment
    ) {
        self.body = body
        self.secrets = secrets
        self.asked = asked
        self.found = found
    }
}

/// A bell that wakes who traces, and what it is not to take up yet.
struct TraceQueue: Sendable {
    private var waiting: CheckedContinuation<Void, Never>?
    private var hasRung = true
    /// Requests that wait: how often they were put off, and until when.
    private var delays: [UniqueIdentifier: (times: Int, until: Moment)] = [:]

    /// Says that there may be something to trace.
    mutating func ring() {
        guard let waiting else {
            hasRung = true
            return
        }
        self.waiting = nil
        waiting.resume()
    }

    /// Waits for the bell; returns at once when it has rung since the last time.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>) {
        guard !hasRung else {
            hasRung = false
            return continuation.resume()
        }
        waiting = continuation
    }

    /// Tells whether a request is not to be taken up yet.
    func isWaiting(_ request: UniqueIdentifier, at now: Moment) -> Bool {
        guard let delay = delays[request] else { return false }
        return now < delay.until && delay.until <= now.later(by: Backoff.longest)
    }

    /// Puts a request off, longer each time.
    ///
    /// - Returns: whether it is the first time.
    mutating func put(off request: UniqueIdentifier, at now: Moment) -> Bool {
        let times = delays[request]?.times ?? 0
        // Not less than two seconds: a custodian that is away is not asked without end.
        let pause = Backoff.delay(after: times + 2, chance: 512)
        delays[request] = (times + 1, now.later(by: pause))
        return times == 0
    }

    /// Forgets that a request was put off.
    mutating func finish(_ request: UniqueIdentifier) { delays[request] = nil }

    /// Takes requests that were put off up again at once.
    mutating func hurry(_ requests: Set<UniqueIdentifier>, at now: Moment) {
        for request in requests { delays[request]?.until = now }
        ring()
    }

    /// Rings when the time of something that was put off has come.
    mutating func tick(at now: Moment) {
        if delays.keys.contains(where: { !isWaiting($0, at: now) }) { ring() }
    }
}
