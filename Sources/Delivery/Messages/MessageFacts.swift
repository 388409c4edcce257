public import Cryptography
public import Exchange

/// What the way of a message depends on, of one whose signatures were checked.
public struct MessageFacts: Hashable, Sendable {
    /// What it is.
    public let kind: MessageKind
    /// Which it is.
    public let identifier: UniqueIdentifier
    /// From whom and to whom.
    public let route: Message.Route
    /// When it counts.
    public let lifetime: Lifetime
    /// The message that it answers.
    public let answered: UniqueIdentifier?
    /// The SHA-256 of its envelope.
    public let digest: Digest
    /// How many fields of it are sealed.
    public let sealedCount: Int

    /// The facts of a message, as a table has them.
    public init(
        _ kind: MessageKind, identifier: UniqueIdentifier, route: Message.Route,
        lifetime: Lifetime, answered: UniqueIdentifier?, digest: Digest, sealedCount: Int = 0
    ) {
        self.kind = kind
        self.identifier = identifier
        self.route = route
        self.lifetime = lifetime
        self.answered = answered
        self.digest = digest
        self.sealedCount = sealedCount
    }

    /// The facts of a message in its envelope.
    public init(_ signed: SignedMessage) {
        self.init(signed.message, digest: signed.envelope.digest)
    }

    /// The facts of a message whose envelope has a digest.
    public init(_ message: Message, digest: Digest) {
        kind = message.kind
        identifier = message.identifier
        route = message.route
        lifetime = message.lifetime
        answered = message.answered
        sealedCount = message.sealed.count
        self.digest = digest
    }

    /// The request that it belongs to: itself, or the one that it answers.
    public var request: UniqueIdentifier {
        kind == .traceRequest ? identifier : answered ?? identifier
    }
}
