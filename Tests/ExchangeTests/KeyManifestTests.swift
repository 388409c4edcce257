import Cryptography
import Encoding
import Exchange
import Ledger
import Testing

struct KeyManifestTests {
    private static let start: Int64 = 1_767_225_600
    private static let month: Int64 = 2_592_000

    private func log(_ seed: UInt8 = 10) throws -> NoteSigner {
        try #require(
            NoteSigner(
                name: "us.trace.example/ledger", kind: .log, key: try TestWorld.key(seed)))
    }

    private func witness(_ name: String, _ seed: UInt8) throws -> VerifierKey {
        let key = try TestWorld.key(seed).verifyingKey
        return try #require(VerifierKey(name: name, kind: .witness, key: key))
    }

    private func moment(_ seconds: Int64) throws -> Moment {
        try #require(Moment(seconds: seconds))
    }

    private func keys(log seed: UInt8 = 10, messages: [UInt8] = [1]) throws -> KeyManifest.Keys {
        KeyManifest.Keys(
            log: try log(seed).verifier,
            messages: try messages.map {
                try TestWorld.signer("us.trace.example/node", $0).verifier
            })
    }

    private func manifest(
        _ serial: UInt64, keys: KeyManifest.Keys, from start: Int64 = start,
        revocations: [KeyManifest.Revocation] = []
    ) throws -> KeyManifest {
        let validity = try #require(
            Lifetime(from: try moment(start), until: try moment(start + Self.month)))
        return try KeyManifest(
            node: try TestWorld.word("us.trace.example"), serial: serial, validity: validity,
            keys: keys, revocations: revocations)
    }

    private func full() throws -> KeyManifest {
        var keys = try keys(messages: [1, 3])
        keys.witnesses = [try witness("us.trace.example/witness", 11)]
        keys.mirrors = [try witness("us.trace.example/mirror", 12)]
        keys.boxes = [[UInt8](repeating: 13, count: 32)]
        keys.channels = [
            KeyManifest.Channel(Digest.sha256([1])),
            KeyManifest.Channel(Digest.sha256([2]), isNext: true),
        ]
        let lost = try #require(KeyReference("us.trace.example/node+1a2b3c4d"))
        let revocation = KeyManifest.Revocation(
            lost, at: try moment(1_767_000_000), reason: .lost)
        return try manifest(7, keys: keys, revocations: [revocation])
    }

    @Test("a manifest is text in one order, and comes back from it")
    func roundTrip() throws {
        let made = try full()
        let words = made.text.split(separator: "\n").map { $0.split(separator: " ")[0] }
        #expect(
            words == [
                "trace-keys/v1", "node", "serial", "valid", "log", "witness", "mirror", "msg",
                "msg", "box", "tls", "tls", "revoked",
            ])
        #expect(made.text.contains("\nvalid 1767225600 1769817600\n"))
        #expect(made.text.hasSuffix("\nrevoked us.trace.example/node+1a2b3c4d 1767000000 lost\n"))
        #expect(try KeyManifest(made.text) == made)
        let note = made.note(signers: [try log()])
        #expect(try KeyHistory(first: SignedNote(note.bytes)).latest == made)
    }

    @Test("no bit of a signed manifest can be changed")
    func mutations() throws {
        let log = try log()
        let good = try full().note(signers: [log]).bytes
        for bit in 0..<good.count * 8 {
            // The name on the signature's line is not signed: without it nobody known has signed.
            let note = try? SignedNote(flipped(good, bit))
            #expect((try? note.map { try KeyHistory(first: $0) }) == nil, "bit \(bit)")
        }
    }

    @Test("a line of another form, or in another place, is refused by its number")
    func malformed() throws {
        let text = try full().text
        let lines = text.split(separator: "\n").map(String.init)
        for place in 0..<4 {
            var fewer = lines
            fewer.remove(at: place)
            #expect(throws: ManifestError.malformed(line: place + 1)) {
                try KeyManifest(fewer.joined(separator: "\n") + "\n")
            }
        }
        let wrong: [(String, String, Int)] = [
            ("trace-keys/v1", "trace-keys/v2", 1), ("node us", "node US", 2),
            ("serial 7", "serial 07", 3), ("serial 7", "serial 7 8", 3),
            ("valid 1767225600", "valid 1769817600", 4), ("log us", "log  us", 5),
            ("log us", "witness us", 5), ("witness us", "box us", 6), ("msg us", "msg u", 8),
            ("box DQ", "box D!", 10), ("box DQ", "x-box DQ", 10), ("sha256/", "sha512/", 11),
            (" next", " later", 12), (" lost", " gone", 13), (" lost", "", 13),
            ("1767000000", "-1", 13),
        ]
        for (old, new, line) in wrong {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
            #expect(throws: ManifestError.malformed(line: line), "\(old)") {
                try KeyManifest(changed)
            }
        }
        for whole in ["", text + "\n", String(text.dropLast()), text + "é\n", "\n"] {
            #expect(throws: ManifestError.self) { try KeyManifest(whole) }
        }
    }

    @Test("no key has two roles, and every key is named as one of the node")
    func roles() throws {
        var twice = try keys(messages: [1, 10])
        #expect(throws: ManifestError.reusedKey) { try manifest(1, keys: twice) }
        twice = try keys(messages: [1, 1])
        #expect(throws: ManifestError.reusedKey) { try manifest(1, keys: twice) }
        var foreign = try keys()
        foreign.witnesses = [try witness("mx.trace.example/witness", 11)]
        #expect(throws: ManifestError.foreignKey) { try manifest(1, keys: foreign) }
        var many = try keys(messages: [1, 2, 3, 4, 5])
        #expect(throws: ManifestError.malformed(line: 0)) { try manifest(1, keys: many) }
        many = try keys(messages: [])
        #expect(throws: ManifestError.malformed(line: 0)) { try manifest(1, keys: many) }
        many = try keys()
        many.boxes = [[1]]
        #expect(throws: ManifestError.malformed(line: 0)) { try manifest(1, keys: many) }
        many = try keys()
        many.log = try witness("us.trace.example/ledger", 11)
        #expect(throws: ManifestError.malformed(line: 0)) { try manifest(1, keys: many) }
    }

    @Test("a manifest follows the last by one, signed by the last ledger's key and by its own")
    func succession() throws {
        let first = try manifest(7, keys: keys())
        let old = try log(10)
        let new = try log(20)
        var history = try KeyHistory(first: first.note(signers: [old]))
        let before = history
        let next = try manifest(8, keys: keys(log: 20, messages: [1, 3]))
        func refuse(_ error: ManifestError, _ note: SignedNote) {
            #expect(throws: error) { try history.add(note) }
            #expect(history == before)
        }
        let unsigned = ManifestError.ledger(
            .unsigned(name: "us.trace.example/ledger", isForged: false))
        refuse(unsigned, next.note(signers: [new]))
        refuse(unsigned, next.note(signers: [old]))
        refuse(unsigned, next.note(signers: []))
        refuse(.serial(found: 9, expected: 8), try manifest(9, keys: keys()).note(signers: [old]))
        refuse(.serial(found: 7, expected: 8), first.note(signers: [old]))
        try history.add(next.note(signers: [old, new]))
        #expect(history.manifests.map(\.serial) == [7, 8])
        #expect(throws: unsigned) { try KeyHistory(first: first.note(signers: [new])) }
    }

    @Test("another node's manifest is not added")
    func otherNode() throws {
        let first = try manifest(1, keys: keys())
        var history = try KeyHistory(first: first.note(signers: [try log()]))
        let name = "mx.trace.example/ledger"
        let signer = try #require(NoteSigner(name: name, kind: .log, key: try TestWorld.key(21)))
        let foreign = try KeyManifest(
            node: try TestWorld.word("mx.trace.example"), serial: 2, validity: first.validity,
            keys: KeyManifest.Keys(
                log: signer.verifier, messages: [try TestWorld.south().verifier]))
        #expect(throws: ManifestError.node) {
            try history.add(foreign.note(signers: [try log(), signer]))
        }
    }

    @Test("old keys check old messages, and revoked ones those before with a ledger's help")
    func standing() throws {
        let old = try TestWorld.signer("us.trace.example/node", 1).verifier
        let new = try TestWorld.signer("us.trace.example/node", 3).verifier
        let log = try log()
        var history = try KeyHistory(
            first: try manifest(1, keys: keys()).note(signers: [log]))
        let middle = Self.start + Self.month / 2
        try history.add(
            try manifest(2, keys: keys(messages: [3]), from: middle).note(signers: [log]))
        let early = try moment(Self.start + 10)
        let late = try moment(Self.start + Self.month)
        #expect(history.standing(of: old, at: early) == .good)
        #expect(history.standing(of: old, at: late) == .unknown)
        #expect(history.standing(of: new, at: early) == .unknown)
        #expect(history.standing(of: new, at: late) == .good)
        #expect(history.messageKeys(at: early) == [old])
        #expect(history.messageKeys(at: try moment(middle)) == [new, old])
        #expect(history.messageKeys(at: late) == [new])
        let stolen = KeyManifest.Revocation(
            old.reference, at: try moment(Self.start + 100), reason: .stolen)
        let revoking = try manifest(
            3, keys: keys(messages: [3]), from: middle, revocations: [stolen])
        try history.add(revoking.note(signers: [log]))
        #expect(history.standing(of: old, at: early) == .goodIfLogged(before: stolen.time))
        #expect(history.standing(of: old, at: stolen.time) == .revoked)
        #expect(history.messageKeys(at: stolen.time).isEmpty)
        #expect(history.messageKeys == [new, old])
        let forgetting = try manifest(4, keys: keys(messages: [1]), from: middle)
        #expect(throws: ManifestError.unrevoked) {
            try history.add(forgetting.note(signers: [log]))
        }
    }

    @Test("a message is worth what its node's keys are at its time")
    func messages() throws {
        let old = try TestWorld.north()
        let new = try TestWorld.signer("us.trace.example/node", 3)
        let south = try TestWorld.south()
        let log = try log()
        let signed = try SignedMessage(TestWorld.message(), signers: [old, south])
        let both = try SignedMessage(TestWorld.message(), signers: [old, new])
        func standing(_ signed: SignedMessage, lost: Int64? = nil, from start: Int64) throws
            -> KeyStanding
        {
            let revocations = try lost.map {
                [
                    KeyManifest.Revocation(
                        old.verifier.reference, at: try moment($0), reason: .lost)
                ]
            }
            let made = try manifest(
                1, keys: keys(messages: [1, 3]), from: start, revocations: revocations ?? [])
            return try KeyHistory(first: made.note(signers: [log])).standing(of: signed)
        }
        let second = try TestWorld.message().lifetime.start.seconds
        #expect(try standing(signed, from: second) == .good)
        #expect(try standing(signed, from: second + 1) == .unknown)
        #expect(try standing(signed, lost: second, from: second) == .revoked)
        #expect(
            try standing(signed, lost: second + 1, from: second)
                == .goodIfLogged(before: moment(second + 1)))
        #expect(try standing(both, lost: second, from: second) == .good)
        var theirs = try TestWorld.message()
        theirs = Message(
            theirs.kind, identifier: theirs.identifier,
            route: Message.Route(from: theirs.route.audience, to: theirs.route.issuer),
            lifetime: theirs.lifetime, grounds: theirs.grounds)
        let foreign = try SignedMessage(theirs, signers: [south, old])
        #expect(try standing(foreign, from: second) == .unknown)
    }
}
