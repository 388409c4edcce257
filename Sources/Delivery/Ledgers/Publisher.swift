public import Exchange
public import Ledger

/// How a node publishes its own ledger: the second table of docs/protocol.md.
///
/// It lives as long as the process: what has to outlive it is in the ledger's folder.
public struct Publisher: Hashable, Sendable {
    /// What it is doing.
    public enum Phase: String, Hashable, Sendable {
        /// It waits for the witness's word on what it last cosigned.
        case listening
        /// The folder is being opened against that.
        case opening
        /// It publishes.
        case running
        /// It will publish nothing more: somebody has to mend the ledger.
        case stopped
    }

    /// What happens.
    public enum Event: Hashable, Sendable {
        /// The process has started.
        case started(hasWitness: Bool)
        /// The witness has said what it last cosigned.
        case heard(WitnessedTree)
        /// The witness did not answer, or could not.
        case silent
        /// The folder was opened, and fits.
        case opened
        /// The folder is older than what was cosigned, or another.
        case unfit
        /// Entries are durable that are not published.
        case entriesWait
        /// The entries are part of the tree, and a checkpoint of so many is signed.
        case prepared(size: UInt64)
        /// The witness has the entries up to a size, which may be less than what was prepared.
        case pushed(size: UInt64)
        /// The witness has cosigned the checkpoint that was prepared.
        case cosigned
        /// The witness last cosigned another size than it was asked from.
        case conflicted(size: UInt64)
        /// The witness has only so many entries.
        case entriesFirst(size: UInt64)
        /// The witness will not cosign.
        case refused
        /// The checkpoint is in its place.
        case settled
        /// Time passes.
        case tick
        /// Somebody must know now whether the witness cosigns.
        case hurried
    }

    /// What is to be done.
    public enum Action: Hashable, Sendable {
        /// Ask the witness what it last cosigned.
        case ask
        /// Open the folder against it.
        case open(WitnessedTree)
        /// Make the waiting entries part of the tree, and sign a checkpoint.
        case prepare
        /// Send the witness the entries from one on, up to the size that was prepared or less.
        case push(from: UInt64)
        /// Ask the witness to cosign what was prepared, going on from a size.
        case request(from: UInt64)
        /// Put the cosigned checkpoint in its place.
        case settle
        /// Somebody should look.
        case alarm(LedgerAlarm)
    }

    /// What it is doing.
    public private(set) var phase = Phase.listening
    /// What was prepared and is not in its place; `nil` when nothing is under way.
    public private(set) var candidate: UInt64?
    /// How many entries the witness has cosigned, as far as is known.
    public private(set) var witnessed: UInt64 = 0
    /// How many entries the witness holds, as far as is known.
    private var mirrored: UInt64 = 0
    /// Tells whether an action is being carried out whose end is an event.
    private var isBusy = false
    private var hasWitness = false
    private var isWaiting = false
    private var silences = 0
    private var nextTry: Moment?
    private var isAlarmed = false

    /// Tells whether something is under way or ahead, so that the passing of time matters.
    public var isPending: Bool {
        switch phase {
        case .listening, .opening: true
        case .running: isBusy || isWaiting || candidate != nil
        case .stopped: false
        }
    }

    /// A publisher before its start.
    public init() {}

    /// The longest pause between tries, in milliseconds: shorter than that of messages, which all wait for it.
    static let longestPause: Int64 = 10_000

    /// Takes what has happened.
    ///
    /// - Parameter chance: 0..<1024.
    public mutating func take(_ event: Event, at now: Moment, chance: Int) -> [Action] {
        guard phase != .stopped else { return [] }
        switch event {
        case .started(let hasWitness): return start(hasWitness)
        case .heard(let tree):
            guard phase == .listening else { return [] }
            (witnessed, mirrored) = (tree.size, tree.size)
            return open(tree)
        case .silent: return fallSilent(at: now, chance)
        case .opened:
            phase = .running
            isBusy = false
            // A crash may have left a checkpoint between its cosignature and its place.
            isWaiting = true
            return work()
        case .unfit: return stop(.rolledBack)
        case .entriesWait:
            isWaiting = true
            return work()
        case .prepared(let size): return prepared(size)
        case .pushed(let size):
            // What is there need not be sent again, whatever comes between.
            mirrored = size
            return size < (candidate ?? 0) ? [.push(from: size)] : [.request(from: witnessed)]
        case .conflicted(let size): return conflicted(size)
        case .entriesFirst(let size):
            // A witness that names what was pushed already can not hold what it is given.
            guard size < (candidate ?? 0) else { return fallSilent(at: now, chance) }
            return [.push(from: size)]
        case .cosigned: return cosigned()
        case .refused:
            let actions = fallSilent(at: now, chance)
            guard !isAlarmed else { return actions }
            isAlarmed = true
            return actions + [.alarm(.refused)]
        case .settled:
            isBusy = false
            candidate = nil
            return work()
        case .tick: return tick(at: now)
        case .hurried: return hurry()
        }
    }

    private mutating func start(_ hasWitness: Bool) -> [Action] {
        self.hasWitness = hasWitness
        if hasWitness {
            isBusy = true
            return [.ask]
        }
        return open(.nothing)
    }

    private mutating func open(_ tree: WitnessedTree) -> [Action] {
        phase = .opening
        isBusy = true
        silences = 0
        nextTry = nil
        return [.open(tree)]
    }

    /// Begins what is next to do in the running phase.
    private mutating func work() -> [Action] {
        guard phase == .running, !isBusy, nextTry == nil, isWaiting || candidate != nil else {
            return []
        }
        isBusy = true
        isWaiting = false
        return [.prepare]
    }

    private mutating func prepared(_ size: UInt64) -> [Action] {
        candidate = size
        guard hasWitness else { return [.settle] }
        guard size > witnessed else { return [.request(from: witnessed)] }
        return mirrored < size ? [.push(from: mirrored)] : [.request(from: witnessed)]
    }

    private mutating func cosigned() -> [Action] {
        witnessed = candidate ?? witnessed
        silences = 0
        nextTry = nil
        isAlarmed = false
        return [.settle]
    }

    private mutating func conflicted(_ size: UInt64) -> [Action] {
        guard let candidate else { return [] }
        // More than there is: this folder is an older copy of what the witness has seen.
        guard size <= candidate else { return stop(.rolledBack) }
        guard size != witnessed else { return stop(.forked) }
        witnessed = size
        return [.request(from: size)]
    }

    private mutating func fallSilent(at now: Moment, _ chance: Int) -> [Action] {
        isBusy = false
        // What could not be prepared is prepared again, also when nothing new comes.
        isWaiting = true
        let pause = min(
            Publisher.longestPause, Backoff.delay(after: silences, chance: chance))
        silences += 1
        nextTry = now.later(by: pause)
        return []
    }

    private mutating func tick(at now: Moment) -> [Action] {
        guard !isBusy else { return [] }
        if let next = nextTry {
            // A pause longer than any is the mark of a clock that was set back.
            guard next <= now || next > now.later(by: Publisher.longestPause) else { return [] }
            nextTry = nil
        }
        guard phase == .listening else { return work() }
        guard hasWitness else { return [] }
        isBusy = true
        return [.ask]
    }

    /// Has the witness asked at once, also when nothing new waits: then it cosigns the last checkpoint anew.
    private mutating func hurry() -> [Action] {
        guard phase == .running else { return [] }
        nextTry = nil
        isWaiting = true
        return work()
    }

    private mutating func stop(_ alarm: LedgerAlarm) -> [Action] {
        phase = .stopped
        isBusy = false
        return [.alarm(alarm)]
    }
}

/// What somebody should look at in a ledger.
public enum LedgerAlarm: String, Hashable, Sendable, CaseIterable {
    /// The own ledger is an older copy of what the witness has cosigned.
    case rolledBack
    /// The own ledger is not the one that the witness has cosigned.
    case forked
    /// The witness will not cosign.
    case refused
    /// The own node has forgotten what it cosigned: its disk is an older copy.
    case forgotten
    /// The other's ledger has signed what can not be.
    case misbehaviour
}
