import Ledger
import Synchronization

/// Files in memory, of which writing can be made to fail at a chosen step.
final class MemoryStore: LedgerStore {
    struct Files: Sendable {
        var files: [String: [UInt8]] = [:]
        /// How many more steps succeed; `nil` for all.
        var stepsLeft: Int?
        var steps = 0
    }

    let state: Mutex<Files>

    init(_ files: [String: [UInt8]] = [:]) { state = Mutex(Files(files: files)) }

    var files: [String: [UInt8]] { state.withLock { $0.files } }

    var steps: Int { state.withLock { $0.steps } }

    /// The files as they are now, in a store of their own that fails after so many steps.
    func copy(failingAfter steps: Int? = nil) -> MemoryStore {
        let copy = MemoryStore(files)
        copy.state.withLock { $0.stepsLeft = steps }
        return copy
    }

    func change(_ path: String, _ body: (inout [UInt8]) -> Void) {
        state.withLock { body(&$0.files[path, default: []]) }
    }

    func read(_ path: String) throws(LedgerError) -> [UInt8]? { files[path] }

    func write(_ files: [LedgerFile]) throws(LedgerError) {
        // Any of them may be the last that reaches the disk.
        for file in files {
            try step(file.path)
            state.withLock { $0.files[file.path] = file.bytes }
        }
    }

    func append(_ bytes: [UInt8], to path: String) throws(LedgerError) {
        do throws(LedgerError) {
            try step(path)
        } catch {
            // A part of it reaches the disk.
            state.withLock { $0.files[path, default: []] += bytes.prefix(bytes.count / 2) }
            throw error
        }
        state.withLock { $0.files[path, default: []] += bytes }
    }

    func remove(_ path: String) throws(LedgerError) {
        try step(path)
        state.withLock { store in
            store.files = store.files.filter { !$0.key.hasPrefix(path) }
        }
    }

    private func step(_ path: String) throws(LedgerError) {
        let fails = state.withLock { store in
            store.steps += 1
            guard let left = store.stepsLeft else { return false }
            if left > 0 { store.stepsLeft = left - 1 }
            return left <= 0
        }
        if fails { throw .io(path: path, reason: 5) }
    }
}
