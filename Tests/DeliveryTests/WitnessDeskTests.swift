import Cryptography
import Delivery
import Ledger
import Testing

/// The fifth table of docs/protocol.md: the other's ledger.
struct WitnessDeskTests {
    private let root = Digest.sha256([1])

    private func tree(_ size: UInt64) -> WitnessedTree { WitnessedTree(size: size, root: root) }

    private func note(_ size: UInt64) throws -> VerifiedCheckpoint {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32)))
        let signer = try #require(NoteSigner(name: "mx.trace.example/ledger", kind: .log, key: key))
        let checkpoint = Checkpoint(origin: signer.verifier.name, size: size, root: root)
        let note = SignedNote(text: checkpoint.text, signatures: [signer.sign(checkpoint)])
        return try VerifiedCheckpoint(note, log: signer.verifier)
    }

    private func serving() -> WitnessDesk {
        var desk = WitnessDesk()
        #expect(desk.hear(nil, known: .nothing) == nil)
        return desk
    }

    @Test("nothing is cosigned before the log was heard, and what was forgotten is believed")
    func listening() throws {
        var desk = WitnessDesk()
        #expect(desk.rule(on: .cosign(try note(5))) == .later)
        #expect(desk.hear(tree(7), known: tree(5)) == tree(7))
        #expect(desk.phase == .serving)
        #expect(desk.hear(tree(9), known: tree(5)) == nil, "heard once")
        for heard in [nil, tree(5), tree(4)] {
            var other = WitnessDesk()
            #expect(other.hear(heard, known: tree(5)) == nil)
            #expect(other.phase == .serving)
        }
    }

    @Test("what the rules of a witness say is passed on, once the entries are there")
    func passing() throws {
        var desk = serving()
        #expect(desk.rule(on: .cosign(try note(9))) == .cosign(try note(9)))
        #expect(desk.rule(on: .entriesFirst(from: 9)) == .entriesFirst(from: 9))
        for decision: WitnessDecision in [
            .conflict(lastSize: 4), .malformed, .forbidden, .unknown,
            .unprocessable(isMisbehaviour: false),
        ] {
            #expect(desk.rule(on: .refuse(decision)) == .refuse(decision))
            #expect(desk.phase == .serving)
        }
    }

    @Test("entries that only waited are asked for again before anybody is accused")
    func doubt() throws {
        var desk = serving()
        let doubted = MirrorDecision.contradicted(try note(9), isCosigned: false)
        #expect(desk.rule(on: doubted) == .forget)
        #expect(desk.rule(on: .contradicted(try note(8), isCosigned: false)) == .forget)
        #expect(desk.rule(on: doubted) == .forget, "another was doubted meanwhile")
        #expect(desk.rule(on: .cosign(try note(9))) == .cosign(try note(9)))
        #expect(desk.rule(on: doubted) == .forget, "it held meanwhile")
        #expect(desk.rule(on: doubted) == .misbehaviour(try note(9)))
        #expect(desk.phase == .stopped)
    }

    @Test("what can not be stops the desk for good")
    func misbehaviour() throws {
        var desk = serving()
        let proof = MirrorDecision.contradicted(try note(9), isCosigned: true)
        #expect(desk.rule(on: proof) == .misbehaviour(try note(9)))
        for var desk in [desk, WitnessDesk(isStopped: true)] {
            #expect(desk.phase == .stopped)
            #expect(desk.rule(on: .cosign(try note(10))) == .refuse(.forbidden))
            #expect(desk.rule(on: proof) == .refuse(.forbidden))
            #expect(desk.hear(tree(9), known: .nothing) == nil)
            #expect(desk.phase == .stopped)
        }
    }
}
