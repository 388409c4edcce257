import Cryptography
import Encoding
import Exchange
import Testing

struct SealingTests {
    private let key: BoxKey
    private let vault: BoxKey
    private let place: SealedField.Place
    private let chance: SealedField.Chance

    init() throws {
        key = try #require(BoxKey(seed: Array(0..<32)))
        vault = try #require(BoxKey(seed: Array(1..<33)))
        place = SealedField.Place(
            message: try #require(UniqueIdentifier("019b76da-a87b-7101-8101-010101010101")),
            path: try TestWorld.word("purchaser.name"),
            recipient: try TestWorld.word("mx.trace.example"))
        chance = try #require(
            SealedField.Chance(
                key: Array(100..<132), nonce: Array(50..<74), opening: Array(200..<232)))
    }

    private func error(_ body: () throws(SealError) -> Void) -> SealError? {
        do throws(SealError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    /// A field like another, but for what is given.
    private func altered(
        _ field: SealedField, path: String? = nil, recipient: String? = nil, nonce: [UInt8]? = nil,
        ciphertext: [UInt8]? = nil, keys: [[UInt8]]? = nil, commitment: Commitment? = nil
    ) throws -> SealedField {
        let secret = SealedField.Secret(
            ciphertext: ciphertext ?? field.ciphertext, wrappedKeys: keys ?? field.wrappedKeys)
        return try #require(
            SealedField(
                path: try TestWorld.word(path ?? field.path.text),
                recipient: try TestWorld.word(recipient ?? field.recipient.text),
                nonce: nonce ?? field.nonce, secret: secret,
                commitment: commitment ?? field.commitment))
    }

    @Test("a field is sealed as PyNaCl 1.6 and Python's hmac do it, and theirs is opened")
    func vector() throws {
        let ciphertext = try #require(
            Base64.decode(
                "VUMhWZAUxDpJFc9Ug//jU2bVPlwpwDlk1LSk38OXKTc1PxMB5Vd6cERQbqZPrALPKL5rF3usggWVY32u"
                    + "wSEH55w+XGfcWCX7gW9Ny9sKzt8="))
        let wrapped = try #require(
            Base64.decode(
                "XNVxSh+QzbOeEn8VbTnlbLfQnVqDjfaZqdF7gdbbORkAH0olJV9SZdiftylPnySFqYQNEUqYP/Oy6+HE"
                    + "+agFE8r8I6Vad979Gs8IUVyAChY="))
        let value = Array("Juan Pérez".utf8)
        let made = try SealedField.seal(value, for: place, to: [key.publicKey], with: chance)
        #expect(made.ciphertext == ciphertext)
        #expect(made.commitment.text == "QtwgatUwem0t6wA6kxXcAwkT67rUSAiGtqbFrqGEOe4")
        let theirs = try altered(made, keys: [wrapped])
        let opened = try theirs.open(with: key, in: place.message)
        #expect(opened.value == value && opened.opening == Array(200..<232))
    }

    @Test(
        "values are as long as whole blocks when sealed, and come out as they were",
        arguments: [(0, 1), (1, 1), (31, 1), (32, 2), (95, 2), (96, 3), (16_384, 257)])
    func padding(size: Int, blocks: Int) throws {
        let value = [UInt8](repeating: 0, count: size)
        let field = try SealedField.seal(
            value, for: place, to: [vault.publicKey, key.publicKey], with: chance)
        #expect(field.ciphertext.count == blocks * 64 + CipherKey.overhead)
        #expect(field.wrappedKeys.count == 2)
        #expect(try field.open(with: key, in: place.message).value == value)
        #expect(try field.open(with: vault, in: place.message).value == value)
    }

    @Test("a sealed field outlives its way in a message")
    func carried() throws {
        var message = try TestWorld.message(.traceResult)
        message.sealed = [
            try SealedField.seal(Array("A".utf8), for: place, to: [key.publicKey], with: chance)
        ]
        let read = try Message(payload: message.payload)
        #expect(try read.sealed[0].open(with: key, in: place.message).value == Array("A".utf8))
    }

    @Test("a field opens for no other key, message, field or recipient, and with no bit changed")
    func failures() throws {
        let field = try SealedField.seal(
            Array("A".utf8), for: place, to: [key.publicKey], with: chance)
        #expect(
            error { () throws(SealError) in _ = try field.open(with: vault, in: place.message) }
                == .otherKey)
        let other = try TestWorld.identifier(9)
        #expect(
            error { () throws(SealError) in _ = try field.open(with: key, in: other) } == .changed)
        var wrong = [
            try altered(field, path: "purchaser.address"),
            try altered(field, recipient: "us.trace.example"),
            try altered(field, ciphertext: Array(field.ciphertext.dropLast())),
            try altered(field, ciphertext: [1]),
        ]
        for bit in 0..<field.ciphertext.count * 8 {
            wrong.append(try altered(field, ciphertext: flipped(field.ciphertext, bit)))
        }
        for bit in 0..<field.nonce.count * 8 {
            wrong.append(try altered(field, nonce: flipped(field.nonce, bit)))
        }
        for field in wrong {
            let found = error { () throws(SealError) in
                _ = try field.open(with: key, in: place.message)
            }
            #expect(found == .changed)
        }
        let false_ = try altered(field, commitment: try TestWorld.commitment("B"))
        #expect(
            error { () throws(SealError) in _ = try false_.open(with: key, in: place.message) }
                == .otherCommitment)
    }

    @Test("a sender who pads otherwise, or leaves out the opening, is told")
    func otherRules() throws {
        let field = try SealedField.seal([65], for: place, to: [key.publicKey], with: chance)
        let cipher = try #require(CipherKey(Array(100..<132)))
        let context = Array(
            "trace-seal/1\n\(place.message.text)\npurchaser.name\nmx.trace.example".utf8)
        let zeros = [UInt8](repeating: 0, count: 64)
        let opening = Array(UInt8(200)..<232)
        let value = opening + [65]
        let plains: [[UInt8]] = [
            [], [65], zeros, value + [0x80], value + zeros.prefix(31),
            value + [0x80] + zeros.prefix(30) + zeros, [0x80] + zeros.prefix(63),
            value + [0x81] + zeros.prefix(30),
        ]
        for plain in plains {
            let sealed = try #require(cipher.seal(plain, nonce: field.nonce, context: context))
            let changed = try altered(field, ciphertext: sealed)
            #expect(
                error { () throws(SealError) in _ = try changed.open(with: key, in: place.message) }
                    == .malformed)
        }
    }

    @Test("what can not be sealed is refused before it is")
    func refused() throws {
        let long = [UInt8](repeating: 1, count: SealedField.mostBytes + 1)
        #expect(
            error { () throws(SealError) in
                _ = try SealedField.seal(long, for: place, to: [key.publicKey], with: chance)
            } == .tooLong(limit: SealedField.mostBytes))
        for count in [0, SealedField.mostKeys + 1] {
            let keys = [BoxPublicKey](repeating: key.publicKey, count: count)
            #expect(
                error { () throws(SealError) in
                    _ = try SealedField.seal([1], for: place, to: keys, with: chance)
                } == .wrongNumberOfKeys(limit: SealedField.mostKeys))
        }
        let weak = try #require(BoxPublicKey([UInt8](repeating: 0, count: 32)))
        #expect(
            error { () throws(SealError) in
                _ = try SealedField.seal([1], for: place, to: [key.publicKey, weak], with: chance)
            } == .unusableKey(index: 1))
        #expect(SealedField.Chance(key: [], nonce: Array(0..<24), opening: Array(0..<32)) == nil)
        #expect(SealedField.Chance(key: Array(0..<32), nonce: [], opening: Array(0..<32)) == nil)
        #expect(SealedField.Chance(key: Array(0..<32), nonce: Array(0..<24), opening: []) == nil)
    }

    @Test("a field is handed to the vault's key without being opened")
    func vaulted() throws {
        let field = try SealedField.seal([65], for: place, to: [key.publicKey], with: chance)
        let kept = try field.wrapped(anew: [vault.publicKey], by: key)
        #expect(kept.ciphertext == field.ciphertext && kept.commitment == field.commitment)
        #expect(try kept.open(with: vault, in: place.message).value == [65])
        #expect(
            error { () throws(SealError) in _ = try kept.open(with: key, in: place.message) }
                == .otherKey)
        #expect(
            error { () throws(SealError) in
                _ = try field.wrapped(anew: [vault.publicKey], by: vault)
            } == .otherKey)
        #expect(
            error { () throws(SealError) in _ = try field.wrapped(anew: [], by: key) }
                == .wrongNumberOfKeys(limit: SealedField.mostKeys))
    }
}
