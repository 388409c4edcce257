public import Encoding
public import Exchange

/// Who traces what others ask.
public protocol Answerer: Sendable {
    /// Traces the firearm of a request.
    ///
    /// - Parameter ask: asks a custodian that is elsewhere, by the number of its licence.
    /// - Throws: what keeps the answer from being made now; it is tried again later.
    func answer(_ request: Message, now: @Sendable () -> Moment) async throws -> TraceAnswer
}

/// The answer to a request, before it is signed.
public struct TraceAnswer: Sendable {
    /// What everybody who has the message may read.
    public let body: JSONObject
    /// What the asking node alone can open.
    public let secrets: [(path: FieldPath, value: String)]
    /// Who was asked, in the order of their numbers, from 1.
    public let asked: [Asked]
    /// When the answer was found.
    public let found: Moment

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
        body: JSONObject, secrets: [(path: FieldPath, value: String)], asked: [Asked],
        found: Moment
    ) {
        self.body = body
        self.secrets = secrets
        self.asked = asked
        self.found = found
    }
}

/// A bell that wakes who traces.
struct TraceQueue: Sendable {
    private var waiting: CheckedContinuation<Void, Never>?
    private var hasRung = true

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
}
