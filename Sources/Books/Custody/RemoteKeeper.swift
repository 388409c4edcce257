/// A custodian that runs its own process elsewhere: it is asked by messages, and answers about one firearm.
public final class RemoteKeeper: Sendable {
    /// The licence whose book it keeps.
    public let licensee: Licensee
    /// The licence's number as it is compared.
    public let key: String
    /// What its book holds in all; `nil` when it has not said, and then it is the source of nothing.
    public let summary: BookSummary?

    init(licensee: Licensee, summary: BookSummary?) {
        self.licensee = licensee
        key = LicenceNumber.folded(licensee.number)
        self.summary = summary
    }
}

/// A custodian's answers to what it was asked elsewhere, as far as they have come.
///
/// Nothing here asks: whoever traces is told what is wanted, asks, adds what was answered, and traces again.
public struct RemoteAnswers: Sendable {
    private var lines: [Key<FirearmQuestion>: BookReply] = [:]
    private var recipients: [Key<RecipientQuestion>: RecipientReply] = [:]

    /// A question to a custodian.
    struct Key<Question: Hashable & Sendable>: Hashable, Sendable {
        let licence: String
        let question: Question
    }

    /// No answers yet.
    public init() {}

    /// How many questions have an answer.
    public var count: Int { lines.count + recipients.count }

    /// Adds what a custodian answered about a firearm, in place of an earlier answer.
    ///
    /// That nobody answered in time is an answer too: `.noAnswer`.
    public mutating func add(
        _ reply: BookReply, of licence: String, to question: FirearmQuestion
    ) {
        lines[Key(licence: LicenceNumber.folded(licence), question: question)] = reply
    }

    /// Adds to whom a custodian says that a firearm went, in place of an earlier answer.
    public mutating func add(
        _ reply: RecipientReply, of licence: String, to question: RecipientQuestion
    ) {
        recipients[Key(licence: LicenceNumber.folded(licence), question: question)] = reply
    }

    /// What a custodian answered about a firearm; `nil` for nothing yet.
    public func reply(of keeper: RemoteKeeper, to question: FirearmQuestion) -> BookReply? {
        lines[Key(licence: keeper.key, question: question)]
    }

    /// To whom a custodian says that a firearm went; `nil` for nothing yet.
    public func reply(of keeper: Keeper, to question: RecipientQuestion) -> RecipientReply? {
        recipients[Key(licence: keeper.key, question: question)]
    }
}

/// Whoever keeps a bound book: here, or elsewhere.
public enum Keeper: Sendable {
    /// One whose book lies on this machine.
    case local(LocalKeeper)
    /// One that is asked by messages.
    case remote(RemoteKeeper)

    /// The licence whose book it is.
    public var licensee: Licensee {
        switch self {
        case .local(let keeper): keeper.licensee
        case .remote(let keeper): keeper.licensee
        }
    }

    /// The licence's number as it is compared.
    public var key: String {
        switch self {
        case .local(let keeper): keeper.key
        case .remote(let keeper): keeper.key
        }
    }

    /// Tells whether the book is elsewhere.
    public var isRemote: Bool {
        if case .remote = self { true } else { false }
    }

    /// Tells whether its lines name nobody, so that the recipient of one has to be asked for.
    public var namesNobody: Bool {
        switch self {
        case .local(let keeper): keeper.book?.namesNobody ?? false
        case .remote: true
        }
    }

    /// Tells whether somebody can be asked: a book is at hand, or somebody elsewhere has it.
    public var hasBook: Bool {
        switch self {
        case .local(let keeper): keeper.book != nil
        case .remote: true
        }
    }
}
