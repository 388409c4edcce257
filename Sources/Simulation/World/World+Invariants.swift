import Delivery
import Exchange
import Ledger

/// What must be true after every step.
extension World {
    /// Takes a checkpoint that somebody may have seen, with what is under it.
    func observe(
        _ checkpoint: Checkpoint, of log: Int,
        entries: (Range<UInt64>) throws -> [[UInt8]]
    ) {
        if logs[log].size < checkpoint.size {
            let known = logs[log].size
            for bytes in (try? entries(known..<checkpoint.size)) ?? [] { take(bytes, of: log) }
        }
        if logs[log].isConsistent(checkpoint) == false {
            fail(.oneHistory, "log \(log) has two roots of \(checkpoint.size)")
        }
    }

    /// Takes a checkpoint that a witness is about to cosign.
    func observeCosigned(
        _ checkpoint: Checkpoint, by node: SimulatedNode,
        entries: (Range<UInt64>) throws -> [[UInt8]]
    ) {
        let last = cosigned[node.index]
        guard checkpoint.size >= last else {
            return fail(.witness, "node \(node.index) cosigns \(checkpoint.size) after \(last)")
        }
        cosigned[node.index] = checkpoint.size
        observe(checkpoint, of: 1 - node.index, entries: entries)
    }

    private func take(_ bytes: [UInt8], of log: Int) {
        if bytes.firstRange(of: Array(World.canary.utf8)) != nil {
            fail(.noNames, "an entry of log \(log) says a name")
        }
        guard let entry = logs[log].add(bytes) else {
            return fail(.code, "an entry of log \(log) can not be read")
        }
        guard let digest = entry.message, submitted[digest] != nil,
            let kinds = logs[log].arrivals[digest], kinds.count > 1
        else { return }
        fail(.oneEffect, "log \(log) has a message \(kinds.count) times")
    }

    /// Looks at what a transaction has changed.
    func check(_ tables: MemoryTables, of node: SimulatedNode) {
        if tables.isAnsweredLate { coverage.count(.answeredLate) }
        if tables.doubled > 0 { fail(.oneEffect, "node \(node.index) takes a message twice") }
        for identifier in tables.changed {
            guard let outgoing = tables.outgoing(identifier) else { continue }
            let arrival = logs[1 - node.index].arrivals[outgoing.facts.digest]?.first
            note("\(node.name.text) \(outgoing.facts.kind) \(identifier.text): \(outgoing.state)")
            switch outgoing.state {
            case .delivered:
                coverage.count(.delivered)
                if arrival != .messageIn {
                    fail(.delivered, "what node \(node.index) calls delivered is not there")
                }
            case .refused(let code):
                coverage.count(code == .cancelled ? .cancelledFirst : .refused)
                if arrival != .refuse {
                    fail(.delivered, "what node \(node.index) calls refused is not there")
                }
            case .expired: coverage.count(.expired)
            case .conflict: fail(.code, "a conflict that nobody made")
            case .logged, .sending, .seen: break
            }
        }
    }

    /// Plans when the auditor looks.
    func planAudits() {
        for _ in 0..<4 {
            plan(after: number(in: 0...knobs.faults), "auditor") { [unowned self] in
                for node in nodes { audit(node) }
            }
        }
    }

    /// Reads what a node shows.
    func audit(_ node: SimulatedNode) {
        let files = LedgerReader(node.ledgerDisk)
        guard let shown = try? files.checkpoint(node.logSigner.verifier) else { return }
        coverage.count(.audited)
        let witness = nodes[1 - node.index].witnessSigner.verifier
        if mutation != .publishUnwitnessed, (try? shown.cosigned(by: witness)) ?? nil == nil {
            fail(.oneHistory, "log \(node.index) shows what is not cosigned")
        }
        // What was cosigned while a disk failed may not have been read then.
        observe(shown.checkpoint, of: node.index) { range in
            try range.map { try files.entry($0, size: shown.checkpoint.size) }
        }
        guard logs[node.index].isConsistent(shown.checkpoint) == true else {
            return fail(.oneHistory, "log \(node.index) shows another history")
        }
        let reader = LedgerAudit(
            node.ledgerDisk, log: node.logSigner.verifier,
            witnesses: mutation == .publishUnwitnessed ? [] : [witness])
        let problems = reader.run().problems
        if !problems.isEmpty { fail(.oneHistory, "log \(node.index): \(problems)") }
    }

    /// Looks at the end whether everything has come to one.
    func checkEnd() {
        guard violation == nil else { return }
        for node in nodes {
            guard let process = node.process, process.isRunning else {
                return fail(.healing, "node \(node.index) does not run")
            }
            if let sent = node.records.outbox.values.first(where: { !$0.outgoing.isFinal }) {
                return fail(
                    .healing,
                    "node \(node.index) has a \(sent.outgoing.facts.kind) that is "
                        + "\(sent.outgoing.state)")
            }
            let forgotten = accepted[node.index].first { node.records.outbox[$0] == nil }
            guard forgotten == nil || isPutBack(node) else {
                return fail(.healing, "node \(node.index) has forgotten a message")
            }
            let open = node.records.conversations.values.count { $0.state == .open }
            guard open == 0 else { return fail(.healing, "node \(node.index): \(open) open") }
            guard node.records.expected.isEmpty else {
                return fail(.healing, "node \(node.index) still expects messages")
            }
            let published = process.ledger?.published?.checkpoint.size ?? 0
            guard published == UInt64(node.records.entries.count) else {
                return fail(.healing, "node \(node.index) has not published everything")
            }
            checkEnds(of: node)
            checkOpened(at: node)
            audit(node)
        }
        checkTimelines()
    }

    /// Holds what a node says of its messages against what the other's ledger says of them.
    private func checkEnds(of node: SimulatedNode) {
        for identifier in node.records.outboxOrder {
            guard let outgoing = node.records.outbox[identifier]?.outgoing else { continue }
            let arrival = logs[1 - node.index].arrivals[outgoing.facts.digest]?.first
            let isTrue =
                switch outgoing.state {
                case .delivered: arrival == .messageIn
                case .refused: arrival == .refuse
                case .expired: arrival != .messageIn
                case .logged, .sending, .seen, .conflict: false
                }
            if !isTrue {
                fail(.delivered, "node \(node.index) says \(outgoing.state) of \(identifier.text)")
            }
        }
    }

    /// Holds the timelines of one ledger against those of the other.
    private func checkTimelines() {
        for (asker, answerer) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
            for topic in asker.records.topics {
                guard let talk = asker.records.conversations[topic], talk.part == .asking,
                    case .answered(let result) = talk.state,
                    asker.records.outbox[topic.request]?.outgoing.state == .delivered,
                    answerer.records.outbox[result]?.outgoing.state == .delivered,
                    !isMissed(topic.request)
                else { continue }
                let timelines = logs.map {
                    Timeline.build(from: $0.entries, request: topic.request)
                }
                coverage.count(.sameTimeline)
                if timelines[0] != timelines[1] {
                    return fail(
                        .sameTimeline,
                        "\(topic.request.text): \(timelines[0].legs.count) and "
                            + "\(timelines[1].legs.count) legs")
                }
            }
        }
    }

    /// Tells whether a ledger says that a message about a request was lost.
    private func isMissed(_ request: UniqueIdentifier) -> Bool {
        logs.contains { log in
            log.entries.contains { entry in
                entry.kind == .gap && entry.message != nil && (try? entry.request()) == request
            }
        }
    }
}
