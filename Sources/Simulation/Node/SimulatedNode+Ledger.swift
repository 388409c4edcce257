import Delivery
import Exchange
import Ledger

/// How the own ledger is published: what each action of `Publisher` is, and which event is its end.
extension SimulatedNode {
    /// Takes the news that entries are durable which are not published.
    func entriesWait(_ process: NodeProcess) {
        guard !process.isGathering else { return }
        process.isGathering = true
        later(world.knobs.gathering, "gathers") { [unowned self] process in
            process.isGathering = false
            try take(.entriesWait, process)
        }
    }

    func take(_ event: Publisher.Event, _ process: NodeProcess) throws {
        let actions = process.publisher.take(event, at: now, chance: Int(world.draw() & 1023))
        for action in actions {
            switch action {
            case .ask: try askWitness(process)
            case .open(let tree): try open(tree, process)
            case .prepare: try prepare(process)
            case .push(let first): try push(from: first, process)
            case .request(let size): try request(from: size, process)
            case .settle: try settle(process)
            case .alarm(let alarm): raise(alarm)
            }
        }
    }

    private func askWitness(_ process: NodeProcess) throws {
        if world.mutation == .openUnheard { return try take(.heard(.nothing), process) }
        ask(.heard, "asks what was cosigned") { [unowned self] process, reply in
            switch reply {
            case .note(let note)?:
                guard let checkpoint = try? VerifiedCheckpoint(note, log: logSigner.verifier),
                    (try? checkpoint.cosigned(by: peer.witnessSigner.verifier)) ?? nil != nil
                else { return try take(.silent, process) }
                try take(.heard(WitnessedTree(checkpoint.checkpoint)), process)
            case .nothing?: try take(.heard(.nothing), process)
            default: try take(.silent, process)
            }
        }
    }

    private func open(_ tree: WitnessedTree, _ process: NodeProcess) throws {
        do {
            let isWitnessed = world.mutation != .publishUnwitnessed
            let ledger = try CosignedLedger(
                ledgerDisk, signer: logSigner,
                witnesses: isWitnessed ? [peer.witnessSigner.verifier] : [], heard: tree)
            guard try isInTables(ledger) else { return try take(.unfit, process) }
            if ledger.candidate != nil { world.coverage.count(.restartedWithCandidate) }
            process.ledger = ledger
            isOutdated = false
            try take(.opened, process)
            try begin(process)
        } catch LedgerError.rolledBack {
            try take(.unfit, process)
        } catch LedgerError.forked {
            try take(.unfit, process)
        } catch let error as LedgerError {
            try survive(error, process)
        }
    }

    /// Tells whether the tables have the ledger's last entry: if not, they are an older copy of themselves.
    private func isInTables(_ ledger: CosignedLedger) throws -> Bool {
        guard ledger.size > 0 else { return true }
        let last = try ledger.entries(ledger.size - 1..<ledger.size)
        return try delivery.knows(
            last.first.map { try LedgerEntry($0) }, at: ledger.size - 1,
            in: MemoryTables(records))
    }

    private func prepare(_ process: NodeProcess) throws {
        guard let ledger = process.ledger else { return }
        do {
            let candidate = try signNext(ledger, process)
            process.asked = candidate
            guard candidate.checkpoint.size > 0 else { return try take(.settled, process) }
            try take(.prepared(size: candidate.checkpoint.size), process)
        } catch let error as LedgerError {
            try survive(error, process)
        }
    }

    /// Makes entries that wait part of the tree, and signs a checkpoint over them.
    private func signNext(
        _ ledger: CosignedLedger, _ process: NodeProcess
    ) throws -> VerifiedCheckpoint {
        let waiting = records.entries.dropFirst(Int(ledger.size))
        let entries = try waiting.prefix(world.knobs.batch).map { try $0.bytes() }
        let candidate = try ledger.prepare(entries)
        if waiting.count > entries.count { entriesWait(process) }
        return candidate
    }

    /// What shows the own vault that an entry is in the ledger, whether the witness has cosigned it or not.
    func unwitnessed(_ index: UInt64, _ process: NodeProcess) throws -> InclusionEvidence? {
        guard let ledger = process.ledger else { return nil }
        while ledger.size <= index { _ = try signNext(ledger, process) }
        return try ledger.unwitnessedEvidence(for: index)
    }

    private func push(from first: UInt64, _ process: NodeProcess) throws {
        guard let ledger = process.ledger, let size = process.publisher.candidate, first < size
        else { return try take(.silent, process) }
        let end = min(size, first + UInt64(world.knobs.push))
        let call = Call.push(first: first, entries: try ledger.entries(first..<end))
        ask(call, "pushes \(first)..<\(end)") { [unowned self] process, reply in
            switch reply {
            case .taken?: try take(.pushed(size: end), process)
            case .size(let size)?: try take(.entriesFirst(size: size), process)
            default: try take(.silent, process)
            }
        }
    }

    private func request(from size: UInt64, _ process: NodeProcess) throws {
        guard let ledger = process.ledger else { return }
        do {
            guard let request = try ledger.request(from: size, for: process.asked) else {
                return try take(.settled, process)
            }
            ask(.cosign(request.body), "asks to cosign from \(size)") {
                [unowned self] process, reply in
                switch reply {
                case .cosigned(let signature)?:
                    process.cosignatures = [signature]
                    process.cosigned += 1
                    try take(.cosigned, process)
                case .size(let size)?: try take(.conflicted(size: size), process)
                case .entriesFirst(let size)?: try take(.entriesFirst(size: size), process)
                case .refused?: try take(.refused, process)
                default: try take(.silent, process)
                }
            }
        } catch LedgerError.rolledBack {
            try take(.unfit, process)
        }
    }

    private func settle(_ process: NodeProcess) throws {
        guard let ledger = process.ledger, let candidate = process.asked else { return }
        do {
            if let last = ledger.candidate, last.checkpoint.size > candidate.checkpoint.size {
                world.coverage.count(.settledBehindEmergency)
            }
            let settled = try ledger.settle(candidate, with: process.cosignatures)
            process.cosignatures = []
            world.coverage.count(.settled)
            world.observe(settled.checkpoint, of: index) { try ledger.entries($0) }
            try take(.settled, process)
            try published(settled.checkpoint.size, process)
        } catch let error as LedgerError {
            try survive(error, process)
        }
    }

    /// Takes the news that so many entries are published: what waits for them can go.
    private func published(_ size: UInt64, _ process: NodeProcess) throws {
        let ready = process.waiting.filter { $0.entry < size }
        process.waiting.removeAll { $0.entry < size }
        for one in ready { one.answer() }
        let logged = records.outboxOrder.filter {
            guard let outgoing = records.outbox[$0]?.outgoing else { return false }
            return outgoing.state == .logged && outgoing.entry < size
        }
        guard !logged.isEmpty else { return }
        try step { tables in
            try logged.flatMap {
                try delivery.take(.published, of: $0, circumstances, in: tables)
            }
        }
    }

    /// A disk that refuses something ends some nodes; others try again later.
    private func survive(_ error: LedgerError, _ process: NodeProcess) throws {
        guard case .io = error, !ledgerDisk.isOff, !world.knobs.isRefusalFatal else { throw error }
        world.coverage.count(.refusalSurvived)
        try take(.silent, process)
    }

    private func raise(_ alarm: LedgerAlarm) {
        world.note("\(name.text) alarm: \(alarm.rawValue)")
        switch alarm {
        case .rolledBack:
            world.coverage.count(.stoppedByCopy)
            isOutdated = true
            guard world.isPutBack(self) else {
                return world.fail(.code, "\(name.text) stops, and no disk of it was put back")
            }
            world.callOperator(of: self)
        case .forked, .misbehaviour: world.fail(.code, "\(name.text) alarm: \(alarm.rawValue)")
        case .refused, .forgotten: break
        }
    }
}
