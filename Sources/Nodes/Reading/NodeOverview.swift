public import Delivery
public import Exchange
public import Ledger

/// How a node stands, as its folder says.
public struct NodeOverview: Sendable {
    /// What the node is.
    public let configuration: NodeConfiguration
    /// How many entries its ledger will have when all are published.
    public let entries: UInt64
    /// Its last checkpoint in its place; `nil` before the first.
    public let checkpoint: Checkpoint?
    /// When each witness cosigned that, in seconds since 1970.
    public let cosigned: [(witness: String, time: UInt64)]
    /// The other nodes.
    public let peers: [PeerDescription]
    /// How many entries of each other's ledger this node has cosigned.
    public let witnessed: [(origin: String, size: UInt64)]
    /// How many messages that go out are how far.
    public let messages: [Count]
    /// How many requests are how far, by the part of the node in them.
    public let conversations: [(part: Conversation.Part, counts: [Count])]
    /// What somebody should look at.
    public let alarms: [AlarmRecord]
    /// How many messages are expected that have not come.
    public let missing: Int

    /// How many there are of a state.
    public struct Count: Hashable, Sendable {
        /// The state's word, as the tables have it.
        public let state: String
        /// How many.
        public let count: Int
    }

    /// Something that somebody should look at.
    public struct AlarmRecord: Hashable, Sendable {
        /// Its number: one that was raised later has a higher one.
        public let number: Int
        /// When it was raised.
        public let time: Moment
        /// The word of its kind.
        public let kind: String
        /// The node, or the node and the message, that it is about.
        public let about: String
    }
}

/// Recoveries that were handed in together, and how far they have come.
public struct SubmissionOverview: Hashable, Sendable {
    /// Which it is.
    public let identifier: UniqueIdentifier
    /// When they were handed in.
    public let time: Moment
    /// The name of their file.
    public let file: String
    /// How many there are.
    public let rows: Int
    /// How many are how far.
    public let counts: [NodeOverview.Count]

    /// Tells whether each has an end.
    public var isFinished: Bool { !counts.contains { $0.state == "open" } }
}

/// A message about a request, sent or received.
public struct MessageOverview: Sendable {
    /// What it says, but for what is sealed.
    public let message: Message
    /// How far a message that was sent has come, or what was said to one that came, in the tables' word.
    public let state: String
    /// Tells whether it was sent from here.
    public let isOwn: Bool
}

/// A request, and how far it has come.
public struct RequestOverview: Hashable, Sendable {
    /// Its identifier.
    public let identifier: UniqueIdentifier
    /// The requester's own reference; `nil` at the node that answers.
    public let reference: String?
    /// The row of the file in which it stood; `nil` at the node that answers.
    public let row: Int?
    /// The conversation.
    public let conversation: Conversation
    /// How far its message has come; `nil` at the node that answers.
    public let message: Outgoing?
}
