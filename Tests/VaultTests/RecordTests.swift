import Cryptography
import Encoding
import Exchange
import Ledger
import Testing
import Vault

struct RecordTests {
    private func error(_ body: () throws(RecordError) -> Void) -> RecordError? {
        do throws(RecordError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test("a field and a subject are as PyNaCl 1.6 and Python's hmac make them")
    func vector() throws {
        let (record, keys) = try TestVault.record()
        let field = try #require(record.field(try TestVault.word("purchaser.name")))
        #expect(
            Base64.encode(field.value.ciphertext)
                == "v1SH1kU4B5q5hNH1H9XMg2I1qG3YBGnLwTRKSZurLdy4Mv3Z3xMBNF8hmFs3/j2r7n5pvp1kt4m841Q+"
                + "+F+T1e9R8xJFmqNke80f2V7Q1LI=")
        #expect(field.value.commitment.text == "0sFSqxDhQw6-19rfM3p915aX1jRQyqH_ii5cdiEbrVE")
        #expect(
            keys.subject(of: try TestVault.identifier(40))?.text
                == "xfOSo6Kg24RCPEohMJXgSFgajLiGtyh1WLAqGYlBROU")
    }

    @Test("what is written is read again, and is what was written")
    func rows() throws {
        let (record, keys) = try TestVault.record()
        #expect(try KeptRecord(record.bytes) == record)
        #expect(try RecordKeys(keys.bytes).bytes == keys.bytes)
        #expect(keys.bytes.count < 1024)
        #expect(
            record.fields.map(\.path.text) == [
                "possessor.name", "purchaser.address", "purchaser.name",
            ])
        #expect(record.fields.map(\.origin) == [.elsewhere, .here, .here])
        let whole = String(decoding: record.bytes + keys.bytes, as: UTF8.self)
        #expect(!whole.contains("PRUEBA"))
    }

    @Test("values are filled up to whole blocks", arguments: [(0, 1), (31, 1), (32, 2), (95, 2)])
    func blocks(size: Int, blocks: Int) throws {
        var sealer = try TestVault.sealer()
        let value = try TestVault.secret([UInt8](repeating: 65, count: size))
        try sealer.seal(
            value, as: try TestVault.word("a"), nonce: [UInt8](repeating: 1, count: 24),
            opening: try TestVault.secret([UInt8](repeating: 1, count: 32)))
        let sealed = try sealer.finished().record.fields[0].value
        #expect(sealed.ciphertext.count == blocks * 64 + CipherKey.overhead)
    }

    @Test("a field that was sealed to the node is the vault's afterwards, and not the node's")
    func taken() async throws {
        let scene = try Scene()
        let field = try TestVault.field(of: scene.held.record.identifier)
        let kept = try #require(scene.held.record.field(field.path))
        #expect(kept.value.ciphertext == field.ciphertext)
        #expect(kept.value.commitment == field.commitment)
        let text = String(decoding: scene.held.keys.bytes, as: UTF8.self)
        #expect(!text.contains(Base64.encode(field.wrappedKeys[0])))
        let node = try #require(
            VaultKey(seed: try TestVault.secret([UInt8](repeating: 60, count: 32))))
        #expect(try await scene.ask(key: node) == .failure(.unopenable))
    }

    @Test("what can not be taken in is refused")
    func refused() throws {
        let message = try TestVault.identifier(1)
        let node = try TestVault.nodeKey()
        let path: FieldPath = try TestVault.word("possessor.name")
        let nonce = [UInt8](repeating: 1, count: 24)
        let opening = try TestVault.secret([UInt8](repeating: 1, count: 32))
        let field = try TestVault.field(of: message)
        let foreign = try TestVault.field(of: message, to: "mx.trace.example")
        let value = try TestVault.secret("A")
        let other = try TestVault.identifier(2)
        let stranger = try #require(BoxKey(seed: [UInt8](repeating: 61, count: 32)))
        var sealer = try TestVault.sealer()
        #expect(error { () throws(RecordError) in _ = try sealer.finished() } == .empty)
        #expect(
            error { () throws(RecordError) in try sealer.take(field, from: other, by: node) }
                == .otherMessage)
        #expect(
            error { () throws(RecordError) in try sealer.take(foreign, from: message, by: node) }
                == .otherRecipient)
        #expect(
            error { () throws(RecordError) in try sealer.take(field, from: message, by: stranger) }
                == .sealing(.otherKey))
        try sealer.take(field, from: message, by: node)
        #expect(
            error { () throws(RecordError) in
                try sealer.seal(value, as: path, nonce: nonce, opening: opening)
            } == .repeated(path))
        #expect(
            error { () throws(RecordError) in
                try sealer.seal(value, as: path, nonce: [1], opening: opening)
            } == .malformed)
        #expect(
            error { () throws(RecordError) in
                try sealer.seal(value, as: path, nonce: nonce, opening: value)
            } == .malformed)
        let long = try TestVault.secret([UInt8](repeating: 1, count: SealedField.mostBytes + 1))
        let second: FieldPath = try TestVault.word("b")
        #expect(
            error { () throws(RecordError) in
                try sealer.seal(long, as: second, nonce: nonce, opening: opening)
            } == .sealing(.tooLong(limit: SealedField.mostBytes)))
        let weak = try #require(BoxPublicKey([UInt8](repeating: 0, count: 32)))
        var open = try TestVault.sealer(to: weak)
        #expect(
            error { () throws(RecordError) in try open.take(field, from: message, by: node) }
                == .sealing(.unusableKey(index: 0)))
        try open.seal(value, as: path, nonce: nonce, opening: opening)
        #expect(error { () throws(RecordError) in _ = try open.finished() } == .unusableKey)
    }

    @Test("a record has so many fields, and so many bytes")
    func sizes() throws {
        let nonce = [UInt8](repeating: 1, count: 24)
        let opening = try TestVault.secret([UInt8](repeating: 1, count: 32))
        let value = try TestVault.secret([UInt8](repeating: 1, count: SealedField.mostBytes))
        var sealer = try TestVault.sealer()
        for number in 0..<KeptRecord.mostFields {
            try sealer.seal(
                value, as: try TestVault.word("f\(number)"), nonce: nonce, opening: opening)
        }
        let more: FieldPath = try TestVault.word("more")
        #expect(
            error { () throws(RecordError) in
                try sealer.seal(value, as: more, nonce: nonce, opening: opening)
            } == .tooLarge)
        #expect(error { () throws(RecordError) in _ = try sealer.finished() } == .tooLarge)
    }

    @Test("a field in the place of another, or of another record, is not opened")
    func moved() async throws {
        let scene = try Scene()
        let text = String(decoding: scene.held.record.bytes, as: UTF8.self)
        let swapped = text.replacing("purchaser.address", with: "purchaser.xname")
            .replacing("purchaser.name", with: "purchaser.zname")
            .replacing("purchaser.xname", with: "purchaser.name")
        let record = try KeptRecord(Array(swapped.utf8))
        #expect(try await scene.ask(record: record) == .failure(.unopenable))
        // The rows of record 2 with the number of record 1.
        let (one, two) = (try TestVault.identifier(1).text, try TestVault.identifier(2).text)
        let other = try TestVault.record(2)
        let renamed = String(decoding: other.record.bytes, as: UTF8.self).replacing(two, with: one)
        let mixed = try KeptRecord(Array(renamed.utf8))
        #expect(try await scene.ask(record: mixed) == .failure(.unopenable))
        var keys = String(decoding: other.keys.bytes, as: UTF8.self).replacing(two, with: one)
        #expect(
            try await scene.ask(record: mixed, keys: try RecordKeys(Array(keys.utf8)))
                == .failure(.otherSubject))
        // Even with the key of its reads, which the node has.
        let (before, own) = (
            Base64.encode([UInt8](repeating: 3, count: 32)),
            Base64.encode([UInt8](repeating: 2, count: 32))
        )
        #expect(keys.contains(before))
        keys = keys.replacing(before, with: own)
        #expect(
            try await scene.ask(record: mixed, keys: try RecordKeys(Array(keys.utf8)))
                == .failure(.unopenable))
    }

    @Test("any bit of a row changed, and the record is not read or its fields are not opened")
    func changed() async throws {
        let scene = try Scene()
        let permit = try scene.permit()
        let bytes = scene.held.record.bytes
        for bit in stride(from: 0, to: bytes.count * 8, by: 13) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let record = try? KeptRecord(changed) else { continue }
            let answer = try await scene.ask(permit: permit, record: record)
            // The address is not asked for.
            guard
                record.field(try TestVault.word("purchaser.address"))
                    == scene.held.record.field(try TestVault.word("purchaser.address"))
            else { continue }
            #expect(throws: VaultError.self) { try answer.get() }
        }
    }

    @Test("without the row of the keys a record is lost, and the ledger is what it was")
    func erased() async throws {
        let scene = try Scene()
        let store = SimulatedDisk()
        let bytes = try scene.entry.bytes()
        let proof = try scene.proof(of: bytes, in: store)
        let permit = Permit(entry: bytes, proof: proof.bytes)
        #expect(try await scene.ask(permit: permit, keys: .some(nil)) == .failure(.erased))
        let report = LedgerAudit(store, log: scene.log.verifier).run()
        #expect(report.isSound && report.entries == 5)
        _ = try proof.verify(bytes, log: scene.log.verifier)
        // What is left has no key to it: neither the vault's nor the node's opens a piece of it.
        let left = scene.held.record
        let node = try TestVault.nodeKey()
        let vault = try #require(BoxKey(seed: [UInt8](repeating: 50, count: 32)))
        for field in left.fields {
            let pieces = [field.value.nonce, field.value.ciphertext]
            for piece in pieces + [Array(field.value.commitment.text.utf8)] {
                for start in 0..<max(1, piece.count - 79) {
                    let part = Array(piece[start..<min(start + 80, piece.count)])
                    #expect(node.openKey(part) == nil && vault.openKey(part) == nil)
                }
            }
        }
        // Nor do the keys of a new row with the same number.
        var again = try TestVault.sealer(1, chance: 77)
        try again.seal(
            try TestVault.secret("B"), as: try TestVault.word("purchaser.name"),
            nonce: [UInt8](repeating: 1, count: 24),
            opening: try TestVault.secret([UInt8](repeating: 1, count: 32)))
        let keys = try again.finished().keys
        #expect(!keys.isSubject(of: scene.entry))
    }

    @Test("all reads of one record are known by its keys, and to nobody else")
    func reads() throws {
        let (one, two) = (try TestVault.record(1).keys, try TestVault.record(2).keys)
        let policy = Digest.sha256([1])
        let entries = try (1...6).map { number in
            try Scene.entry(.read, of: number % 2 == 0 ? two : one, policy, number: UInt8(number))
        }
        #expect(Set(entries.compactMap(\.subject)).count == 6)
        #expect(entries.filter(one.isSubject).count == 3)
        #expect(entries.filter(two.isSubject).count == 3)
        let opening = try #require(one.opening(of: entries[0].identifier))
        let value = try TestVault.secret(one.identifier.text)
        #expect(
            entries[0].subject
                == Commitment(to: value, label: "vault.record", opening: opening))
    }

    @Test("rows that are not of the form are refused with the place")
    func malformed() throws {
        let (record, keys) = try TestVault.record()
        let row = String(decoding: record.bytes, as: UTF8.self)
        let changes: [(String, String, String)] = [
            ("\"v\":1", "\"v\":2", "v"), ("us.trace.example", "US", "node"),
            ("\"by\":\"field\"", "\"by\":\"other\"", "fields[0].by"),
            ("possessor.name", "zossessor.name", "fields"),
            ("\"by\":\"field\"", "\"by\":\"field\",\"bz\":1", "fields[0]"),
        ]
        for (old, new, member) in changes {
            let changed = row.replacing(old, with: new)
            #expect(changed != row)
            do {
                _ = try KeptRecord(Array(changed.utf8))
                Issue.record("\(member) was taken")
            } catch {
                #expect(error == .malformed(member: member) || error == .unknownMember(of: member))
            }
        }
        let text = String(decoding: keys.bytes, as: UTF8.self)
        for (old, new) in [
            ("\"v\":1", "\"v\":3"), ("\"subj\":\"A", "\"subj\":\"A=A"),
            ("\"fields\":{", "\"fields\":{},\"g\":{"),
            ("\"key\":\"", "\"key\":\"AAAA"), ("possessor.name", "POSSESSOR"),
        ] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text)
            #expect(throws: MessageError.self) { try RecordKeys(Array(changed.utf8)) }
        }
        #expect(throws: MessageError.self) { try KeptRecord([]) }
        #expect(throws: MessageError.self) { try RecordKeys([]) }
    }
}
