import Cryptography
import Encoding
import Exchange
import Ledger
import Testing

@testable import Vault

/// What a node's process and its vault's say to each other.
struct TalkTests {
    private let scene: Scene

    init() throws { scene = try Scene() }

    private func box(_ number: UInt8) throws -> BoxKey {
        try #require(BoxKey(seed: [UInt8](repeating: number, count: 32)))
    }

    private func cipher(_ number: UInt8) throws -> CipherKey {
        try #require(CipherKey([UInt8](repeating: number, count: 32)))
    }

    private func isOpen(_ answer: SealedOpening, with key: BoxKey) -> Bool {
        guard let fields = answer.open(with: key) else { return false }
        _ = fields.paths
        return true
    }

    @Test("every error has a word of its own, and no other word is one")
    func words() {
        let all =
            VaultError.words.map(\.error) + EmergencyError.allCases.map { VaultError.emergency($0) }
        for error in all { #expect(VaultError(word: error.word) == error) }
        #expect(Set(all.map(\.word)).count == all.count && all.count == 33)
        for word in ["", "used ", "Used", "emergency-", "emergency-no", "emergency"] {
            #expect(VaultError(word: word) == nil)
        }
    }

    @Test("a call comes back as it was written, and no other bytes are one")
    func calls() throws {
        let permit = try scene.permit()
        let call = OpeningCall(
            record: scene.held.record, keys: scene.held.keys, permit: permit,
            officer: scene.officer, fields: scene.fields,
            suspended: [TestVault.officer("8"), TestVault.officer("9")],
            recipient: try box(7).publicKey)
        let bytes = call.bytes
        let read = try OpeningCall(bytes)
        #expect(read.bytes == bytes && read.record == call.record && read.permit == permit)
        #expect(read.fields == scene.fields && read.suspended.count == 2)
        #expect(read.recipient == call.recipient && read.keys?.bytes == scene.held.keys.bytes)
        let erased = OpeningCall(
            record: scene.held.record, keys: nil, permit: permit, officer: scene.officer,
            fields: scene.fields, suspended: [], recipient: try box(7).publicKey)
        #expect(try OpeningCall(erased.bytes).keys == nil)
        for end in stride(from: 0, to: bytes.count, by: 37) {
            #expect(throws: MessageError.self) { try OpeningCall(Array(bytes[..<end])) }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        for (old, new) in [
            ("\"entry\"", "\"other\""), ("[\"possessor.name\",", "[\"purchaser.name\","),
            ("\"suspended\":[", "\"suspended\":[1,"), ("{", "{\"more\":1,"),
        ] {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != text)
            #expect(throws: MessageError.self) { try OpeningCall(Array(changed.utf8)) }
        }
        #expect(throws: MessageError.self) {
            try OpeningCall([UInt8](repeating: 32, count: OpeningCall.mostBytes + 1))
        }
    }

    @Test("a call to seal anew comes back as it was written")
    func resealing() throws {
        let field = try TestVault.field(of: try TestVault.identifier(1))
        let place = SealedField.Place(
            message: try TestVault.identifier(2), path: try TestVault.word("purchaser.name"),
            recipient: try TestVault.word("mx.trace.example"))
        let call = ResealingCall(.message(field, of: try TestVault.identifier(1)), for: place)
        #expect(try ResealingCall(call.bytes) == call)
        for end in stride(from: 0, to: call.bytes.count, by: 11) {
            #expect(throws: MessageError.self) { try ResealingCall(Array(call.bytes[..<end])) }
        }
    }

    @Test("a call to seal a field of a book's line anew comes back as it was written")
    func resealingLines() throws {
        let name: FieldPath = try TestVault.word("recipient.name")
        let line = try SealedLine(
            sealing: [
                (path: name, text: TestVault.name), (path: try TestVault.word("a"), text: ""),
            ],
            at: SealedLine.Place(
                owner: try TestVault.word("us.trace.example"), book: try TestVault.identifier(4),
                line: 70_000), for: try box(7).publicKey, with: try cipher(3))
        let place = SealedField.Place(
            message: try TestVault.identifier(2), path: try TestVault.word("purchaser.name"),
            recipient: try TestVault.word("mx.trace.example"))
        let call = ResealingCall(.line(line, name), for: place)
        let text = String(decoding: call.bytes, as: UTF8.self)
        #expect(try ResealingCall(call.bytes) == call && !text.contains(TestVault.name))
        for end in stride(from: 0, to: call.bytes.count, by: 11) {
            #expect(throws: MessageError.self) { try ResealingCall(Array(call.bytes[..<end])) }
        }
        for (old, new) in [
            ("\"path\":\"recipient.name\"", "\"path\":\"from.name\""),
            ("\"number\":70000", "\"number\":-1"), ("\"owner\"", "\"other\""),
            ("\"bytes\":\"", "\"bytes\":\"AAAA"), ("\"line\":{", "\"line\":{\"more\":1,"),
            ("{", "{\"field\":1,"),
        ] {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != text)
            #expect(throws: MessageError.self) { try ResealingCall(Array(changed.utf8)) }
        }
    }

    @Test("what is opened comes through sealed, to the key of the call alone and unchanged")
    func openings() async throws {
        let vault = Vault(key: try TestVault.vaultKey(), register: TestRegister())
        let opened = try await vault.open(
            scene.request, of: scene.held.record, scene.held.keys, with: try scene.permit(),
            under: scene.terms)
        let sealed = try #require(
            SealedOpening(
                opened, to: try box(7).publicKey, key: try cipher(3),
                nonce: [UInt8](repeating: 4, count: 24)))
        let bytes = sealed.bytes
        let text = String(decoding: bytes, as: UTF8.self)
        for name in [TestVault.name, "POSEEDOR-DE-PRUEBA", "purchaser.name"] {
            #expect(!text.contains(name) && !text.contains(Base64.encode(Array(name.utf8))))
        }
        let read = try SealedOpening(bytes)
        #expect(!isOpen(read, with: try box(8)))
        guard let fields = read.open(with: try box(7)) else {
            Issue.record("not opened")
            return
        }
        #expect(
            TestVault.texts(fields) == [
                "purchaser.name": TestVault.name, "possessor.name": "POSEEDOR-DE-PRUEBA",
            ])
        for place in stride(from: 0, to: bytes.count, by: 5) {
            var changed = bytes
            changed[place] ^= 1
            guard let read = try? SealedOpening(changed) else { continue }
            #expect(!isOpen(read, with: try box(7)))
        }
    }

    @Test("an entry counts for a vault when both governments have signed for it, however old it is")
    func logged() throws {
        var scene = scene
        scene.cosignatures[0].time = 1
        let witness = scene.cosignatures[0].signer.verifier
        func read(_ change: (inout Scene) throws -> Void) throws -> Result<UInt64, VaultError> {
            var changed = scene
            try change(&changed)
            let permit = try changed.permit()
            do throws(VaultError) {
                return .success(
                    try LoggedEntry(
                        permit, of: scene.terms.node, log: scene.log.verifier, witness: witness
                    ).index)
            } catch {
                return .failure(error)
            }
        }
        #expect(try read { _ in } == .success(3))
        #expect(try read { $0.cosignatures = [] } == .failure(.notCosigned))
        #expect(
            try read {
                $0.cosignatures[0].signer = try TestVault.signer(
                    "mx.trace.example/mirror", .witness, 3)
            } == .failure(.notCosigned))
        #expect(
            try read { $0.log = try TestVault.signer("us.trace.example/ledger", .log, 9) }
                == .failure(.notSigned))
        #expect(try read { $0.written = [1, 2, 3] } == .failure(.unreadableEntry))
        var other = scene
        other.entry = try Scene.entry(
            .read, of: scene.held.keys, scene.terms.policy, number: 41)
        let permit = try other.permit()
        #expect(throws: VaultError.notInLedger) {
            try LoggedEntry(
                Permit(entry: try scene.entry.bytes(), proof: permit.proof),
                of: scene.terms.node, log: scene.log.verifier, witness: witness)
        }
        #expect(throws: VaultError.otherNode) {
            try LoggedEntry(
                permit, of: try TestVault.word("mx.trace.example"), log: scene.log.verifier,
                witness: witness)
        }
        #expect(throws: VaultError.unreadableProof) {
            try LoggedEntry(
                Permit(entry: permit.entry, proof: []), of: scene.terms.node,
                log: scene.log.verifier, witness: witness)
        }
    }
}
