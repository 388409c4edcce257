public import Delivery
import Exchange
import Storage

/// A row of a node's database that says what the code never writes.
public enum NodeTableError: Error, Equatable, Sendable {
    /// A word of a column is none that the column may have.
    case unknownWord(table: String, column: String)
}

extension Outgoing {
    /// Reads the columns from `issuer` to `questioned`, in the order of the query.
    init(_ row: borrowing Row, _ identifier: UniqueIdentifier) throws {
        // Column by column: this is read for each message several times, and tuples of many types are slow to make.
        let issuer = try row.value(at: 0, as: Kept<NodeName>.self)
        let audience = try row.value(at: 1, as: Kept<NodeName>.self)
        let kind = try row.value(at: 2, as: KeptKind.self)
        let answered = try row.value(at: 3, as: KeptIdentifier?.self)
        let issued = try row.value(at: 4, as: KeptMoment.self)
        let ends = try row.value(at: 5, as: KeptMoment.self)
        let digest = try row.value(at: 6, as: KeptDigest.self)
        let entry = try row.value(at: 7, as: KeptCount.self)
        let word = try row.value(at: 8, as: String.self)
        let code = try row.value(at: 9, as: Kept<RefusalCode>?.self)
        let tries = try row.value(at: 10, as: Int.self)
        let next = try row.value(at: 11, as: KeptMoment.self)
        let questioned = try row.value(at: 12, as: Bool.self)
        guard let lifetime = Lifetime(from: issued.value, until: ends.value),
            let state = Outgoing.State(word, code: code?.value)
        else { throw NodeTableError.unknownWord(table: "outbox", column: "state") }
        self.init(
            MessageFacts(
                kind.value, identifier: identifier,
                route: Message.Route(from: issuer.value, to: audience.value), lifetime: lifetime,
                answered: answered?.value, digest: digest.value),
            entry: entry.value, state: state, tries: tries, nextTry: next.value,
            isQuestioned: questioned)
    }
}

extension Outgoing.State {
    /// The word of the state.
    public var word: String { words.state }

    /// The words that a row has for the state.
    var words: (state: String, code: Kept<RefusalCode>?) {
        switch self {
        case .logged: ("logged", nil)
        case .sending: ("sending", nil)
        case .seen: ("seen", nil)
        case .delivered: ("delivered", nil)
        case .refused(let code): ("refused", Kept(code))
        case .expired: ("expired", nil)
        case .conflict: ("conflict", nil)
        }
    }

    /// The state of a row's words; `nil` unless a refusal, and nothing else, has a code.
    init?(_ word: String, code: RefusalCode?) {
        switch (word, code) {
        case ("logged", nil): self = .logged
        case ("sending", nil): self = .sending
        case ("seen", nil): self = .seen
        case ("delivered", nil): self = .delivered
        case ("refused", let code?): self = .refused(code)
        case ("expired", nil): self = .expired
        case ("conflict", nil): self = .conflict
        default: return nil
        }
    }
}

extension Incoming {
    /// Reads the columns from `digest` to `dispute`, in the order of the query.
    init(_ row: borrowing Row, _ key: MessageKeyPair) throws {
        let (digest, entry, word, code, receipt, dispute) = try row.values(
            KeptDigest.self, KeptCount.self, String.self, Kept<RefusalCode>?.self, [UInt8].self,
            KeptCount?.self)
        guard let stage = Receipt.Stage(word, code: code?.value) else {
            throw NodeTableError.unknownWord(table: "inbox", column: "stage")
        }
        self.init(
            key, digest: digest.value, entry: entry.value, stage: stage, receipt: receipt,
            dispute: dispute?.value)
    }
}

extension Receipt.Stage {
    /// The words that a row has for the stage.
    var words: (stage: String, code: Kept<RefusalCode>?) {
        if case .refused(let code) = self { return (word, Kept(code)) }
        return (word, nil)
    }
}

extension Conversation {
    /// Reads the columns from `part` to `answer`, in the order of the query, from a column on.
    init(
        _ row: borrowing Row, _ request: UniqueIdentifier, with peer: NodeName, from first: Int = 0
    ) throws {
        let part = try row.value(at: first, as: String.self)
        let ends = try row.value(at: first + 1, as: KeptMoment.self)
        let word = try row.value(at: first + 2, as: String.self)
        let code = try row.value(at: first + 3, as: Kept<RefusalCode>?.self)
        let answer = try row.value(at: first + 4, as: KeptIdentifier?.self)
        guard let part = Part(word: part),
            let state = State(word, code: code?.value, answer: answer?.value)
        else { throw NodeTableError.unknownWord(table: "conversation", column: "state") }
        self.init(request, with: peer, part: part, until: ends.value, state: state)
    }
}

extension Conversation.Part {
    /// The word that a row has for the part.
    var word: String {
        switch self {
        case .asking: "asking"
        case .answering: "answering"
        }
    }

    /// The part of a row's word.
    init?(word: String) {
        switch word {
        case "asking": self = .asking
        case "answering": self = .answering
        default: return nil
        }
    }
}

extension Conversation.State {
    /// The word of the state.
    public var word: String { words.state }

    /// The words that a row has for the state.
    var words: (state: String, code: Kept<RefusalCode>?, answer: KeptIdentifier?) {
        switch self {
        case .open: ("open", nil, nil)
        case .answered(let answer): ("answered", nil, KeptIdentifier(answer))
        case .refused(let code): ("refused", Kept(code), nil)
        case .expired: ("expired", nil, nil)
        case .cancelled: ("cancelled", nil, nil)
        }
    }

    /// The state of a row's words; `nil` unless they go together.
    init?(_ word: String, code: RefusalCode?, answer: UniqueIdentifier?) {
        switch (word, code, answer) {
        case ("open", nil, nil): self = .open
        case ("answered", nil, let answer?): self = .answered(answer)
        case ("refused", let code?, nil): self = .refused(code)
        case ("expired", nil, nil): self = .expired
        case ("cancelled", nil, nil): self = .cancelled
        default: return nil
        }
    }
}
