import Ledger
import Threads

/// Reads files of ledgers on a thread of its own, so that nobody who answers waits for a disk.
actor FileDesk {
    private let executor: ThreadExecutor

    /// The thread on which it runs.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init() throws(ThreadError) { executor = try ThreadExecutor() }

    isolated deinit { executor.stop() }

    /// The bytes of a file below a ledger's folder; `nil` when there is none.
    func read(_ path: String, of folder: LedgerFolder) throws(LedgerError) -> [UInt8]? {
        try folder.read(path)
    }
}
