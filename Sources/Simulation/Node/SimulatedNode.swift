import Cryptography
import Delivery
import Exchange
import Ledger

/// A node: what outlives it on its disks, and its process while it has one.
final class SimulatedNode {
    let index: Int
    let name: NodeName
    let delivery: Delivery
    let logSigner: NoteSigner
    let witnessSigner: NoteSigner
    unowned let world: World

    /// The database: what was committed.
    var records = NodeRecords()
    /// The folder of the own ledger.
    let ledgerDisk: SimulatedDisk
    /// The folder of the mirror.
    let mirrorDisk: SimulatedDisk
    /// How wrong the clock is, in milliseconds.
    var skew: Int64 = 0
    /// Counts the processes.
    private(set) var incarnation = 0
    /// The process; `nil` while the node is down.
    private(set) var process: NodeProcess?
    /// Tells whether the node has stopped because a disk is an older copy.
    var isOutdated = false

    init(_ index: Int, _ identity: NodeIdentity, _ world: World) {
        self.index = index
        self.world = world
        name = identity.name
        delivery = Delivery(of: identity.name)
        logSigner = identity.log
        witnessSigner = identity.witness
        ledgerDisk = SimulatedDisk(seed: world.draw())
        mirrorDisk = SimulatedDisk(seed: world.draw())
    }

    /// The other node.
    var peer: SimulatedNode { world.nodes[1 - index] }

    /// The time by the node's own clock.
    var now: Moment {
        guard let now = Moment(milliseconds: World.start + world.time + skew) else {
            preconditionFailure("no world is older than centuries")
        }
        return now
    }

    /// The time and the chance of something that happens now.
    var circumstances: Delivery.Circumstances {
        Delivery.Circumstances(at: now) { [world] in world.draw() }
    }

    /// Does something as the node, if its process is still the one that was to do it.
    ///
    /// A failure ends the process; it starts again after a while.
    func act(as incarnation: Int? = nil, _ body: (NodeProcess) throws -> Void) {
        guard let process, incarnation == nil || incarnation == self.incarnation else { return }
        do {
            try body(process)
        } catch is Crash {
            crash()
        } catch LedgerError.io {
            world.coverage.count(ledgerDisk.isOff || mirrorDisk.isOff ? .powerLost : .diskRefused)
            crash()
        } catch {
            world.fail(.code, "\(name.text): \(error)")
        }
        wakeInTime()
    }

    /// Does something later, unless the process has ended by then.
    func later(
        _ delay: Int64, _ label: String, _ body: @escaping (NodeProcess) throws -> Void
    ) {
        let incarnation = incarnation
        world.plan(after: delay, "\(name.text) \(label)") { [unowned self] in
            act(as: incarnation, body)
        }
    }

    /// Asks the peer something, and takes its answer; `nil` when none came in time.
    func ask(_ call: Call, _ label: String, _ take: @escaping (NodeProcess, Reply?) throws -> Void)
    {
        let incarnation = incarnation
        world.network.carry(call, from: self, to: peer, label) { [unowned self] reply in
            act(as: incarnation) { try take($0, reply) }
        }
    }

    /// Ends the process, as a loss of power does, and starts another after a while.
    func crash() {
        guard process != nil else { return }
        world.note("\(name.text) crashes")
        world.coverage.count(.crashed)
        end()
        world.plan(after: world.number(in: world.knobs.crash.long), "\(name.text) starts") {
            [unowned self] in start()
        }
    }

    /// Ends the process.
    func end() {
        process = nil
        incarnation += 1
        ledgerDisk.cut()
        mirrorDisk.cut()
    }

    /// Starts a process on what the disks have.
    func start() {
        guard process == nil else { return }
        ledgerDisk.restart()
        mirrorDisk.restart()
        process = NodeProcess(isPeerStopped: records.isPeerStopped)
        world.note("\(name.text) starts")
        act { process in
            try openMirror(process)
            try take(.started(hasWitness: world.mutation != .publishUnwitnessed), process)
            hear(process)
        }
    }

    /// Changes the tables by the protocol, in one transaction, and does what follows from it.
    func step(
        _ work: (MemoryTables) throws -> [Delivery.Action]
    ) throws {
        guard let process else { return }
        let fate = world.fateOfCommit()
        let before = fate == .lost || world.mutation == .tearCommits ? records : nil
        let count = records.entries.count
        let tables = MemoryTables(records, world.mutation, at: now)
        records = NodeRecords()
        let actions = try work(tables)
        records = tables.records
        if fate == .lost, let before {
            world.coverage.count(.commitLost)
            if world.mutation == .tearCommits {
                records.entries = before.entries
            } else {
                records = before
            }
            throw Crash()
        }
        world.check(tables, of: self)
        if fate == .kept {
            world.coverage.count(.commitKept)
            throw Crash()
        }
        if records.entries.count > count { entriesWait(process) }
        for action in actions {
            try carry(out: action, process)
        }
    }

    /// Does what a step of the protocol asks for, once its transaction is durable.
    private func carry(out action: Delivery.Action, _ process: NodeProcess) throws {
        if world.happens(world.knobs.actionCrash) {
            world.coverage.count(.crashedBetweenActions)
            throw Crash()
        }
        switch action {
        case .send(let identifier): try send(identifier, process)
        case .trace: trace(process)
        case .fetch(let key): fetch(key)
        case .alarm(.rejected): world.coverage.count(.rejected)
        case .alarm(.missing): world.coverage.count(.expected)
        case .alarm(.lost): world.coverage.count(.lostForGood)
        case .alarm(.conflict): world.fail(.code, "a conflict that nobody made")
        }
    }
}

/// The keys and the name of a node.
struct NodeIdentity {
    let name: NodeName
    let log: NoteSigner
    let witness: NoteSigner

    /// The identity of a name, with keys that everybody could make.
    init?(_ text: String, seed: UInt8) {
        func key(_ number: UInt8) -> SigningKey? {
            SigningKey(seed: [UInt8](repeating: seed &+ number, count: SigningKey.seedSize))
        }
        guard let name = NodeName(text), let logKey = key(1), let witnessKey = key(2),
            let log = NoteSigner(name: text + "/ledger", kind: .log, key: logKey),
            let witness = NoteSigner(name: text + "/witness", kind: .witness, key: witnessKey)
        else { return nil }
        self.name = name
        self.log = log
        self.witness = witness
    }
}
