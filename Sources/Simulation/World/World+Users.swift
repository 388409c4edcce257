import Delivery
import Exchange

/// Who uses the nodes.
extension World {
    /// Plans what users do: each node asks, takes back some of it, and passes cases on.
    func planUsers() {
        for node in nodes {
            var time: Int64 = 0
            for _ in 0..<knobs.requests {
                time += number(in: knobs.pause)
                guard time < knobs.faults else { break }
                plan(after: time, "\(node.name.text) user") { [unowned self] in begin(at: node) }
            }
        }
    }

    private func begin(at node: SimulatedNode) {
        guard isTaking(node) else { return tryAgain(at: node) }
        node.act { process in
            if process.publisher.phase != .running { coverage.count(.submittedWhileListening) }
            guard number(in: 0...5) > 0 else {
                _ = try node.submit(.referral)
                return
            }
            guard let request = try node.submit(.traceRequest) else { return }
            coverage.count(.requested)
            guard number(in: 0...3) == 0 else { return }
            let delay = choice([0, number(in: knobs.tracing), number(in: knobs.tracing)])
            plan(after: delay, "\(node.name.text) user takes back") { [unowned self] in
                takeBack(request, at: node)
            }
        }
    }

    private func isTaking(_ node: SimulatedNode) -> Bool {
        switch node.process?.publisher.phase {
        case .running: true
        case .listening: knobs.isSubmittingWhileListening
        case .opening, .stopped, nil: false
        }
    }

    private func tryAgain(at node: SimulatedNode) {
        guard isFaulty else { return }
        plan(after: 30_000, "\(node.name.text) user again") { [unowned self] in begin(at: node) }
    }

    private func takeBack(_ request: UniqueIdentifier, at node: SimulatedNode) {
        guard isTaking(node) else { return }
        node.act { _ in
            guard try node.submit(.cancel, about: request) != nil else { return }
            coverage.count(.cancelled)
        }
    }
}
