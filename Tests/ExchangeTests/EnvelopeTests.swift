import Cryptography
import Encoding
import Exchange
import Testing

struct EnvelopeTests {
    private static let type = "application/vnd.trace.request.v1+json"
    private static let payload = #"{"id":"0198f7a2-0000-7000-8000-000000000001"}"#
    /// An envelope of a payload by the key of 32 bytes 0x01, made by another implementation.
    private static let vector =
        #"{"payloadType":"application/vnd.trace.request.v1+json","#
        + #""payload":"eyJpZCI6IjAxOThmN2EyLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMSJ9","#
        + #""signatures":[{"keyid":"us.trace.example/node+3799f7a5","#
        + #""sig":"782zF+lv5vjAX5G6OM7iSGAfbFPDTcLUIPlOaXz25TB4UKD0I9AwbLXT24BzfjkzNEAYWpCyANZNqGNLOlmxDQ=="}]}"#

    private func made(_ signers: [MessageSigner]) throws -> Envelope {
        try Envelope(payloadType: Self.type, payload: Array(Self.payload.utf8), signers: signers)
    }

    @Test("message keys have the text of their kind, and no other is taken")
    func keys() throws {
        let text =
            "us.trace.example/node+3799f7a5+/2Rzc2UtZWQyNTUxOYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
        let key = try TestWorld.north().verifier
        #expect(key.text == text)
        #expect(try MessageKey(text) == key)
        #expect(KeyReference("us.trace.example/node+3799f7a5") == key.reference)
        let wrong: [(String, KeyError)] = [
            ("", .malformed), ("a+3799f7a5", .malformed), (text + "=", .kind),
            (text.replacing("3799", with: "3798"), .identifier),
            (text.replacing("3799f7a5", with: "3799F7A5"), .identifier),
            (text.replacing("us.", with: "uk."), .identifier),
            (text.replacing("us.", with: "u s."), .name),
            (text.replacing("us.", with: "é."), .name),
            (
                "us.trace.example/ledger+0a0c7a2d+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
                .kind
            ),
            (String(text.dropLast(4)), .malformed),
        ]
        for (text, error) in wrong {
            #expect(throws: error, "\(text)") { try MessageKey(text) }
        }
        for text in ["", "a", "a+", "a+3799f7a", "a+3799f7a5+", "+3799f7a5", "a+3799F7A5"] {
            #expect(KeyReference(text) == nil)
        }
    }

    @Test("an envelope is signed to the byte as others do it")
    func vector() throws {
        let envelope = try made([try TestWorld.north()])
        #expect(String(decoding: envelope.bytes, as: UTF8.self) == Self.vector)
        #expect(
            Hexadecimal.encode(envelope.digest.bytes)
                == "29377e68245a476e486ceed42765217e559edaeb2317d1450ee4d91fd93c7661")
        let signed = Envelope.signedBytes(
            payloadType: Self.type, payload: Array(Self.payload.utf8))
        #expect(
            String(decoding: signed, as: UTF8.self)
                == "DSSEv1 37 application/vnd.trace.request.v1+json 45 " + Self.payload)
        let read = try Envelope(Array(Self.vector.utf8))
        #expect(read == envelope)
        let trusted = [try TestWorld.south().verifier, try TestWorld.north().verifier]
        #expect(try read.signers(among: trusted) == [try TestWorld.north().verifier])
    }

    @Test("no bit of an envelope can be changed")
    func mutations() throws {
        let trusted = [try TestWorld.north().verifier]
        let good = Array(Self.vector.utf8)
        for bit in 0..<good.count * 8 {
            let envelope = try? Envelope(flipped(good, bit))
            let signers = try? envelope?.signers(among: trusted)
            #expect(signers == nil, "bit \(bit)")
        }
    }

    @Test("other forms of the same JSON are taken, and are other evidence")
    func forms() throws {
        let spaced = Self.vector.replacing(",\"", with: " ,\n \"")
        let read = try Envelope(Array(spaced.utf8))
        #expect(try read.signers(among: [try TestWorld.north().verifier]).count == 1)
        #expect(read.bytes == Array(spaced.utf8))
        #expect(read.digest == Digest.sha256(read.bytes))
        #expect(try read.digest != made([try TestWorld.north()]).digest)
    }

    @Test("several keys sign one envelope, and as many are asked for as are wanted")
    func several() throws {
        let north = try TestWorld.north()
        let officer = try TestWorld.signer("us.trace.example/officer", 5)
        let envelope = try Envelope(try made([north, officer]).bytes)
        let both = [north.verifier, officer.verifier]
        #expect(try envelope.signers(among: both, atLeast: 2) == both)
        #expect(try envelope.signers(among: [officer.verifier]) == [officer.verifier])
        #expect(throws: EnvelopeError.unsigned(found: 1, wanted: 2)) {
            try envelope.signers(among: [north.verifier], atLeast: 2)
        }
        #expect(throws: EnvelopeError.unsigned(found: 0, wanted: 1)) {
            try envelope.signers(among: [], atLeast: 0)
        }
        for bit in stride(from: 0, to: envelope.bytes.count * 8, by: 3) {
            let changed = try? Envelope(flipped(envelope.bytes, bit))
            #expect((try? changed?.signers(among: both, atLeast: 2)) == nil, "bit \(bit)")
        }
    }

    @Test(
        "a wrong signature by a trusted key refuses the whole, and one by another counts for nothing"
    )
    func forged() throws {
        let north = try TestWorld.north()
        let other = try TestWorld.signer("us.trace.example/node", 3)
        let text = Self.vector.replacing("782zF", with: "782zG")
        #expect(throws: EnvelopeError.forged(signature: 0)) {
            try Envelope(Array(text.utf8)).signers(among: [north.verifier])
        }
        let renamed = Self.vector.replacing(
            north.verifier.reference.text, with: other.verifier.reference.text)
        #expect(throws: EnvelopeError.forged(signature: 0)) {
            try Envelope(Array(renamed.utf8)).signers(among: [north.verifier, other.verifier])
        }
        #expect(throws: EnvelopeError.unsigned(found: 0, wanted: 1)) {
            try Envelope(Array(renamed.utf8)).signers(among: [north.verifier])
        }
    }

    @Test(
        "what is no envelope is refused",
        arguments: [
            ("", .json(.malformed(.syntax, at: 0))), ("[]", .json(.malformed(.syntax, at: 0))),
            ("{}", .malformed(.payloadType)),
            (#"{"payloadType":"a b"}"#, .malformed(.payloadType)),
            (#"{"payloadType":"a"}"#, .malformed(.payload)),
            (#"{"payloadType":"a","payload":"Zh=="}"#, .malformed(.payload)),
            (#"{"payloadType":"a","payload":"Zg=="}"#, .malformed(.signatures)),
            (#"{"payloadType":"a","payload":"Zg==","signatures":[]}"#, .malformed(.signatures)),
            (#"{"payloadType":"a","payload":"Zg==","signatures":[1]}"#, .malformed(.signatures)),
            (#"{"payloadType":"a","payload":"Zg==","signatures":[{}]}"#, .malformed(.keyid)),
            (
                #"{"payloadType":"a","payload":"Zg==","signatures":[{"keyid":"a+3799f7a5","sig":""}]}"#,
                .malformed(.sig)
            ),
            (
                #"{"payloadType":"a","payload":"Zg==","signatures":[1],"x-more":1}"#,
                .unknownMember
            ),
        ] as [(String, EnvelopeError)])
    func refused(text: String, error: EnvelopeError) {
        #expect(throws: error) { try Envelope(Array(text.utf8)) }
    }

    @Test("an envelope has so many bytes and signatures at most, and a key signs once")
    func limits() throws {
        let north = try TestWorld.north()
        #expect(throws: EnvelopeError.malformed(.signatures)) { try made([]) }
        #expect(throws: EnvelopeError.malformed(.signatures)) { try made([north, north]) }
        let many = try (1...9).map { try TestWorld.signer("us.trace.example/node", $0) }
        #expect(try made(Array(many.prefix(8))).signatures.count == 8)
        #expect(throws: EnvelopeError.malformed(.signatures)) { try made(many) }
        #expect(throws: EnvelopeError.malformed(.payloadType)) {
            try Envelope(payloadType: "", payload: [], signers: [north])
        }
        let twice = Self.vector.replacing("]}", with: "," + signature() + "]}")
        #expect(throws: EnvelopeError.malformed(.signatures)) { try Envelope(Array(twice.utf8)) }
        #expect(throws: EnvelopeError.self) {
            try Envelope(
                payloadType: "a", payload: [UInt8](repeating: 0, count: 200_000), signers: [north])
        }
        let long = Self.vector + String(repeating: " ", count: Envelope.mostBytes)
        #expect(
            throws: EnvelopeError.json(
                .tooLong(bytes: long.utf8.count, most: Envelope.mostBytes))
        ) { try Envelope(Array(long.utf8)) }
        let more = Self.vector.replacing("\"sig\"", with: "\"alg\":\"none\",\"sig\"")
        #expect(throws: EnvelopeError.unknownMember) { try Envelope(Array(more.utf8)) }
    }

    private func signature() -> String {
        let start = Self.vector.firstRange(of: "[{")?.upperBound ?? Self.vector.startIndex
        return "{" + Self.vector[start...].dropLast(2)
    }
}
