import Cryptography
import Encoding
import Ledger
import Testing

/// Keys that stand in the texts below.
enum TestKeys {
    static func signer(
        _ name: String, _ kind: VerifierKey.Kind, _ seed: UInt8
    ) throws -> NoteSigner {
        let key = try #require(SigningKey(seed: [UInt8](repeating: seed, count: 32)))
        return try #require(NoteSigner(name: name, kind: kind, key: key))
    }

    static func log() throws -> NoteSigner { try signer("us.trace.example/ledger", .log, 1) }
    static func witness() throws -> NoteSigner {
        try signer("mx.trace.example/witness", .witness, 2)
    }
}

struct NoteTests {
    /// A checkpoint of five entries with its signature and a cosignature, as two other implementations
    /// accept it.
    private static let note = """
        us.trace.example/ledger
        5
        GqaNMHSQWlgfhMu9D3U3lJBP2ARRvEwT5p2aU7xZUCw=

        \u{2014} us.trace.example/ledger Cgx6LTChGdNxjn6ewTR9toPBjiDjtnDlx1u2UZoxQD/DlPYGStarAgy9HepCXBNAlpOt06+QSIj8S/MkcaxX0tGh8A0=
        \u{2014} mx.trace.example/witness AVjrywAAAABpVbkAo9KfTbYAgc6MT2grQQmouBaqIt1X24CFaQiYYZGIEBVXJNV/MUlmhHlFBoiQ5Bg3fZ/Aj7DP65h384iWILAZDQ==

        """

    private func checkpoint() throws -> Checkpoint {
        try Checkpoint(SignedNote(Array(Self.note.utf8)).text)
    }

    @Test("keys have the texts that other implementations give them")
    func keys() throws {
        let log = "us.trace.example/ledger+0a0c7a2d+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
        let witness =
            "mx.trace.example/witness+0158ebcb+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
        #expect(try TestKeys.log().verifier.text == log)
        #expect(try TestKeys.witness().verifier.text == witness)
        #expect(try VerifierKey(log) == TestKeys.log().verifier)
        for wrong in [
            "", "a", "+0a0c7a2d+AYqI", log + "=", log.replacing("0a0c", with: "0a0d"),
            log.replacing("us.", with: "uk."), log.replacing("ledger", with: "led ger"),
            log.replacing("+AYqI", with: "+BYqI"),
        ] {
            #expect(throws: LedgerError.malformed(part: .verifierKey, place: 0)) {
                try VerifierKey(wrong)
            }
        }
    }

    @Test("a checkpoint is signed and cosigned to the byte as others do it")
    func signing() throws {
        let made = try checkpoint()
        var note = SignedNote(text: made.text, signatures: [try TestKeys.log().sign(made)])
        note.add(try TestKeys.witness().cosign(made, at: 1_767_225_600))
        #expect(String(decoding: note.bytes, as: UTF8.self) == Self.note)
        #expect(
            Hexadecimal.encode(Digest.sha256(note.bytes).bytes)
                == "1d40657979e64fba6d19debe6a8473d08685b1ec94a25cf9155878bbee8a4234")
        let verified = try VerifiedCheckpoint(note.bytes, log: TestKeys.log().verifier)
        #expect(verified.checkpoint == made)
        #expect(try verified.cosigned(by: TestKeys.witness().verifier) == 1_767_225_600)
        let other = try TestKeys.signer("ca.trace.example/witness", .witness, 9)
        #expect(try verified.cosigned(by: other.verifier) == nil)
    }

    @Test("no bit of a note can be changed")
    func mutations() throws {
        let log = try TestKeys.log().verifier
        let witness = try TestKeys.witness().verifier
        let good = Array(Self.note.utf8)
        for bit in 0..<good.count * 8 {
            var bytes = good
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let verified = try? VerifiedCheckpoint(bytes, log: log)
            // A changed cosignature line may be that of a key that nobody knows.
            let time = try? verified?.cosigned(by: witness)
            #expect(verified == nil || time == nil, "bit \(bit)")
        }
    }

    @Test("what is no note is refused with the line")
    func malformed() {
        let cases: [(String, Int)] = [
            ("", 0), ("a", 0), ("a\n", 1), ("a\n\n", 2), ("\n\u{2014} a AAAAAAA=\n", 2),
            ("a\n\n\u{2014} a AAAA\n", 3), ("a\n\n- a AAAAAAA=\n", 3),
            ("a\u{7}\n\n\u{2014} a AAAAAAA=\n", 1), ("a\n\nb\r\n", 3),
            ("a\n\n\u{2014} a AAAAAAA=\n\u{2014} a  AAAAAAA=\n", 4),
        ]
        for (text, line) in cases {
            #expect(throws: LedgerError.malformed(part: .note, place: line), "\(text)") {
                try SignedNote(Array(text.utf8))
            }
        }
        #expect(throws: LedgerError.malformed(part: .note, place: 0)) {
            try SignedNote([0xFF, 0x0A])
        }
        let many = String(repeating: "\u{2014} a AAAAAAA=\n", count: 33)
        #expect(throws: LedgerError.self) { try SignedNote(Array("a\n\n\(many)".utf8)) }
        let long = String(repeating: "a\n", count: SignedNote.mostBytes)
        #expect(throws: LedgerError.self) { try SignedNote(Array(long.utf8)) }
    }

    @Test(
        "what is no checkpoint is refused",
        arguments: [
            "", "a\n", "a\n5\n", "a\n05\nGqaNMHSQWlgfhMu9D3U3lJBP2ARRvEwT5p2aU7xZUCw=\n",
            "a\n5\nGqaN\n", "a b\n5\nGqaNMHSQWlgfhMu9D3U3lJBP2ARRvEwT5p2aU7xZUCw=\n",
            "a\n5\nGqaNMHSQWlgfhMu9D3U3lJBP2ARRvEwT5p2aU7xZUCw=\nmore\n",
            "a\n-1\nGqaNMHSQWlgfhMu9D3U3lJBP2ARRvEwT5p2aU7xZUCw=\n",
            "a\n0\nGqaNMHSQWlgfhMu9D3U3lJBP2ARRvEwT5p2aU7xZUCw=\n",
            "a\n9223372036854775808\nGqaNMHSQWlgfhMu9D3U3lJBP2ARRvEwT5p2aU7xZUCw=\n",
        ])
    func noCheckpoint(text: String) {
        #expect(throws: LedgerError.self) { try Checkpoint(text) }
    }

    @Test("a log's signature does not count for another log, nor a witness's for a log's")
    func roles() throws {
        let made = try checkpoint()
        let log = try TestKeys.log()
        let unsigned = SignedNote(text: made.text, signatures: [])
        #expect(throws: LedgerError.unsigned(name: log.verifier.name, isForged: false)) {
            try VerifiedCheckpoint(unsigned, log: log.verifier)
        }
        let other = try TestKeys.signer("mx.trace.example/ledger", .log, 5)
        let signed = SignedNote(text: made.text, signatures: [log.sign(made)])
        #expect(
            throws: LedgerError.foreign(
                origin: made.origin, expected: "mx.trace.example/ledger")
        ) {
            try VerifiedCheckpoint(signed, log: other.verifier)
        }
    }

    @Test("evidence of an entry is text that comes back and holds for that entry alone")
    func evidence() throws {
        let tree = PlainTree(5)
        let note = try SignedNote(Array(Self.note.utf8))
        for index in UInt64(0)..<5 {
            let made = InclusionEvidence(
                index: index, proof: tree.inclusionProof(at: index, size: 5), note: note)
            let read = try InclusionEvidence(made.bytes)
            #expect(read == made)
            let log = try TestKeys.log().verifier
            let entry = Array("entry-\(index)".utf8)
            #expect(try read.verify(entry, log: log).checkpoint.size == 5)
            #expect(throws: LedgerError.mismatch(part: .proof, at: index)) {
                try read.verify(entry + [0], log: log)
            }
        }
    }

    @Test(
        "what is no evidence is refused",
        arguments: [
            "", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\nindex 0\n\na\n",
            "c2sp.org/tlog-proof@v1\nindex 00\n\n", "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n",
            "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nindex 0\n",
        ])
    func noEvidence(text: String) {
        #expect(throws: LedgerError.self) { try InclusionEvidence(Array(text.utf8)) }
    }
}
