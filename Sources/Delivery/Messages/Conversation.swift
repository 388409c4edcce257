public import Exchange

/// A request with all that was said about it, as one of the two nodes has it.
public struct Conversation: Hashable, Sendable {
    /// Which part the own node has.
    public enum Part: Hashable, Sendable {
        /// It asks.
        case asking
        /// It answers.
        case answering
    }

    /// How far it has come.
    public enum State: Hashable, Sendable {
        /// No answer yet.
        case open
        /// Answered, by the message of an identifier.
        case answered(UniqueIdentifier)
        /// The answering node will not answer.
        case refused(RefusalCode)
        /// Its lifetime ended without an answer.
        case expired
        /// Taken back by the asking node.
        case cancelled
    }

    /// The identifier of the request.
    public let request: UniqueIdentifier
    /// The other node.
    public let peer: NodeName
    /// Which part the own node has.
    public let part: Part
    /// Until when an answer is expected.
    public let end: Moment
    /// How far it has come.
    public var state: State

    /// A conversation.
    public init(
        _ request: UniqueIdentifier, with peer: NodeName, part: Part, until end: Moment,
        state: State = .open
    ) {
        self.request = request
        self.peer = peer
        self.part = part
        self.end = end
        self.state = state
    }

    /// What becomes of a message that comes in, by what is known of its request with its issuer.
    ///
    /// - Returns: what is said to it, and the conversation as it is after it; `nil` where nothing changes.
    static func judge(
        _ facts: MessageFacts, known: Conversation?
    ) -> (stage: Receipt.Stage, changed: Conversation?) {
        switch facts.kind {
        case .traceRequest: return begin(facts, known: known)
        case .traceResult: return end(facts, known: known)
        case .tracePartial, .clarification:
            return known?.part == .asking
                ? (.delivered, nil) : (.refused(.unknownRequest), nil)
        case .cancel: return takeBack(facts, known: known)
        case .referral, .referralUpdate, .permissionRequest, .permission, .blindQuery,
            .blindAnswer:
            return (.delivered, nil)
        case .receipt, .custodianQuestion, .custodianAnswer: return (.refused(.notTaken), nil)
        }
    }

    private static func begin(
        _ facts: MessageFacts, known: Conversation?
    ) -> (stage: Receipt.Stage, changed: Conversation?) {
        guard let known else {
            return (
                .accepted,
                Conversation(
                    facts.identifier, with: facts.route.issuer, part: .answering,
                    until: facts.lifetime.end)
            )
        }
        return (.refused(known.state == .cancelled ? .cancelled : .notTaken), nil)
    }

    private static func end(
        _ facts: MessageFacts, known: Conversation?
    ) -> (stage: Receipt.Stage, changed: Conversation?) {
        guard var known, known.part == .asking else { return (.refused(.unknownRequest), nil) }
        switch known.state {
        case .answered, .refused: return (.refused(.alreadyAnswered), nil)
        case .open, .expired, .cancelled:
            known.state = .answered(facts.identifier)
            return (.delivered, known)
        }
    }

    private static func takeBack(
        _ facts: MessageFacts, known: Conversation?
    ) -> (stage: Receipt.Stage, changed: Conversation?) {
        guard let request = facts.answered else { return (.refused(.unreadable), nil) }
        guard var known else {
            return (
                .accepted,
                Conversation(
                    request, with: facts.route.issuer, part: .answering, until: facts.lifetime.end,
                    state: .cancelled)
            )
        }
        guard known.part == .answering else { return (.refused(.unknownRequest), nil) }
        guard known.state == .open else { return (.accepted, nil) }
        known.state = .cancelled
        return (.accepted, known)
    }
}
