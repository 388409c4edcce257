import Cryptography
import Encoding
import Exchange
import Testing

struct LedgerEntryTests {
    private func plain(_ kind: EntryKind = .nodeStart) throws -> LedgerEntry {
        LedgerEntry(
            kind, identifier: try TestWorld.identifier(3),
            at: try TestWorld.moment(1_767_225_600_123),
            node: try TestWorld.word("us.trace.example"))
    }

    private func full() throws -> LedgerEntry {
        var entry = try plain(.read)
        entry.actor = Pseudonym(badge: "7", key: [1])
        entry.agency = try TestWorld.word("USATF0001")
        entry.purpose = .criminalJustice
        entry.basis = try TestWorld.word("us:18usc923g7")
        entry.caseFile = try TestWorld.commitment("case")
        entry.answered = try TestWorld.identifier(2)
        entry.message = Digest.sha256([1])
        entry.subject = try TestWorld.commitment("A123")
        entry.fields = [try TestWorld.word("purchaser.name"), try TestWorld.word("purchaser.city")]
        entry.decision = .permit
        entry.policy = Digest.sha256([2])
        entry.handling = [.notInCourt]
        entry.peer = PeerPosition(
            origin: "mx.trace.example/ledger", size: 1234, root: Digest.sha256([3]))
        entry.extensions["x-host"] = .string("a")
        return entry
    }

    private func bytes(_ change: (inout JSONObject) -> Void) throws -> [UInt8] {
        var object = try #require(try JSONValue(canonical: full().bytes()).object)
        change(&object)
        return JSONValue.object(object).canonicalBytes
    }

    @Test("an entry has one text, and comes back from it")
    func roundTrip() throws {
        let start = try plain()
        #expect(
            String(decoding: try start.bytes(), as: UTF8.self)
                == #"{"id":"019b76da-a87b-7303-8303-030303030303","kind":"NODE_START","#
                + #""node":"us.trace.example","t":1767225600123,"v":1}"#)
        #expect(try LedgerEntry(start.bytes()) == start)
        let entry = try full()
        let bytes = try entry.bytes()
        #expect(try LedgerEntry(bytes) == entry)
        #expect(try LedgerEntry(bytes).bytes() == bytes)
        #expect(try JSONValue(parsing: bytes).canonicalBytes == bytes)
        #expect(
            try JSONValue(parsing: bytes).object?["fields"]
                == .array([.string("purchaser.city"), .string("purchaser.name")]))
        #expect(EntryKind.allCases.count == 19)
    }

    @Test("other bytes for the same entry are no entry")
    func canonical() throws {
        let text = String(decoding: try plain().bytes(), as: UTF8.self)
        for other in [
            " " + text, text + "\n", text.replacing(",\"v\":1", with: ",\"v\":01"),
            text.replacing("NODE_START", with: "NODE\\u005fSTART"),
            text.replacing(",\"v\":1}", with: "}").replacing("{\"id\"", with: "{\"v\":1,\"id\""),
        ] {
            #expect(throws: MessageError.self) { try LedgerEntry(Array(other.utf8)) }
        }
        let good = try full().bytes()
        for bit in 0..<good.count * 8 {
            let bytes = flipped(good, bit)
            // Whatever is still an entry is another one, with just these bytes.
            guard let read = try? LedgerEntry(bytes) else { continue }
            #expect(try read.bytes() == bytes, "bit \(bit)")
        }
    }

    @Test("a member that is missing or of another form is refused by its name")
    func refused() throws {
        for name in ["v", "t", "kind", "id", "node"] {
            #expect(throws: MessageError.missing(member: name)) {
                try LedgerEntry(try bytes { $0[name] = nil })
            }
        }
        let wrong: [(String, JSONValue)] = [
            ("v", .integer(2)), ("t", .string("1")), ("kind", .string("GOSSIP")),
            ("id", .string("")), ("node", .string("")), ("actor", .string("Officer Name")),
            ("ori", .string("")), ("purpose", .string("J")), ("basis", .null),
            ("case", .string("FED/1")), ("re", .string("1")), ("msg", .string("00")),
            ("subj", .string("A123")), ("fields", .array([])), ("fields", .string("a")),
            ("fields", .array([.string("b"), .string("a")])),
            ("fields", .array([.string("a"), .string("a")])),
            ("fields", .array([.string("a"), .integer(1)])), ("decision", .string("maybe")),
            ("policy", .string("")), ("handling", .array([])), ("peer", .array([])),
            ("peer", .array([.string("a"), .integer(-1), .string("")])),
            ("peer", .array([.string("a b"), .integer(1), .string("")])),
        ]
        for (name, value) in wrong {
            #expect(throws: MessageError.malformed(member: name), "\(name)") {
                try LedgerEntry(try bytes { $0[name] = value })
            }
        }
        #expect(throws: MessageError.unknownMember(of: "")) {
            try LedgerEntry(try bytes { $0["name"] = .string("Officer Name") })
        }
    }

    @Test("an entry says what its kind needs")
    func needed() throws {
        for name in [
            "actor", "ori", "purpose", "basis", "case", "subj", "fields", "decision", "policy",
        ] {
            #expect(throws: MessageError.missing(member: name)) {
                try LedgerEntry(try bytes { $0[name] = nil })
            }
        }
        let wanting: [(EntryKind, String)] = [
            (.messageIn, "msg"), (.messageOut, "msg"), (.conflict, "msg"),
            (.peerCheckpoint, "peer"), (.justify, "re"), (.decision, "decision"),
        ]
        for (kind, name) in wanting {
            #expect(throws: MessageError.missing(member: name)) { try plain(kind).bytes() }
        }
        #expect(PeerPosition(origin: "a", size: .max, root: Digest.sha256([])) == nil)
    }
}
