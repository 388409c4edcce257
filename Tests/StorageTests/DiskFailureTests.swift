import Glibc
import Storage
import Testing

struct DiskFailureTests {
    /// Lets no file of this process become larger than so many bytes.
    static func limitFiles(to size: Int?) {
        // Without this the system would end the process.
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(1), &limit)
        limit.rlim_cur = size.map(UInt.init) ?? limit.rlim_max
        unsafe setrlimit(__rlimit_resource_t(1), &limit)
    }

    @Test("a commit that the disk refuses is told, nothing of it is kept, and what was there stays")
    func refusedCommits() async {
        // In a process of its own, since the limit is the process's.
        await #expect(processExitsWith: .success) {
            let folder = try TestFolder()
            let database = try await Sample.open(folder)
            try await database.write { try $0.addParcel(1, "one") }
            DiskFailureTests.limitFiles(to: folder.size("world.db-wal") + 5000)
            let errors = try await GroupCommitTests.together(database, 12) { id, transaction in
                let filling = String(repeating: "x", count: 3000)
                try transaction.addParcel(id + 10, "\(id)" + filling)
            }
            for error in errors {
                switch error as? StorageError {
                case .disk, .mustReopen: break
                default: fatalError("\(String(describing: error))")
                }
            }
            guard try await database.read({ try $0.parcels() }) == [1: "one"] else { exit(2) }
            // What the disk has is not known, so nothing more is promised.
            do {
                try await database.write { try $0.addParcel(2, "two") }
                exit(3)
            } catch StorageError.mustReopen {}
            await database.close()
            DiskFailureTests.limitFiles(to: nil)
            let again = try await Sample.open(folder)
            try await again.write { try $0.addParcel(2, "two") }
            guard try await again.read({ try $0.parcels() }) == [1: "one", 2: "two"] else {
                exit(4)
            }
            guard try await again.integrityCheck().isSound else { exit(5) }
            await again.close()
        }
    }

    @Test("a write that the disk refuses before the commit is told to those whose changes it undid")
    func refusedWrites() async {
        await #expect(processExitsWith: .success) {
            let folder = try TestFolder()
            let database = try await Sample.open(folder)
            try await database.write { try $0.addParcel(99, "before") }
            DiskFailureTests.limitFiles(to: folder.size("world.db-wal") + (1 << 20))
            let errors = try await GroupCommitTests.together(database, 9) { id, transaction in
                // More than SQLite keeps in memory until the commit.
                let rows = id == 4 ? 3000 : 1
                for row in 0..<rows {
                    let label = "\(id).\(row)" + String(repeating: "x", count: 3000)
                    try transaction.addParcel(id * 10_000 + row, label)
                }
            }
            let kept = errors.indices.filter { errors[$0] == nil }
            for (id, error) in errors.enumerated() {
                switch error as? StorageError {
                case .disk: guard id == 4 else { exit(2) }
                case .undone: guard id != 4 else { exit(3) }
                case nil: guard error == nil, id != 4 else { exit(4) }
                default: exit(5)
                }
            }
            let there = try await database.read { try $0.parcels() }
            guard Set(there.keys) == Set(kept.map { $0 * 10_000 } + [99]) else { exit(6) }
            guard try await database.integrityCheck().isSound else { exit(7) }
            await database.close()
        }
    }
}
