import Delivery
import Exchange
import Ledger

/// An entry by which a vault has opened something before anybody else saw it.
struct OpenedEntry {
    /// The number of the node.
    let node: Int
    /// Where the entry stands in the node's ledger.
    let index: UInt64
    let entry: LedgerEntry
}

/// Emergencies: officers who can not wait for the witness.
extension World {
    /// How long the witness is waited for before an emergency is one, in milliseconds.
    private static let patience: Int64 = 5000
    /// How long apart emergencies are: more often than anywhere, so that every branch is taken.
    private static let apart: ClosedRange<Int64> = 20_000...400_000

    /// Plans emergencies at both nodes, as long as there are faults.
    func planEmergencies() {
        guard hasEmergencies else { return }
        for node in nodes { planEmergency(at: node) }
    }

    private func planEmergency(at node: SimulatedNode) {
        let delay = number(in: World.apart)
        guard time + delay < knobs.faults else { return }
        plan(after: delay, "\(node.name.text) emergency") { [unowned self] in
            planEmergency(at: node)
            node.act { process in
                guard process.isRunning else { return }
                let before = process.cosigned
                try node.take(.hurried, process)
                node.later(World.patience, "has waited in an emergency") {
                    [unowned self] process in
                    guard process.isRunning else { return }
                    guard process.cosigned == before else {
                        return coverage.count(.reachedInEmergency)
                    }
                    try node.breakGlass(process)
                }
            }
        }
    }

    /// Holds what vaults have opened by against the ledger at the end.
    func checkOpened(at node: SimulatedNode) {
        // A disk that was lost has lost what only it knew: docs/vault.md says so.
        guard !isPutBack(node) else { return }
        let entries = logs[node.index].entries
        for one in opened where one.node == node.index {
            guard entries.indices.contains(Int(one.index)), entries[Int(one.index)] == one.entry
            else {
                return fail(.opened, "entry \(one.index) of log \(node.index) opened and is gone")
            }
        }
    }
}

extension SimulatedNode {
    /// Logs an emergency, and opens by what the own ledger alone proves.
    func breakGlass(_ process: NodeProcess) throws {
        let entry = LedgerEntry(
            .breakGlass, identifier: circumstances.identifier(), at: now, node: name)
        if world.mutation == .openBeforeLogged {
            let index = UInt64(records.entries.count)
            world.opened.append(OpenedEntry(node: self.index, index: index, entry: entry))
            return later(2000, "logs what was opened") { [unowned self] _ in
                try step { tables in
                    _ = tables.append(entry)
                    return []
                }
            }
        }
        var place: UInt64?
        try step { tables in
            place = tables.append(entry)
            return []
        }
        guard let place, let evidence = try unwitnessed(place, process) else { return }
        let checkpoint = try VerifiedCheckpoint(evidence.note, log: logSigner.verifier)
        try evidence.verify(try entry.bytes(), under: checkpoint)
        world.coverage.count(.brokeGlass)
        if place >= process.ledger?.published?.checkpoint.size ?? 0 {
            world.coverage.count(.brokeGlassUnwitnessed)
        }
        world.opened.append(OpenedEntry(node: index, index: place, entry: entry))
    }
}
