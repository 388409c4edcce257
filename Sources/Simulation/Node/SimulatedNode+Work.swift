import Cryptography
import Delivery
import Encoding
import Exchange
import Ledger

/// What a node does by itself: what is due, and the tracing of what others ask.
extension SimulatedNode {
    /// Begins to work once the ledger is open.
    func begin(_ process: NodeProcess) throws {
        try step { tables in
            let start = LedgerEntry(
                .nodeStart, identifier: circumstances.identifier(), at: now, node: name)
            _ = tables.append(start)
            return []
        }
        trace(process)
    }

    /// Plans when the node looks at the time again: as soon as anything is due.
    func wakeInTime() {
        guard let process, let delay = timeToWake(process) else { return }
        let wake = world.time + delay
        if let planned = process.wake, planned <= wake, planned > world.time { return }
        process.wake = wake
        later(delay, "wakes") { [unowned self] process in
            guard process.wake == wake else { return }
            process.wake = nil
            try beat(process)
        }
    }

    private func timeToWake(_ process: NodeProcess) -> Int64? {
        guard process.publisher.phase != .stopped else { return nil }
        var next: Int64?
        func consider(_ moment: Moment) {
            let delay = max(250, moment.milliseconds - now.milliseconds)
            next = min(next ?? delay, delay)
        }
        if process.publisher.isPending { consider(now.later(by: 1000)) }
        guard process.isRunning else { return next }
        for sent in records.outboxOrder {
            guard let outgoing = records.outbox[sent]?.outgoing, !outgoing.isFinal else { continue }
            let over = outgoing.facts.lifetime.end.later(by: Outgoing.closing)
            switch outgoing.state {
            case .logged: consider(over)
            case .sending: consider(min(outgoing.nextTry, over))
            default: consider(outgoing.nextTry)
            }
        }
        for expected in records.expected.values { consider(expected.nextTry) }
        for topic in records.topics {
            guard let one = records.conversations[topic], one.state == .open else { continue }
            // An asking one waits for the end of its message too.
            consider(one.end <= now ? now.later(by: 30_000) : one.end)
        }
        // The longest that a clock which was set back may hide anything.
        return next.map { min($0, Backoff.longest) }
    }

    /// Looks at the time.
    private func beat(_ process: NodeProcess) throws {
        try take(.tick, process)
        guard process.isRunning else { return }
        let due = records.outboxOrder.filter {
            guard let outgoing = records.outbox[$0]?.outgoing else { return false }
            guard world.mutation != .rememberTriesInMemory || process.remembered.contains($0)
            else { return false }
            return outgoing.isDue(at: now)
        }
        let missing = records.expected.values.filter { $0.isDue(at: now) }
            .map(\.key).sorted { $0.identifier < $1.identifier }
        let over = records.topics.filter {
            guard let one = records.conversations[$0] else { return false }
            return one.state == .open && one.end <= now
        }
        guard !due.isEmpty || !missing.isEmpty || !over.isEmpty else { return }
        try step { tables in
            var actions: [Delivery.Action] = []
            for identifier in due {
                actions += try delivery.take(.due, of: identifier, circumstances, in: tables)
            }
            for key in missing {
                actions += try delivery.fetch(key, circumstances, in: tables)
            }
            for topic in over {
                try delivery.expire(topic.request, with: topic.peer, circumstances, in: tables)
            }
            return actions
        }
    }

    /// Traces what is open, and answers it after a while.
    func trace(_ process: NodeProcess) {
        for topic in records.topics {
            guard let one = records.conversations[topic], one.state == .open,
                one.part == .answering, process.traced.insert(topic.request).inserted
            else { continue }
            let asked = now
            later(world.number(in: world.knobs.tracing), "has traced") {
                [unowned self] process in
                process.traced.remove(topic.request)
                guard process.isRunning else { return }
                try answer(topic, asked: asked)
            }
        }
    }

    private func answer(_ topic: NodeRecords.Topic, asked: Moment) throws {
        let kinds: [MessageKind] = world.choice([
            [], [], [.tracePartial], [.clarification],
        ])
        for kind in kinds {
            world.coverage.count(kind == .clarification ? .clarified : .partial)
            try submit(kind, about: topic.request)
        }
        let custodian = Int(world.number(in: 1...3))
        let legs = [
            Leg(.asked(custodian: custodian), by: name, at: asked),
            Leg(.answered(custodian: custodian), by: name, at: now),
            Leg(.found, by: name, at: now),
        ].compactMap(\.self)
        try submit(.traceResult, about: topic.request, legs: legs)
    }

    /// Submits a message to the peer.
    ///
    /// - Returns: its identifier; `nil` when it is not wanted any more.
    @discardableResult
    func submit(
        _ kind: MessageKind, about request: UniqueIdentifier? = nil, legs: [Leg] = []
    ) throws -> UniqueIdentifier? {
        let end = now.later(by: world.number(in: world.knobs.lifetime))
        guard let lifetime = Lifetime(from: now, until: end) else { return nil }
        var message = Message(
            kind, identifier: circumstances.identifier(),
            route: Message.Route(from: name, to: peer.name), lifetime: lifetime,
            grounds: world.grounds)
        message.answered = request
        message.body["text"] = .string(World.canary)
        if !legs.isEmpty { message.body["legs"] = Leg.json(legs) }
        let envelope = message.payload
        let facts = MessageFacts(message, digest: Digest.sha256(envelope))
        world.submitted[facts.digest] = facts
        var isTaken = false
        let own = kind == .traceRequest ? [Leg(.submitted, by: name, at: now)] : []
        try step { tables in
            isTaken = try delivery.submit(
                facts, envelope: envelope, legs: own.compactMap(\.self) + legs, circumstances,
                in: tables)
            return []
        }
        if isTaken { world.accepted[index].append(facts.identifier) }
        if isTaken, kind == .traceResult { world.coverage.count(.answered) }
        return isTaken ? facts.identifier : nil
    }
}
