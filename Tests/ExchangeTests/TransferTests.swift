import Cryptography
import Encoding
import Exchange
import Ledger
import Testing

struct TransferTests {
    private func log() throws -> NoteSigner {
        try #require(
            NoteSigner(
                name: "us.trace.example/ledger", kind: .log, key: try TestWorld.key(10)))
    }

    private func node() throws -> NodeName { try TestWorld.word("us.trace.example") }

    private func entry(_ kind: EntryKind, _ digest: Digest) throws -> [UInt8] {
        var entry = LedgerEntry(
            kind, identifier: try TestWorld.identifier(3),
            at: try TestWorld.moment(1_767_225_600_123), node: try node())
        entry.message = digest
        return try entry.bytes()
    }

    /// A transfer whose entry is the only one of the ledger.
    private func transfer(
        _ envelope: Envelope, entry: [UInt8], logged: [UInt8]? = nil
    ) throws -> Transfer {
        let log = try log()
        let checkpoint = Checkpoint(
            origin: log.verifier.name, size: 1, root: MerkleTree.leaf(logged ?? entry))
        let note = SignedNote(text: checkpoint.text, signatures: [log.sign(checkpoint)])
        let evidence = InclusionEvidence(index: 0, proof: [], note: note)
        return Transfer(envelope, entry: entry, evidence: evidence)
    }

    private func envelope(_ kind: MessageKind = .traceRequest) throws -> Envelope {
        try SignedMessage(TestWorld.message(kind), signers: [TestWorld.north()]).envelope
    }

    @Test("an envelope comes out with just the bytes with which it went in")
    func roundTrip() throws {
        let plain = try envelope()
        let spaced = try Envelope(
            Array(
                String(decoding: plain.bytes, as: UTF8.self).replacing(",\"", with: " ,\"").utf8))
        for envelope in [plain, spaced] {
            let made = try transfer(envelope, entry: entry(.messageOut, envelope.digest))
            let read = try Transfer(made.bytes)
            #expect(read == made)
            #expect(read.envelope.digest == envelope.digest)
            let verified = try read.verify(log: log().verifier, of: node())
            #expect(verified.entry.message == envelope.digest)
            #expect(verified.checkpoint.checkpoint.size == 1)
        }
    }

    @Test("a message that is not in the ledger is refused")
    func unlogged() throws {
        let envelope = try envelope()
        let sent = try entry(.messageOut, envelope.digest)
        let key = try log().verifier
        #expect(throws: LedgerError.mismatch(part: .proof, at: 0)) {
            try transfer(envelope, entry: sent, logged: [1]).verify(log: key, of: node())
        }
        #expect(throws: MessageError.self) {
            try transfer(envelope, entry: [1]).verify(log: key, of: node())
        }
        for other in [
            try entry(.messageIn, envelope.digest), try entry(.messageOut, Digest.sha256([])),
        ] {
            #expect(throws: TransferError.otherEntry) {
                try transfer(envelope, entry: other).verify(log: key, of: node())
            }
        }
        #expect(throws: TransferError.otherEntry) {
            try transfer(envelope, entry: sent).verify(
                log: key, of: try TestWorld.word("mx.trace.example"))
        }
    }

    @Test("no bit of a transfer can be changed")
    func mutations() throws {
        let envelope = try envelope()
        let made = try transfer(envelope, entry: entry(.messageOut, envelope.digest))
        let key = try log().verifier
        let good = made.bytes
        for bit in 0..<good.count * 8 {
            let read = try? Transfer(flipped(good, bit))
            #expect((try? read?.verify(log: key, of: node())) == nil, "bit \(bit)")
        }
    }

    @Test("what is of another form is refused")
    func refused() throws {
        let envelope = try envelope()
        let made = try transfer(envelope, entry: entry(.messageOut, envelope.digest))
        let text = String(decoding: made.bytes, as: UTF8.self)
        for other in [
            "{}", "[]", " " + text, text + " ", text.replacing("{\"dsse\":", with: "{\"dsse\" :"),
            text.replacing(",\"entry\":\"", with: ",\"more\":1,\"entry\":\""),
            text.replacing("\\nindex", with: "\\u000aindex"),
            text.replacing("\"proof\"", with: "\"evidence\""),
        ] {
            #expect(throws: TransferError.malformed) { try Transfer(Array(other.utf8)) }
        }
        #expect(throws: TransferError.json(.malformed(.syntax, at: 0))) { try Transfer([]) }
        let long = [UInt8](repeating: 0x20, count: Transfer.mostBytes + 1)
        #expect(
            throws: TransferError.json(.tooLong(bytes: long.count, most: Transfer.mostBytes))
        ) { try Transfer(long) }
        #expect(throws: EnvelopeError.self) {
            try Transfer(Array(text.replacing("payloadType", with: "type").utf8))
        }
        #expect(throws: LedgerError.self) {
            try Transfer(Array(text.replacing("tlog-proof@v1", with: "tlog-proof@v2").utf8))
        }
    }
}
