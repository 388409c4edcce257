import Exchange
import Ledger

/// An older copy of what a node has.
struct DiskCopy {
    let node: Int
    let records: NodeRecords
    let ledger: SimulatedDisk.Snapshot
    let mirror: SimulatedDisk.Snapshot
}

/// What goes wrong, as long as anything does.
extension World {
    /// How long after an alarm an operator restores a node, in milliseconds.
    ///
    /// By then nothing that the lost disk has sent is under way any more.
    static let operatorDelay: Int64 = 20 * 60_000

    /// Plans all faults.
    func planFaults() {
        repeating(knobs.crash.apart, "crash") { [unowned self] in
            choice(nodes).crash()
        }
        repeating(knobs.partition.apart, "partition") { [unowned self] in part() }
        repeating(knobs.clock, "clock") { [unowned self] in setClock() }
        repeating(60_000...180_000, "disk") { [unowned self] in failDisk() }
        if knobs.isPutBack {
            let backup = number(in: 0...knobs.faults * 2 / 3)
            plan(after: backup, "backup") { [unowned self] in copyDisk() }
            plan(after: number(in: backup + 1...knobs.faults - 1), "putting back") {
                [unowned self] in putDiskBack()
            }
        }
        plan(after: knobs.faults, "no more faults") { [unowned self] in
            network.isBlocked = [false, false]
            for node in nodes where node.process != nil {
                node.ledgerDisk.restart()
                node.mirrorDisk.restart()
            }
        }
    }

    private func repeating(
        _ apart: ClosedRange<Int64>, _ label: String, _ body: @escaping () -> Void
    ) {
        let delay = number(in: apart)
        guard time + delay < knobs.faults else { return }
        plan(after: delay, label) { [unowned self] in
            body()
            repeating(apart, label, body)
        }
    }

    private func part() {
        let blocked = choice([[true, true], [true, false], [false, true]])
        network.isBlocked = blocked
        coverage.count(blocked == [true, true] ? .partitioned : .partitionedOneWay)
        plan(after: number(in: knobs.partition.long), "partition ends") { [unowned self] in
            network.isBlocked = [false, false]
        }
    }

    private func setClock() {
        let node = choice(nodes)
        let before = node.skew
        node.skew = number(in: -Knobs.mostSkew...Knobs.mostSkew)
        coverage.count(node.skew < before ? .clockSetBack : .clockSet)
        note("\(node.name.text) clock \(before) -> \(node.skew)")
        node.act { _ in }
    }

    private func failDisk() {
        guard happens(knobs.diskFailure) else { return }
        let node = choice(nodes)
        let disk = choice([node.ledgerDisk, node.mirrorDisk])
        let steps = Int(number(in: 0...40))
        let isPower = number(in: 0...1) == 0
        note("\(node.name.text) disk fails after \(steps) operations, power: \(isPower)")
        disk.fail(
            after: steps,
            isPower
                ? .powerLoss
                : .refusal(steps: Int(number(in: 1...3)), reason: choice([5, 28])))
    }

    private func copyDisk() {
        let node = choice(nodes)
        copy = DiskCopy(
            node: node.index, records: node.records, ledger: node.ledgerDisk.snapshot,
            mirror: node.mirrorDisk.snapshot)
        note("\(node.name.text) is copied, \(node.records.entries.count) entries")
    }

    private func putDiskBack() {
        guard let copy else { return }
        let node = nodes[copy.node]
        putBack = copy.node
        node.end()
        let what = choice([Coverage.Mark.wholePutBack, .folderPutBack, .tablesPutBack])
        note("\(node.name.text): \(what.rawValue)")
        coverage.count(what)
        if what != .folderPutBack { node.records = copy.records }
        if what != .tablesPutBack { node.ledgerDisk.restore(copy.ledger) }
        if what == .wholePutBack {
            node.mirrorDisk.restore(copy.mirror)
            // What it has cosigned and nobody has seen, it may cosign less of again.
            cosigned[node.index] = shownSize(of: nodes[1 - node.index])
        }
        plan(after: number(in: knobs.crash.long), "\(node.name.text) starts") { node.start() }
    }

    private func shownSize(of node: SimulatedNode) -> UInt64 {
        let files = LedgerReader(SimulatedDisk(node.ledgerDisk.snapshot))
        return (try? files.checkpoint(node.logSigner.verifier))?.checkpoint.size ?? 0
    }

    /// Tells whether a disk of a node was put back.
    func isPutBack(_ node: SimulatedNode) -> Bool { putBack == node.index }

    /// Calls whoever restores a node.
    func callOperator(of node: SimulatedNode, isSoon: Bool = false) {
        guard !isOperatorCalled[node.index] else { return }
        isOperatorCalled[node.index] = true
        plan(after: isSoon ? 60_000 : World.operatorDelay, "operator of \(node.name.text)") {
            [unowned self] in
            isOperatorCalled[node.index] = false
            node.restore()
        }
    }
}
