internal import Synchronization

/// A disk in memory, for simulations and tests: it keeps what a disk keeps, and fails when it is told to.
///
/// What `LedgerStore` promises it keeps, and nothing more: a removal that nothing durable has followed may be undone by
/// a loss of power, of several files that are written at once any may be the new one, and of bytes that are added any
/// part. Which of them it is, a seed decides.
public final class SimulatedDisk: LedgerStore {
    /// How it fails.
    public enum Failure: Hashable, Sendable {
        /// The power goes: nothing can be written or read until `restart`.
        case powerLoss
        /// So many steps in a row are refused by an error number of the system; then all is well again.
        case refusal(steps: Int, reason: Int32)
    }

    /// What the disk holds, to be put back later or into another.
    public struct Snapshot: Hashable, Sendable {
        /// The bytes of each file, by its path.
        public let files: [String: [UInt8]]

        /// What a disk with these files holds.
        public init(files: [String: [UInt8]] = [:]) { self.files = files }
    }

    private struct State: Sendable {
        var files: [String: [UInt8]]
        /// Files that were removed, and may come back with a loss of power.
        var removed: [String: [UInt8]] = [:]
        var chance: UInt64
        var steps = 0
        var reads = 0
        var failure: Failure?
        var stepsLeft = 0
        var isOff = false
    }

    private let state: Mutex<State>

    /// An empty disk, or one with what a snapshot has.
    public init(_ snapshot: Snapshot = Snapshot(), seed: UInt64 = 0) {
        state = Mutex(State(files: snapshot.files, chance: seed))
    }

    /// What it holds now.
    public var snapshot: Snapshot { Snapshot(files: state.withLock { $0.files }) }

    /// How many steps were taken: each file that is written, added to or removed is one.
    public var steps: Int { state.withLock { $0.steps } }

    /// How many times a file was asked for.
    public var reads: Int { state.withLock { $0.reads } }

    /// Tells whether the power is gone.
    public var isOff: Bool { state.withLock { $0.isOff } }

    /// Makes it fail after so many more steps.
    public func fail(after steps: Int, _ failure: Failure = .powerLoss) {
        state.withLock {
            $0.failure = failure
            $0.stepsLeft = steps
        }
    }

    /// Takes the power away now.
    public func cut() { state.withLock { SimulatedDisk.cut(&$0) } }

    /// Gives the power back; no failure is ahead any more.
    public func restart() {
        state.withLock {
            $0.isOff = false
            $0.failure = nil
        }
    }

    /// Makes it hold what it held once: what a restored backup does.
    public func restore(_ snapshot: Snapshot) {
        state.withLock {
            $0.files = snapshot.files
            $0.removed = [:]
        }
    }

    /// Changes the bytes of a file behind everybody's back.
    public func damage(_ path: String, _ body: (inout [UInt8]) -> Void) {
        state.withLock { body(&$0.files[path, default: []]) }
    }

    /// Reads a file.
    public func read(_ path: String) throws(LedgerError) -> [UInt8]? {
        try state.withLock { state throws(LedgerError) in
            guard !state.isOff else { throw .io(path: path, reason: SimulatedDisk.noDevice) }
            state.reads += 1
            return state.files[path]
        }
    }

    /// Makes files have these bytes; each is a step.
    public func write(_ files: [LedgerFile]) throws(LedgerError) {
        try state.withLock { state throws(LedgerError) in
            for (place, file) in files.enumerated() {
                do throws(LedgerError) {
                    try SimulatedDisk.step(&state, file.path)
                } catch {
                    // Renaming is in no order until the folder is synced.
                    for one in files[..<place] where SimulatedDisk.draw(&state, below: 2) == 0 {
                        state.files[one.path] = one.bytes
                    }
                    if SimulatedDisk.draw(&state, below: 2) == 0 {
                        state.files[file.path] = file.bytes
                    }
                    throw error
                }
            }
            for file in files { state.files[file.path] = file.bytes }
            state.removed = [:]
        }
    }

    /// Adds bytes to the end of a file.
    public func append(_ bytes: [UInt8], to path: String) throws(LedgerError) {
        try state.withLock { state throws(LedgerError) in
            do throws(LedgerError) {
                try SimulatedDisk.step(&state, path)
            } catch {
                if !bytes.isEmpty {
                    let count = SimulatedDisk.draw(&state, below: bytes.count + 1)
                    state.files[path, default: []] += bytes.prefix(count)
                }
                throw error
            }
            state.files[path, default: []] += bytes
        }
    }

    /// Removes a file or a folder of files.
    public func remove(_ path: String) throws(LedgerError) {
        try state.withLock { state throws(LedgerError) in
            try SimulatedDisk.step(&state, path)
            for (name, bytes) in state.files
            where name == path || name.hasPrefix(path + "/") {
                state.removed[name] = bytes
                state.files[name] = nil
            }
        }
    }

    private static let noDevice: Int32 = 19
    private static let inputOutput: Int32 = 5

    private static func step(_ state: inout State, _ path: String) throws(LedgerError) {
        guard !state.isOff else { throw .io(path: path, reason: noDevice) }
        state.steps += 1
        guard let failure = state.failure else { return }
        guard state.stepsLeft == 0 else {
            state.stepsLeft -= 1
            return
        }
        switch failure {
        case .powerLoss:
            cut(&state)
            throw .io(path: path, reason: inputOutput)
        case .refusal(let steps, let reason):
            state.failure = steps > 1 ? .refusal(steps: steps - 1, reason: reason) : nil
            throw .io(path: path, reason: reason)
        }
    }

    private static func cut(_ state: inout State) {
        state.isOff = true
        state.failure = nil
        for (path, bytes) in state.removed.sorted(by: { $0.key < $1.key })
        where draw(&state, below: 2) == 0 && state.files[path] == nil {
            state.files[path] = bytes
        }
        state.removed = [:]
    }

    /// A number below another (SplitMix64).
    private static func draw(_ state: inout State, below bound: Int) -> Int {
        state.chance &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state.chance
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
