import Exchange
import Synchronization

/// Which nodes may ask a custodian, as the folder says it: also of those that are allowed while it is in service.
final class AskerList: Sendable {
    private struct State {
        var askers: [KeyHistory]
        var readAt: Moment
    }

    /// The folder is read again for a caller whom nobody knows, but not more often than this, in milliseconds.
    static let soonest: Int64 = 1000
    /// For anybody, at least so often: keys that were relieved count no longer than this.
    static let latest: Int64 = 60_000

    private let folder: CustodianFolder
    private let state: Mutex<State>

    /// - Throws: `NodeError` when a manifest can not be read.
    init(_ folder: CustodianFolder, now: Moment) throws {
        self.folder = folder
        state = Mutex(State(askers: try folder.readAskers(), readAt: now))
    }

    /// Those who may ask.
    var all: [KeyHistory] { state.withLock { $0.askers } }

    /// Reads the folder again when it was not read lately; returns whether it was.
    ///
    /// What can not be read changes nothing: those who could ask still can.
    ///
    /// - Parameter isUnknown: somebody calls whom nobody knows.
    func refresh(at now: Moment, isUnknown: Bool) -> Bool {
        state.withLock { state in
            let age = now.milliseconds - state.readAt.milliseconds
            let least = isUnknown ? AskerList.soonest : AskerList.latest
            // A clock that was set back makes it due as well.
            guard age >= least || age < 0 else { return false }
            state.readAt = now
            guard let askers = try? folder.readAskers() else { return false }
            state.askers = askers
            return true
        }
    }
}
