import Cryptography
import Encoding
import Exchange
import Ledger
import Testing
import Vault

/// What is changed in a permit that is good, and what the vault must say then.
struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let expected: VaultError
    let change: @Sendable (inout Scene) throws -> Void

    init(
        _ name: String, _ expected: VaultError,
        _ change: @escaping @Sendable (inout Scene) throws -> Void
    ) {
        testDescription = name
        self.expected = expected
        self.change = change
    }

    static let ofTime: [Refusal] = [
        Refusal("cosignature of five minutes and a second", .cosignatureOld) {
            $0.cosignatures[0].time = UInt64($0.now.seconds - 301)
        },
        Refusal("cosignature 31 seconds ahead", .cosignatureAhead) {
            $0.cosignatures[0].time = UInt64($0.now.seconds + 31)
        },
        Refusal("cosignature at the end of numbers", .cosignatureAhead) {
            $0.cosignatures[0].time = UInt64(Int64.max)
        },
        Refusal("cosignature beyond them", .notCosigned) { $0.cosignatures[0].time = UInt64.max },
        Refusal("stricter terms", .cosignatureOld) { $0.terms.limits.cosignature = 0 },
        Refusal("entry of fifteen minutes and a little", .entryOld) {
            $0.now = try TestVault.moment($0.entry.time.milliseconds + 900_001)
            $0.cosignatures[0].time = UInt64($0.now.seconds)
        },
        Refusal("entry half a minute and a little ahead", .entryAhead) {
            $0.now = try TestVault.moment($0.entry.time.milliseconds - 30_001)
            $0.cosignatures[0].time = UInt64($0.now.seconds)
        },
    ]

    static let ofLedger: [Refusal] = [
        Refusal("no cosignature", .notCosigned) { $0.cosignatures = [] },
        Refusal("cosigned by a key of the same name", .notCosigned) {
            $0.cosignatures[0].signer = try TestVault.signer("mx.trace.example/mirror", .witness, 3)
        },
        Refusal("cosigned by another name", .notCosigned) {
            $0.cosignatures[0].signer = try TestVault.signer("mx.trace.example/other", .witness, 2)
        },
        Refusal("one of two witnesses", .notCosigned) { scene in
            let other = try TestVault.signer("third.example/witness", .witness, 5)
            scene.terms = try #require(
                VaultTerms(
                    node: scene.terms.node, log: scene.terms.log,
                    witnesses: scene.terms.witnesses + [other.verifier],
                    policy: scene.terms.policy))
        },
        Refusal("signed by another key of the ledger's name", .notSigned) {
            $0.log = try TestVault.signer("us.trace.example/ledger", .log, 9)
        },
        Refusal("another ledger", .notSigned) {
            $0.log = try TestVault.signer("mx.trace.example/ledger", .log, 1)
        },
    ]

    static let ofEntry: [Refusal] = [
        Refusal("kind DISCLOSE", .otherKind) { $0.entry = $0.like(.disclose) },
        Refusal("kind DECISION", .otherKind) { $0.entry = $0.like(.decision) },
        Refusal("forbidden", .forbidden) { $0.entry.decision = .forbid },
        Refusal("another policy", .otherPolicy) { $0.entry.policy = Digest.sha256([1]) },
        Refusal("another policy in force", .otherPolicy) { scene in
            scene.terms = try #require(
                VaultTerms(
                    node: scene.terms.node, log: scene.terms.log,
                    witnesses: scene.terms.witnesses, policy: Digest.sha256([1])))
        },
        Refusal("another node's entry", .otherNode) { scene in
            scene.entry = scene.like(.read, node: try TestVault.word("mx.trace.example"))
        },
        Refusal("another record", .otherSubject) {
            $0.entry.subject = try TestVault.record(2).keys.subject(of: $0.entry.identifier)
        },
        Refusal("the record's subject of another entry", .otherSubject) {
            $0.entry.subject = $0.held.keys.subject(of: try TestVault.identifier(41))
        },
        Refusal("a field beyond the entry's", .fieldsNotPermitted) {
            $0.fields.insert(try TestVault.word("purchaser.address"))
        },
        Refusal("another officer's session", .otherOfficer) {
            $0.officer = TestVault.officer("8")
        },
        Refusal("suspended", .suspended) { $0.terms.suspended = [TestVault.officer("7")] },
        Refusal("no field", .noFields) { $0.fields = [] },
        Refusal("a field that is not there", .unknownField) {
            $0.fields.insert(try TestVault.word("purchaser.phone"))
        },
        Refusal("an entry without a purpose", .unreadableEntry) {
            let text = String(decoding: try $0.entry.bytes(), as: UTF8.self)
            let parts = text.split(separator: ",").filter { !$0.hasPrefix("\"purpose\"") }
            $0.written = Array(parts.joined(separator: ",").utf8)
        },
        Refusal("an entry with a blank more", .unreadableEntry) {
            $0.written = Array(" ".utf8) + (try $0.entry.bytes())
        },
        Refusal("no entry", .unreadableEntry) { $0.written = Array("{}".utf8) },
    ]
}

extension Scene {
    /// The entry with another kind or node.
    func like(_ kind: EntryKind, node: NodeName? = nil) -> LedgerEntry {
        var made = LedgerEntry(
            kind, identifier: entry.identifier, at: entry.time, node: node ?? entry.node)
        made.actor = entry.actor
        made.agency = entry.agency
        made.purpose = entry.purpose
        made.basis = entry.basis
        made.caseFile = entry.caseFile
        made.subject = entry.subject
        made.fields = entry.fields
        made.decision = entry.decision
        made.policy = entry.policy
        return made
    }
}

struct PermitTests {
    private let opened = [
        "purchaser.name": TestVault.name, "possessor.name": "POSEEDOR-DE-PRUEBA",
    ]

    @Test("a good permit opens the fields that are asked for, and no other")
    func good() async throws {
        let scene = try Scene()
        #expect(try await scene.ask() == .success(opened))
        var one = scene
        one.fields = [try TestVault.word("possessor.name")]
        #expect(
            try await one.ask() == .success(["possessor.name": "POSEEDOR-DE-PRUEBA"]))
    }

    @Test(
        "a permit that is wrong in one thing opens nothing, and is not used up",
        arguments: Refusal.ofTime + Refusal.ofLedger + Refusal.ofEntry)
    func refused(_ refusal: Refusal) async throws {
        var scene = try Scene()
        try refusal.change(&scene)
        let register = TestRegister()
        #expect(try await scene.ask(register) == .failure(refusal.expected))
        #expect(register.count == 0)
    }

    @Test("the limits themselves are within them")
    func limits() async throws {
        var scene = try Scene()
        for shift in [-300, 30] as [Int64] {
            scene.cosignatures[0].time = UInt64(scene.now.seconds + shift)
            #expect(try await scene.ask() == .success(opened))
        }
        for shift in [900_000, -30_000] as [Int64] {
            scene.now = try TestVault.moment(scene.entry.time.milliseconds + shift)
            scene.cosignatures[0].time = UInt64(scene.now.seconds)
            #expect(try await scene.ask() == .success(opened))
        }
        // Of several cosignatures of one witness the latest counts.
        let signer = scene.cosignatures[0].signer
        scene.cosignatures.append((signer, 1))
        #expect(try await scene.ask() == .success(opened))
    }

    @Test("a proof with any bit changed, or of another entry, opens nothing")
    func proofs() async throws {
        let scene = try Scene()
        let permit = try scene.permit()
        let register = TestRegister()
        for bit in stride(from: 0, to: permit.proof.count * 8, by: 5) {
            var proof = permit.proof
            proof[bit / 8] ^= 1 << UInt8(bit % 8)
            let answer = try await scene.ask(
                register, permit: Permit(entry: permit.entry, proof: proof))
            #expect(throws: VaultError.self) { try answer.get() }
        }
        var other = scene
        other.entry.identifier = try TestVault.identifier(41)
        other.entry.subject = scene.held.keys.subject(of: other.entry.identifier)
        let stranger = Permit(entry: try other.entry.bytes(), proof: permit.proof)
        #expect(try await scene.ask(register, permit: stranger) == .failure(.notInLedger))
        let none = Permit(entry: permit.entry, proof: [])
        #expect(try await scene.ask(register, permit: none) == .failure(.unreadableProof))
        other.entry.extensions["x-fill"] = .string(String(repeating: "x", count: 65 << 10))
        let long = Permit(entry: try other.entry.bytes(), proof: permit.proof)
        #expect(try await scene.ask(register, permit: long) == .failure(.unreadableEntry))
        #expect(register.count == 0)
    }

    @Test("a proof for the index beside the entry's does not hold")
    func otherIndex() async throws {
        let scene = try Scene()
        let permit = try scene.permit()
        let evidence = try InclusionEvidence(permit.proof)
        for index in 0..<UInt64(8) where index != evidence.index {
            let other = InclusionEvidence(index: index, proof: evidence.proof, note: evidence.note)
            let answer = try await scene.ask(
                permit: Permit(entry: permit.entry, proof: other.bytes))
            #expect(answer == .failure(.notInLedger))
        }
    }

    @Test("a permit opens once, whoever comes again, with whichever proof of it")
    func once() async throws {
        var scene = try Scene()
        let register = TestRegister()
        #expect(try await scene.ask(register) == .success(opened))
        #expect(try await scene.ask(register) == .failure(.used))
        scene.fields = [try TestVault.word("purchaser.name")]
        scene.cosignatures[0].time += 1
        #expect(try await scene.ask(register) == .failure(.used))
    }

    @Test("of many who come with one permit at the same time, one has the fields")
    func race() async throws {
        let scene = try Scene()
        let permit = try scene.permit()
        let register = TestRegister()
        let vault = Vault(key: try TestVault.vaultKey(), register: register)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    do throws(VaultError) {
                        let opened = try await vault.open(
                            scene.request, of: scene.held.record, scene.held.keys, with: permit,
                            under: scene.terms)
                        return opened.paths.count == 2
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 1 && outcomes.count == 64)
    }

    @Test("where the use of a permit can not be made to last, nothing is opened")
    func registerOff() async throws {
        let scene = try Scene()
        let register = TestRegister()
        register.turnOff(true)
        #expect(try await scene.ask(register) == .failure(.registerUnavailable))
        register.turnOff(false)
        #expect(try await scene.ask(register) == .success(opened))
    }

    @Test("the permit is used up before anything is deciphered")
    func order() async throws {
        let scene = try Scene()
        let register = TestRegister()
        let stranger = try TestVault.vaultKey(51)
        #expect(try await scene.ask(register, key: stranger) == .failure(.unopenable))
        #expect(register.count == 1)
        #expect(try await scene.ask(register) == .failure(.used))
    }

    @Test("rows that do not belong together are refused")
    func rows() async throws {
        let scene = try Scene()
        let other = try TestVault.record(2)
        #expect(try await scene.ask(keys: .some(nil)) == .failure(.erased))
        #expect(try await scene.ask(keys: other.keys) == .failure(.otherKeys))
        #expect(try await scene.ask(record: other.record) == .failure(.otherKeys))
        var text = String(decoding: scene.held.record.bytes, as: UTF8.self)
        text.replace("us.trace.example", with: "mx.trace.example")
        let foreign = try KeptRecord(Array(text.utf8))
        #expect(try await scene.ask(record: foreign) == .failure(.otherOwner))
    }

    @Test("there are no terms without a witness")
    func noWitness() throws {
        let terms = try Scene().terms
        #expect(
            VaultTerms(node: terms.node, log: terms.log, witnesses: [], policy: terms.policy)
                == nil)
    }
}
