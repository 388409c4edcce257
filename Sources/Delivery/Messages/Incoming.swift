public import Cryptography
public import Exchange

/// A message that came in, and what was said to it: kept for ever, so that it never has a second effect.
public struct Incoming: Hashable, Sendable {
    /// Which node says it, and which of its messages it is.
    public let key: MessageKeyPair
    /// The SHA-256 of its envelope.
    public let digest: Digest
    /// The entry of its arrival.
    public let entry: UInt64
    /// What was said to it.
    public let stage: Receipt.Stage
    /// The signed receipt: the bytes of its envelope.
    public let receipt: [UInt8]
    /// The entry that says that another message of the same identifier was met; `nil` while none was.
    public var dispute: UInt64?

    /// A message that came in.
    public init(
        _ key: MessageKeyPair, digest: Digest, entry: UInt64, stage: Receipt.Stage,
        receipt: [UInt8], dispute: UInt64? = nil
    ) {
        self.key = key
        self.digest = digest
        self.entry = entry
        self.stage = stage
        self.receipt = receipt
        self.dispute = dispute
    }
}

/// An issuer with an identifier of its own: what makes a message the only one.
public struct MessageKeyPair: Hashable, Sendable {
    /// The node that says it.
    public let issuer: NodeName
    /// Which of its messages.
    public let identifier: UniqueIdentifier

    /// A message of a node.
    public init(_ issuer: NodeName, _ identifier: UniqueIdentifier) {
        self.issuer = issuer
        self.identifier = identifier
    }
}

/// What is answered to a message once an entry is published.
public struct ReceiptAnswer: Hashable, Sendable {
    /// The entry that must be published first, and whose proof goes with the receipt.
    public let entry: UInt64
    /// The receipt: the bytes of its envelope.
    public let receipt: [UInt8]
    /// What it says.
    public let stage: Receipt.Stage
    /// Tells whether it was said before.
    public let isRepeated: Bool

    /// An answer.
    public init(entry: UInt64, receipt: [UInt8], stage: Receipt.Stage, isRepeated: Bool) {
        self.entry = entry
        self.receipt = receipt
        self.stage = stage
        self.isRepeated = isRepeated
    }

    /// The status of the answer over HTTP (EXCHANGE B12).
    public var status: Int {
        switch stage {
        case .accepted, .delivered, .answered: isRepeated ? 200 : 202
        case .refused: 403
        case .expired: 410
        case .conflict: 422
        }
    }
}
