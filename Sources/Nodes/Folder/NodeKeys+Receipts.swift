import Delivery
import Exchange

extension NodeKeys {
    /// Signs a receipt of a message.
    ///
    /// It counts as long as anybody may ask: a year beyond the message's own lifetime.
    func receipt(
        _ receipt: Receipt, _ identifier: UniqueIdentifier, of facts: MessageFacts, at now: Moment
    ) throws -> [UInt8] {
        let year: Int64 = 365 * 86_400_000
        let end = max(now, facts.lifetime.end).later(by: year)
        guard let lifetime = Lifetime(from: now, until: end) else {
            throw MessageError.malformed(member: "exp")
        }
        var message = Message(
            .receipt, identifier: identifier,
            route: Message.Route(from: facts.route.audience, to: facts.route.issuer),
            lifetime: lifetime, grounds: office)
        message.answered = facts.identifier
        message.body = receipt.body
        return try SignedMessage(message, signers: [self.message]).envelope.bytes
    }
}
