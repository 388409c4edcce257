import Cryptography
import Ledger
import Testing

struct WitnessTests {
    private let tree = PlainTree(20)

    private func note(_ size: UInt64, root: Digest? = nil, seed: UInt8 = 1) throws -> SignedNote {
        let log = try TestKeys.signer("us.trace.example/ledger", .log, seed)
        let checkpoint = Checkpoint(
            origin: log.verifier.name, size: size, root: root ?? tree.root(size: size))
        return SignedNote(text: checkpoint.text, signatures: [log.sign(checkpoint)])
    }

    private func decide(
        _ body: [UInt8], last: WitnessedTree = .nothing
    ) throws -> WitnessDecision {
        let key = try TestKeys.log().verifier
        return WitnessDecision.decide(
            body, key: { $0 == key.name ? key : nil }, last: { _ in last })
    }

    private func seen(_ size: UInt64) -> WitnessedTree {
        WitnessedTree(size: size, root: tree.root(size: size))
    }

    @Test("a checkpoint that goes on from the last is to be cosigned")
    func goesOn() throws {
        for old in UInt64(0)...20 {
            for new in max(1, old)...20 {
                let request = WitnessRequest(
                    oldSize: old, proof: tree.consistencyProof(from: old, to: new),
                    note: try note(new))
                #expect(try WitnessRequest(request.body) == request)
                let decision = try decide(request.body, last: seen(old))
                #expect(decision.status == 200, "\(old) \(new)")
            }
        }
    }

    @Test("anything else is answered as tlog-witness says")
    func refused() throws {
        func body(_ old: UInt64, _ new: UInt64, _ note: SignedNote? = nil) throws -> [UInt8] {
            WitnessRequest(
                oldSize: old, proof: old <= new ? tree.consistencyProof(from: old, to: new) : [],
                note: try note ?? self.note(new)
            ).body
        }
        #expect(try decide(Array("old x\n\n".utf8)) == .malformed)
        #expect(try decide([]) == .malformed)
        #expect(try decide(body(9, 7), last: seen(9)) == .malformed)
        #expect(try decide(body(5, 9), last: seen(7)) == .conflict(lastSize: 7))
        #expect(try decide(body(5, 9, note(9, seed: 8)), last: seen(5)) == .forbidden)
        #expect(
            try decide(body(5, 9, note(9, root: tree.root(size: 8))), last: seen(5))
                == .unprocessable(isMisbehaviour: false))
        #expect(
            try decide(body(9, 9, note(9, root: tree.root(size: 8))), last: seen(9))
                == .unprocessable(isMisbehaviour: true))
        let extra = WitnessRequest(oldSize: 0, proof: [tree.leaves[0]], note: try note(3))
        #expect(try decide(extra.body) == .unprocessable(isMisbehaviour: false))
        let key = try TestKeys.log().verifier
        let unknown = WitnessDecision.decide(
            try body(0, 3), key: { _ in nil }, last: { _ in .nothing })
        #expect(unknown == .unknown && key.kind == .log)
        #expect(
            [
                .malformed, .forbidden, .unknown, .conflict(lastSize: 1),
                WitnessDecision.unprocessable(isMisbehaviour: false),
            ].map(\.status)
                == [400, 403, 404, 409, 422])
    }
}
