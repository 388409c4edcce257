public import Cryptography
public import Exchange

/// What a node remembers, seen within one transaction: what is changed through it is kept whole or not at all.
///
/// Each method may throw what the storage throws; the transaction is undone then.
public protocol NodeTables: ~Copyable {
    /// Adds an entry to those that the ledger is to publish, and returns its index.
    func append(_ entry: LedgerEntry) throws -> UInt64
    /// The index that the next entry will have.
    func entryCount() throws -> UInt64
    /// An entry; `nil` when the tables do not keep it, because the ledger's folder has it.
    func entry(at index: UInt64) throws -> LedgerEntry?
    /// Puts an entry in a place as it is, in place of another or right behind the last: restoring alone does that.
    func put(_ entry: LedgerEntry, at index: UInt64) throws
    /// Tells whether an entry about a request is about the message of a digest.
    func hasEntry(of message: Digest, about request: UniqueIdentifier) throws -> Bool

    /// A message that goes out, by its identifier.
    func outgoing(_ identifier: UniqueIdentifier) throws -> Outgoing?
    /// Keeps a new message that goes out, with its envelope.
    func add(_ outgoing: Outgoing, envelope: [UInt8]) throws
    /// Keeps how far a message has come, and which is the entry of its sending.
    func update(_ outgoing: Outgoing) throws

    /// A message that came in.
    func incoming(_ key: MessageKeyPair) throws -> Incoming?
    /// Keeps a message that came in, with what it says of itself and its envelope.
    func add(_ incoming: Incoming, _ facts: MessageFacts, envelope: [UInt8]) throws
    /// Keeps that a message is disputed.
    func update(_ incoming: Incoming) throws
    /// Keeps that the entry of the arrival or of the dispute of a message, if it is one, has another place.
    func moveArrival(from index: UInt64, to place: UInt64) throws

    /// A request, by the node with which it was talked about.
    func conversation(
        with peer: NodeName, about request: UniqueIdentifier
    ) throws -> Conversation?
    /// Keeps how far a request has come.
    func put(_ conversation: Conversation) throws

    /// A message that the other's ledger says to have been sent here, and that has not come.
    func expected(_ key: MessageKeyPair) throws -> Expected?
    /// Keeps that a message is expected.
    func put(_ expected: Expected) throws
    /// Forgets that a message was expected: it has come.
    func removeExpected(_ key: MessageKeyPair) throws
}

/// A message that the other's ledger says to have been sent here, and that has not come.
public struct Expected: Hashable, Sendable {
    /// Whose message, and which.
    public let key: MessageKeyPair
    /// When the entry of its sending was seen.
    public let since: Moment
    /// How often it was fetched.
    public private(set) var tries = 0
    /// When it is fetched next.
    public private(set) var nextTry: Moment

    /// How long a message may be on its way before it is fetched, in milliseconds.
    public static let patience: Int64 = 60_000

    /// A message whose entry is seen now.
    public init(_ key: MessageKeyPair, at now: Moment) {
        self.key = key
        since = now
        nextTry = now.later(by: Expected.patience)
    }

    /// A message as a table has it.
    public init(_ key: MessageKeyPair, since: Moment, tries: Int, nextTry: Moment) {
        self.key = key
        self.since = since
        self.tries = tries
        self.nextTry = nextTry
    }

    /// Counts a try, and puts the next one off.
    mutating func fetch(at now: Moment, chance: Int) {
        nextTry = now.later(by: Backoff.delay(after: tries + 4, chance: chance))
        tries += 1
    }

    /// Tells whether it is time to fetch it.
    public func isDue(at now: Moment) -> Bool {
        nextTry <= now || nextTry > now.later(by: Backoff.longest)
    }
}
