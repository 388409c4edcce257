import Cryptography
import Encoding
import Exchange
import Ledger
import Testing

/// Keys and values that stand in the tests of this room.
enum TestWorld {
    static func key(_ seed: UInt8) throws -> SigningKey {
        try #require(SigningKey(seed: [UInt8](repeating: seed, count: 32)))
    }

    static func signer(_ name: String, _ seed: UInt8) throws -> MessageSigner {
        try #require(MessageSigner(name: name, key: try key(seed)))
    }

    /// The key of the vector of the format.
    static func north() throws -> MessageSigner { try signer("us.trace.example/node", 1) }
    static func south() throws -> MessageSigner { try signer("mx.trace.example/node", 4) }

    static func moment(_ milliseconds: Int64) throws -> Moment {
        try #require(Moment(milliseconds: milliseconds))
    }

    static func identifier(_ number: UInt8, at time: Int64 = 1_767_225_600_123) throws
        -> UniqueIdentifier
    {
        let random = [UInt8](repeating: number, count: UniqueIdentifier.randomSize)
        return try #require(UniqueIdentifier(at: try moment(time), random: random))
    }

    static func word<Value: Word>(_ text: String) throws -> Value { try #require(Value(text)) }

    static func grounds() throws -> Grounds {
        Grounds(
            purpose: .criminalJustice, basis: try word("us:18usc923g7"),
            caseReference: try word("FED/SDHPDSC/0001/2026"),
            requester: Requester(
                agency: try word("USATF0001"),
                officer: Pseudonym(badge: "7", key: [UInt8](repeating: 9, count: 32))))
    }

    static func message(_ kind: MessageKind = .traceRequest) throws -> Message {
        let lifetime = try #require(
            Lifetime(from: try moment(1_767_225_600_123), until: try moment(1_769_817_600_123)))
        return Message(
            kind, identifier: try identifier(1),
            route: Message.Route(
                from: try word("us.trace.example"), to: try word("mx.trace.example")),
            lifetime: lifetime, grounds: try grounds())
    }

    static func commitment(_ value: String) throws -> Commitment {
        try #require(
            Commitment(to: Array(value.utf8), label: "serial", opening: Array(0..<32)))
    }

    static func sealed() throws -> SealedField {
        let secret = SealedField.Secret(
            ciphertext: [UInt8](repeating: 5, count: 80),
            wrappedKeys: [[UInt8](repeating: 6, count: SealedField.wrappedSize)])
        return try #require(
            SealedField(
                path: try word("purchaser.name"), recipient: try word("mx.trace.example"),
                nonce: [UInt8](repeating: 4, count: SealedField.nonceSize), secret: secret,
                commitment: try commitment("A123")))
    }

    /// A message that has every member.
    static func fullMessage() throws -> Message {
        var message = try message(.traceResult)
        message.answered = try identifier(2)
        message.handling = [.notPassedOn, .notInCourt]
        message.evaluation = try word("A1")
        message.body["outcome"] = .string("PURCHASER_IDENTIFIED")
        message.sealed = [try sealed()]
        message.extensions["x-note"] = .array([.integer(1), .null])
        return message
    }
}

/// Bytes with one bit changed.
func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
    var changed = bytes
    changed[bit / 8] ^= 1 << UInt8(bit % 8)
    return changed
}
