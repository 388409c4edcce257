public import Exchange

/// How far a message that goes out has come.
public struct Outgoing: Hashable, Sendable {
    /// How far it has come; the table is in docs/protocol.md.
    public enum State: Hashable, Sendable {
        /// Durable; the entry of its sending is not published yet.
        case logged
        /// It is sent, again and again, until an answer comes.
        case sending
        /// The receiver's ledger has the entry of its arrival; its receipt is asked for until it comes.
        case seen
        /// The receiver has it, and its ledger says so.
        case delivered
        /// The receiver will not take it.
        case refused(RefusalCode)
        /// Its lifetime ended before it was taken.
        case expired
        /// The receiver has another message of the same identifier.
        case conflict
    }

    /// What happens to it.
    public enum Event: Hashable, Sendable {
        /// The entry of its sending is published.
        case published
        /// Its time has come.
        case due
        /// The receiver's signed word, whose proof holds.
        case receipt(Receipt.Stage)
        /// An answer that says nothing for good: busy, or of a form that should not be.
        case rejected
        /// The receiver's ledger has the entry of its arrival.
        case seenThere
    }

    /// What is to be done when something has happened to it.
    public enum Consequence: Hashable, Sendable {
        /// Nothing.
        case none
        /// It is to be sent.
        case send
        /// It has come to an end.
        case ended
        /// It came to no end, and somebody should look.
        case questioned
    }

    /// What it says of itself.
    public let facts: MessageFacts
    /// The entry of its sending.
    public let entry: UInt64
    /// How far it has come.
    public private(set) var state: State
    /// How often it was sent.
    public private(set) var tries: Int
    /// When it is sent next.
    public private(set) var nextTry: Moment
    /// Tells whether somebody was told that it meets refusals by form.
    public private(set) var isQuestioned: Bool

    /// How long after its lifetime an answer is still asked for, in milliseconds.
    public static let closing: Int64 = 600_000

    /// A message whose entry is durable.
    public init(_ facts: MessageFacts, entry: UInt64, at now: Moment) {
        self.init(
            facts, entry: entry, state: .logged, tries: 0, nextTry: now, isQuestioned: false)
    }

    /// A message as a table has it.
    public init(
        _ facts: MessageFacts, entry: UInt64, state: State, tries: Int, nextTry: Moment,
        isQuestioned: Bool
    ) {
        self.facts = facts
        self.entry = entry
        self.state = state
        self.tries = tries
        self.nextTry = nextTry
        self.isQuestioned = isQuestioned
    }

    /// Takes what has happened.
    ///
    /// - Parameter chance: 0..<1024, by which tries of many messages do not fall together.
    public mutating func take(
        _ event: Event, at now: Moment, chance: Int
    ) -> Consequence {
        switch (state, event) {
        case (.delivered, _), (.refused, _), (.conflict, _): return .none
        case (.expired, .published), (.expired, .due), (.expired, .rejected): return .none
        // What the peer's ledger proves is truer than a clock: it was not lost after all.
        case (.expired, .seenThere), (.logged, .seenThere), (.sending, .seenThere):
            return send(as: .seen, at: now, chance: chance)
        case (.seen, .seenThere): return .none
        case (.logged, .published): return send(as: .sending, at: now, chance: chance)
        case (.sending, .published), (.seen, .published): return .none
        case (.logged, .due), (.sending, .due):
            guard !isOver(at: now) else {
                state = .expired
                return .ended
            }
            return state == .sending ? send(as: .sending, at: now, chance: chance) : .none
        case (.seen, .due): return send(as: .seen, at: now, chance: chance)
        // It says nothing new, and would be logged as often as it is said.
        case (.expired, .receipt(.expired)): return .none
        case (_, .receipt(let stage)):
            state = Outgoing.state(after: stage)
            return .ended
        case (.logged, .rejected), (.sending, .rejected), (.seen, .rejected):
            guard !isQuestioned else { return .none }
            isQuestioned = true
            return .questioned
        }
    }

    private mutating func send(as state: State, at now: Moment, chance: Int) -> Consequence {
        self.state = state
        // Before it is sent, so that a crash while it is under way does not make it be sent without end.
        nextTry = now.later(by: Backoff.delay(after: tries, chance: chance))
        tries += 1
        return .send
    }

    private static func state(after stage: Receipt.Stage) -> State {
        switch stage {
        case .accepted, .delivered, .answered: .delivered
        case .refused(let code): .refused(code)
        case .expired: .expired
        case .conflict: .conflict
        }
    }

    /// The same message, whose entry has another place.
    func moved(to entry: UInt64) -> Outgoing {
        Outgoing(
            facts, entry: entry, state: state, tries: tries, nextTry: nextTry,
            isQuestioned: isQuestioned)
    }

    /// Tells whether nothing more will become of it.
    public var isFinal: Bool {
        switch state {
        case .logged, .sending, .seen: false
        case .delivered, .refused, .expired, .conflict: true
        }
    }

    /// Tells whether its lifetime ended so long ago that no answer is asked for any more.
    public func isOver(at now: Moment) -> Bool {
        facts.lifetime.end.later(by: Outgoing.closing) <= now
    }

    /// Tells whether it is time to do something with it.
    ///
    /// A next try further away than any pause is the mark of a clock that was set back.
    public func isDue(at now: Moment) -> Bool {
        let isTime = nextTry <= now || nextTry > now.later(by: Backoff.longest)
        switch state {
        case .logged: return isOver(at: now)
        case .sending: return isTime || isOver(at: now)
        // It was not lost, so that its lifetime does not end it.
        case .seen: return isTime
        case .delivered, .refused, .expired, .conflict: return false
        }
    }
}

/// How long is waited between tries.
public enum Backoff: Sendable {
    /// The first pause, in milliseconds.
    public static let shortest: Int64 = 1000
    /// The longest pause, in milliseconds.
    public static let longest: Int64 = 300_000

    /// The pause after so many tries: twice as long each time, the half of it by chance.
    ///
    /// - Parameter chance: 0..<1024.
    public static func delay(after tries: Int, chance: Int) -> Int64 {
        let whole = min(longest, shortest << Int64(min(max(tries, 0), 16)))
        return whole / 2 + whole / 2 * Int64(min(max(chance, 0), 1023)) / 1024
    }
}

extension Moment {
    /// The moment so many milliseconds later, and no later than the last that there is.
    public func later(by milliseconds: Int64) -> Moment {
        let (sum, _) = self.milliseconds.addingReportingOverflow(milliseconds)
        return Moment(milliseconds: sum) ?? self
    }
}
