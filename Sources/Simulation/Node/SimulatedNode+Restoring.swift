import Delivery
import Exchange
import Ledger

/// What an operator does with a node whose disk was put back to an older copy.
extension SimulatedNode {
    /// What the other node needs that lost its disk.
    func mirrored(_ process: NodeProcess) throws -> Reply {
        guard let mirror = process.mirror, process.desk.phase == .serving else { return .later }
        var messages: [UniqueIdentifier: RecoveredMessage] = [:]
        for (identifier, sent) in records.outbox {
            messages[identifier] = RecoveredMessage(sent.outgoing.facts, envelope: sent.envelope)
        }
        for (key, received) in records.inbox {
            messages[key.identifier] = RecoveredMessage(received.facts, envelope: received.envelope)
        }
        let size = mirror.kept?.checkpoint.size ?? 0
        return .mirror(mirror.kept?.note, try mirror.entries(0..<size), messages)
    }

    /// Restores the node: its ledger from the other's mirror, then its tables from its ledger.
    ///
    /// The node does nothing else meanwhile. When something fails it is tried again.
    func restore() {
        guard process?.publisher.phase == .stopped else {
            guard process?.isRunning != true else { return }
            return world.callOperator(of: self, isSoon: true)
        }
        ask(.mirror, "is restored") { [unowned self] process, reply in
            guard case .mirror(let note, let entries, let messages)? = reply else {
                return world.callOperator(of: self, isSoon: true)
            }
            try restore(note, entries, messages)
        }
    }

    private func restore(
        _ note: SignedNote?, _ mirrored: [[UInt8]],
        _ messages: [UniqueIdentifier: RecoveredMessage]
    ) throws {
        if let note {
            let before = try LedgerTree(ledgerDisk).size
            let size = try CosignedLedger.restore(
                ledgerDisk, log: logSigner.verifier, witnesses: [peer.witnessSigner.verifier],
                entries: mirrored, from: 0, checkpoint: note)
            if size > before { world.coverage.count(.restoredFolder) }
        }
        let tree = try LedgerTree(ledgerDisk)
        let entries = try tree.entries(0..<tree.size).map { try LedgerEntry($0) }
        let isNew =
            try tree.size > 0
            && !delivery.knows(entries.last, at: tree.size - 1, in: MemoryTables(records))
        try step { tables in
            let inbox = tables.records.inbox.count
            var actions = try delivery.restore(
                entries, from: 0, circumstances, in: tables,
                find: { entry in
                    guard world.mutation != .restoreWithoutEffects else { return nil }
                    guard let found = entry.answered.flatMap({ messages[$0] }) else { return nil }
                    return RecoveredMessage(
                        found.facts, envelope: found.envelope,
                        objection: world.objection(to: found.facts))
                },
                receipt: { receipt($0, $1, of: $2, from: tables) })
            // The copy may be older than the end of what it says is on its way.
            for identifier in tables.records.outboxOrder where messages[identifier] != nil {
                actions += try delivery.take(
                    .seenThere, of: identifier, circumstances, in: tables)
            }
            if isNew { world.coverage.count(.restoredTables) }
            if tables.records.inbox.count > inbox { world.coverage.count(.redone) }
            // What is to be sent is due when the node starts.
            return actions.filter { if case .send = $0 { false } else { true } }
        }
        world.note("\(name.text) is restored")
        end()
        start()
    }
}
