import Cryptography
import Delivery
import Ledger
import Testing

/// The fifth table of docs/protocol.md: the other's ledger.
struct WitnessDeskTests {
    private let root = Digest.sha256([1])

    private func tree(_ size: UInt64) -> WitnessedTree { WitnessedTree(size: size, root: root) }

    private func cosign(_ size: UInt64) -> WitnessDecision {
        .cosign(Checkpoint(origin: "mx.trace.example/ledger", size: size, root: root))
    }

    private func rule(
        _ desk: inout WitnessDesk, _ decision: WitnessDecision, mirrored: UInt64 = 9,
        isTrue: Bool = true
    ) -> WitnessDesk.Ruling {
        desk.rule(on: decision, mirrored: mirrored) { _ in isTrue ? root : Digest.sha256([2]) }
    }

    @Test("nothing is cosigned before the log was heard, and what was forgotten is believed")
    func listening() throws {
        var desk = WitnessDesk()
        #expect(rule(&desk, cosign(5)) == .later)
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
    func serving() throws {
        var desk = WitnessDesk()
        _ = desk.hear(nil, known: .nothing)
        #expect(rule(&desk, cosign(9)) == .decided(cosign(9)))
        #expect(rule(&desk, cosign(10)) == .entriesFirst(size: 9))
        for decision: WitnessDecision in [
            .conflict(lastSize: 4), .malformed, .forbidden, .unknown,
            .unprocessable(isMisbehaviour: false),
        ] {
            #expect(rule(&desk, decision) == .decided(decision))
            #expect(desk.phase == .serving)
        }
    }

    @Test("what can not be stops the desk for good")
    func misbehaviour() throws {
        var desks = [WitnessDesk(), WitnessDesk(), WitnessDesk()]
        for index in desks.indices { _ = desks[index].hear(nil, known: .nothing) }
        #expect(rule(&desks[0], .unprocessable(isMisbehaviour: true)) == .misbehaviour)
        #expect(rule(&desks[1], cosign(9), isTrue: false) == .misbehaviour)
        #expect(desks[2].stop() == .misbehaviour)
        desks.append(WitnessDesk(isStopped: true))
        for var desk in desks {
            #expect(desk.phase == .stopped)
            #expect(rule(&desk, cosign(9)) == .misbehaviour)
            #expect(desk.hear(tree(9), known: .nothing) == nil)
            #expect(desk.phase == .stopped)
        }
    }
}
