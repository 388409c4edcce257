/// A message with the envelope in which it came or goes, the signatures on which were checked.
public struct SignedMessage: Hashable, Sendable {
    /// What it says.
    public let message: Message
    /// The evidence.
    public let envelope: Envelope
    /// The trusted keys that have signed it.
    public let signers: [MessageKey]

    /// Signs a message.
    ///
    /// - Throws: `EnvelopeError` when it is too long or the signers are none, `MessageError.issuer` when none
    ///   of them is a key of the node that says it.
    public init(_ message: Message, signers: [MessageSigner]) throws {
        envelope = try Envelope(
            payloadType: message.kind.payloadType, payload: message.payload, signers: signers)
        self.message = message
        self.signers = signers.map(\.verifier)
        guard isByIssuer else { throw MessageError.issuer }
    }

    /// Reads a message from the bytes of its envelope.
    ///
    /// 1. the signatures, over the payload as it is; 2. what it says; 3. that its type and its issuer are those
    /// that were signed. Nothing of the payload is read before somebody trusted stands for it.
    ///
    /// - Throws: `EnvelopeError` or `MessageError`: the first thing that does not hold.
    public init(_ bytes: [UInt8], trusted: [MessageKey], atLeast wanted: Int = 1) throws {
        try self.init(try Envelope(bytes), trusted: trusted, atLeast: wanted)
    }

    /// Reads a message from its envelope, as from its bytes.
    ///
    /// - Throws: `EnvelopeError` or `MessageError`: the first thing that does not hold.
    public init(_ envelope: Envelope, trusted: [MessageKey], atLeast wanted: Int = 1) throws {
        self.envelope = envelope
        signers = try envelope.signers(among: trusted, atLeast: wanted)
        message = try Message(payload: envelope.payload)
        guard envelope.payloadType == message.kind.payloadType else { throw MessageError.type }
        guard isByIssuer else { throw MessageError.issuer }
    }

    /// Tells whether one of the keys is of the node that says it.
    private var isByIssuer: Bool { signers.contains { message.route.issuer.owns($0.name) } }

    /// Checks that the message is for a node, and counts now.
    ///
    /// - Throws: `MessageError.audience`, `early` or `expired`.
    public func check(for node: NodeName, at now: Moment) throws(MessageError) {
        guard message.route.audience == node else { throw .audience }
        let skew = HTTPSignature.mostSkew * 1000
        guard message.lifetime.start.milliseconds <= now.milliseconds + skew else { throw .early }
        guard now < message.lifetime.end else { throw .expired }
    }
}
