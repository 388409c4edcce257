import Exchange

/// What lies between the nodes: it loses, delays, doubles, reorders and parts, and says some things again much later.
final class Network {
    private unowned let world: World
    /// Tells whether nothing gets from a node to the other, by the number of the node.
    var isBlocked = [false, false]

    init(_ world: World) { self.world = world }

    /// Whether a call was answered: what comes first counts.
    private final class Pending {
        var isOver = false
    }

    /// Carries a call, and its answer back; `nil` when none came in time.
    func carry(
        _ call: Call, from: SimulatedNode, to: SimulatedNode, _ label: String,
        _ take: @escaping (Reply?) -> Void
    ) {
        let pending = Pending()
        let name = "\(from.name.text) \(label)"
        func finish(_ reply: Reply?) {
            guard !pending.isOver else { return }
            pending.isOver = true
            if reply == nil { world.coverage.count(.timedOut) }
            take(reply)
        }
        world.plan(after: world.knobs.patience, "\(name): too late") { finish(nil) }
        bring(call, from, to, name, finish)
        if world.happens(world.knobs.doubling) {
            world.coverage.count(.doubled)
            bring(call, from, to, "\(name), twice", finish)
        }
        guard world.happens(world.knobs.replay) else { return }
        world.plan(after: world.number(in: 30_000...Network.mostReplay), "\(name), again") {
            [world] in
            guard to.process != nil else { return }
            world.coverage.count(.replayed)
            to.answer(call) { _ in }
        }
    }

    /// How long after it was said something is said again, at most: as long as a request's signature is good, with
    /// two minutes of what clocks may differ.
    static let mostReplay: Int64 = 420_000

    private func bring(
        _ call: Call, _ from: SimulatedNode, _ to: SimulatedNode, _ label: String,
        _ finish: @escaping (Reply?) -> Void
    ) {
        guard !isLost() else { return }
        let incarnation = to.incarnation
        world.plan(after: delay(), label) { [unowned self] in
            // A connection ends with the process at either end of it.
            guard !isBlocked[from.index], to.incarnation == incarnation else { return }
            to.answer(call) { [unowned self] reply in
                guard !isLost() else { return }
                world.plan(after: delay(), "\(label): answer") { [unowned self] in
                    guard !isBlocked[to.index] else { return }
                    finish(reply)
                }
            }
        }
    }

    private func isLost() -> Bool {
        guard world.happens(world.knobs.loss) else { return false }
        world.coverage.count(.lost)
        return true
    }

    private func delay() -> Int64 {
        world.number(in: world.isFaulty ? world.knobs.delay : Network.healthyDelay)
    }

    private static let healthyDelay: ClosedRange<Int64> = 1...400
}
