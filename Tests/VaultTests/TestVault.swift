import Cryptography
import Encoding
import Exchange
import Ledger
import Synchronization
import Testing
import Vault

/// What remembers used permits in memory, and can be made to fail.
final class TestRegister: PermitRegister {
    private let state = Mutex<(used: Set<UInt64>, isOff: Bool)>(([], false))

    func use(_ index: UInt64) async throws(PermitRegisterError) {
        let outcome: PermitRegisterError? = state.withLock { state in
            if state.isOff { return .unavailable }
            return state.used.insert(index).inserted ? nil : .used
        }
        if let outcome { throw outcome }
    }

    func turnOff(_ isOff: Bool) { state.withLock { $0.isOff = isOff } }
    var count: Int { state.withLock { $0.used.count } }
}

/// Keys and values that the tests of this room share.
enum TestVault {
    /// What nobody may find in a description.
    static let name = "PERSONA-DE-PRUEBA"

    static func secret(_ bytes: [UInt8]) throws -> SecretBytes {
        var bytes = bytes
        return try #require(SecretBytes(wiping: &bytes))
    }

    static func secret(_ text: String) throws -> SecretBytes { try secret(Array(text.utf8)) }

    static func word<Value: Word>(_ text: String) throws -> Value { try #require(Value(text)) }

    static func moment(_ milliseconds: Int64) throws -> Moment {
        try #require(Moment(milliseconds: milliseconds))
    }

    static func identifier(_ number: UInt8) throws -> UniqueIdentifier {
        let random = [UInt8](repeating: number, count: UniqueIdentifier.randomSize)
        return try #require(
            UniqueIdentifier(at: try moment(1_767_225_600_123), random: random))
    }

    static func officer(_ badge: String) -> Pseudonym {
        Pseudonym(badge: badge, key: [UInt8](repeating: 9, count: 32))
    }

    static func signingKey(_ seed: UInt8) throws -> SigningKey {
        try #require(SigningKey(seed: [UInt8](repeating: seed, count: 32)))
    }

    static func signer(_ name: String, _ kind: VerifierKey.Kind, _ seed: UInt8) throws -> NoteSigner
    {
        try #require(NoteSigner(name: name, kind: kind, key: try signingKey(seed)))
    }

    static func vaultKey(_ seed: UInt8 = 50) throws -> VaultKey {
        try #require(VaultKey(seed: try secret([UInt8](repeating: seed, count: 32))))
    }

    static func chance(_ number: UInt8 = 1) throws -> RecordSealer.Chance {
        try #require(
            RecordSealer.Chance(
                dataKey: try secret([UInt8](repeating: number, count: 32)),
                subjectKey: try secret([UInt8](repeating: number &+ 1, count: 32))))
    }

    static func sealer(
        _ record: UInt8 = 1, to key: BoxPublicKey? = nil, chance number: UInt8 = 1
    ) throws -> RecordSealer {
        RecordSealer(
            try identifier(record), of: try word("us.trace.example"),
            vault: try key ?? vaultKey().publicKey, with: try chance(number))
    }

    /// A record with three fields, the last of which the other node sealed.
    static func record(_ number: UInt8 = 1) throws -> (record: KeptRecord, keys: RecordKeys) {
        var sealer = try sealer(number, chance: number)
        try sealer.seal(
            try secret(name), as: try word("purchaser.name"),
            nonce: [UInt8](repeating: 1, count: 24),
            opening: try secret([UInt8](repeating: 2, count: 32)))
        try sealer.seal(
            try secret("CALLE-DE-PRUEBA 1"), as: try word("purchaser.address"),
            nonce: [UInt8](repeating: 3, count: 24),
            opening: try secret([UInt8](repeating: 4, count: 32)))
        try sealer.take(
            try field(of: try identifier(number)), from: try identifier(number), by: try nodeKey())
        return try sealer.finished()
    }

    static func nodeKey() throws -> BoxKey {
        try #require(BoxKey(seed: [UInt8](repeating: 60, count: 32)))
    }

    /// A field that the other node has sealed to this one.
    static func field(
        _ path: String = "possessor.name", of message: UniqueIdentifier,
        to recipient: String = "us.trace.example"
    ) throws -> SealedField {
        let place = SealedField.Place(
            message: message, path: try word(path), recipient: try word(recipient))
        let chance = try #require(
            SealedField.Chance(
                key: Array(100..<132), nonce: Array(50..<74), opening: Array(200..<232)))
        return try SealedField.seal(
            Array("POSEEDOR-DE-PRUEBA".utf8), for: place, to: [try nodeKey().publicKey],
            with: chance)
    }

    /// The bytes of all fields that were opened, as text.
    static func texts(_ opened: consuming OpenedFields) -> [String: String] {
        var texts: [String: String] = [:]
        opened.read { path, bytes in
            texts[path.text] = String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
        return texts
    }
}

/// A record, a ledger and all that goes into one permit, to be changed one by one.
struct Scene {
    let held: (record: KeptRecord, keys: RecordKeys)
    var entry: LedgerEntry
    var terms: VaultTerms
    var officer = TestVault.officer("7")
    var fields: Set<FieldPath>
    var now: Moment
    /// What is written into the ledger; `nil` for the entry's bytes.
    var written: [UInt8]?
    /// Who cosigns, and when, in seconds.
    var cosignatures: [(signer: NoteSigner, time: UInt64)]
    var log: NoteSigner
    /// How many entries stand before the permit's.
    var before = 3

    static let start: Int64 = 1_767_225_600

    init(_ kind: EntryKind = .read) throws {
        held = try TestVault.record()
        log = try TestVault.signer("us.trace.example/ledger", .log, 1)
        let mirror = try TestVault.signer("mx.trace.example/mirror", .witness, 2)
        let policy = Digest.sha256(Array("policy".utf8))
        terms = try #require(
            VaultTerms(
                node: try TestVault.word("us.trace.example"), log: log.verifier,
                witnesses: [mirror.verifier], policy: policy))
        cosignatures = [(mirror, UInt64(Scene.start + 1))]
        now = try TestVault.moment(Scene.start * 1000 + 2500)
        fields = [try TestVault.word("purchaser.name"), try TestVault.word("possessor.name")]
        entry = try Scene.entry(kind, of: held.keys, policy)
    }

    static func entry(
        _ kind: EntryKind, of keys: RecordKeys, _ policy: Digest, number: UInt8 = 40
    ) throws -> LedgerEntry {
        var entry = LedgerEntry(
            kind, identifier: try TestVault.identifier(number),
            at: try TestVault.moment(start * 1000), node: try TestVault.word("us.trace.example"))
        entry.actor = TestVault.officer("7")
        entry.agency = try TestVault.word("USATF0001")
        entry.purpose = .criminalJustice
        entry.basis = try TestVault.word("us:18usc923g7")
        entry.caseFile = Commitment(
            to: [1], label: "case", opening: [UInt8](repeating: 8, count: 32))
        entry.subject = keys.subject(of: entry.identifier)
        entry.fields = [
            try TestVault.word("purchaser.name"), try TestVault.word("possessor.name"),
        ]
        entry.decision = .permit
        entry.policy = policy
        return entry
    }

    /// Writes the entry into a ledger, publishes it, has it cosigned, and gives the proof.
    func permit() throws -> Permit {
        let store = SimulatedDisk()
        let bytes = try written ?? entry.bytes()
        return Permit(entry: bytes, proof: try proof(of: bytes, in: store).bytes)
    }

    func proof(of bytes: [UInt8], in store: SimulatedDisk) throws -> InclusionEvidence {
        let writer = try LedgerWriter(store, signer: log)
        for number in 0..<before { _ = try writer.append(Array("entry-\(number)".utf8)) }
        let index = try writer.append(bytes)
        _ = try writer.append(Array("behind".utf8))
        let checkpoint = try writer.publish()
        let evidence = try LedgerReader(store).evidence(of: index, checkpoint)
        var note = evidence.note
        for (signer, time) in cosignatures {
            note.add(signer.cosign(checkpoint.checkpoint, at: time))
        }
        return InclusionEvidence(index: index, proof: evidence.proof, note: note)
    }

    var request: FieldRequest { FieldRequest(officer: officer, fields: fields, at: now) }

    /// What the vault says to it: the fields, or why it opens none.
    func ask(
        _ register: TestRegister = TestRegister(), permit: Permit? = nil,
        record: KeptRecord? = nil, keys: RecordKeys?? = nil, key: VaultKey? = nil
    ) async throws -> Result<[String: String], VaultError> {
        let permit = try permit ?? self.permit()
        let vault = Vault(key: try key ?? TestVault.vaultKey(), register: register)
        do throws(VaultError) {
            let opened = try await vault.open(
                request, of: record ?? held.record, keys ?? held.keys, with: permit, under: terms)
            return .success(TestVault.texts(opened))
        } catch {
            return .failure(error)
        }
    }

    /// Has the entry signed by officers, as an emergency.
    mutating func sign(by officers: [(badge: String, seed: UInt8)]) throws {
        entry.purpose = .exigent
        cosignatures = []
        var signatures: [BreakGlass.Signature] = []
        for (badge, seed) in officers {
            let key = try TestVault.signingKey(seed)
            terms.officers[TestVault.officer(badge)] = key.verifyingKey
            signatures.append(
                BreakGlass.Signature(
                    officer: TestVault.officer(badge),
                    bytes: key.sign(try BreakGlass.statement(of: entry))))
        }
        entry.extensions[BreakGlass.member] = BreakGlass.value(of: signatures)
    }
}
