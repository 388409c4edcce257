import Glibc
import Storage
import Testing

/// What a failure of the power may leave behind, made by hand out of the files of a database in use.
struct CrashTests {
    /// A log as it grew: its size when each commit had returned.
    struct Growth {
        let file: [UInt8]
        let log: [UInt8]
        let sizes: [Int]
    }

    /// Commits in this order, each of a few rows, so that some take several pages of the log.
    static func grown(_ folder: TestFolder, commits: Int) async throws -> Growth {
        let database = try await Database.open(
            Sample.configuration(folder, durability: .everyCommit))
        try await database.checkpoint()
        var sizes: [Int] = []
        for commit in 0..<commits {
            try await database.write { transaction in
                for row in 0...(commit % 4) {
                    let filling = String(repeating: "x", count: 700 * (commit % 3))
                    try transaction.addParcel(commit * 10 + row, "\(commit).\(row)" + filling)
                }
            }
            sizes.append(folder.size("world.db-wal"))
        }
        // Taken while the database is open: this is what the disk has at this moment.
        let growth = Growth(
            file: try folder.read("world.db"), log: try folder.read("world.db-wal"), sizes: sizes)
        await database.close()
        return growth
    }

    /// The commits that a database has after it was opened on these files, each of which it has whole.
    static func recovered(file: [UInt8], log: [UInt8]) async throws -> Set<Int> {
        let folder = try TestFolder()
        try folder.write(file, to: "world.db")
        try folder.write(log, to: "world.db-wal")
        let database = try await Sample.open(folder)
        #expect(try await database.integrityCheck().isSound, "cut at \(log.count)")
        let ids = try await database.read {
            try $0.rows("SELECT id FROM parcel", as: Int.self)
        }
        await database.close()
        let rows = Dictionary(grouping: ids) { $0 / 10 }
        for (commit, rows) in rows {
            #expect(rows.count == commit % 4 + 1, "commit \(commit) is there in part")
        }
        return Set(rows.keys)
    }

    @Test("every commit that had returned is there, wherever the log ends after it")
    func tornLogs() async throws {
        let folder = try TestFolder()
        let growth = try await Self.grown(folder, commits: 14)
        // A frame of the log is a page and 24 bytes, after a header of 32: sqlite.org/fileformat.html#walformat.
        let frames = Array(stride(from: 32, through: growth.log.count, by: 4096 + 24))
        let near = frames.flatMap { [$0 - 1, $0, $0 + 1, $0 + 24, $0 + 2048] }
        for cut in Set(near + [0, 1, 31] + growth.sizes).sorted() where cut <= growth.log.count {
            let expected = Set(growth.sizes.indices.filter { growth.sizes[$0] <= cut })
            let found = try await Self.recovered(
                file: growth.file, log: Array(growth.log.prefix(cut)))
            #expect(found == expected, "cut at \(cut)")
        }
    }

    @Test("a log that is damaged in one place ends before it, and no commit is there in part")
    func damagedLogs() async throws {
        let folder = try TestFolder()
        let growth = try await Self.grown(folder, commits: 12)
        for place in stride(from: 40, to: growth.log.count, by: 1711) {
            var log = growth.log
            log[place] ^= 0x10
            let found = try await Self.recovered(file: growth.file, log: log)
            let before = Set(growth.sizes.indices.filter { growth.sizes[$0] <= place })
            #expect(found == before, "damaged at \(place)")
        }
    }

    @Test("blocks that were given to the log and never written do no harm")
    func unwrittenBlocks() async throws {
        let folder = try TestFolder()
        let growth = try await Self.grown(folder, commits: 6)
        let log = growth.log + [UInt8](repeating: 0, count: 20_000)
        #expect(try await Self.recovered(file: growth.file, log: log) == Set(0..<6))
    }

    @Test("commits that many tasks share are there whole or not at all")
    func sharedCommits() async throws {
        let folder = try TestFolder()
        let database = try await Database.open(
            Sample.configuration(folder, durability: .everyCommit))
        try await database.checkpoint()
        let errors = try await GroupCommitTests.together(database, 60) { id, transaction in
            for row in 0...(id % 4) {
                try transaction.addParcel(id * 10 + row, "\(id).\(row)")
            }
        }
        #expect(errors.allSatisfy { $0 == nil })
        let file = try folder.read("world.db")
        let log = try folder.read("world.db-wal")
        await database.close()
        #expect(try await Self.recovered(file: file, log: log) == Set(0..<60))
        for cut in stride(from: 0, to: log.count, by: 4096 + 24) {
            _ = try await Self.recovered(file: file, log: Array(log.prefix(cut)))
        }
    }

    @Test("every write that had returned is there after the process was killed")
    func killed() async throws {
        let folder = try TestFolder()
        try await Sample.open(folder).close()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            let database = try await Database.open(
                DatabaseConfiguration(
                    path: path + "/world.db", application: Sample.application,
                    migrations: Sample.migrations))
            let returned = unsafe open(path + "/returned", O_CREAT | O_APPEND | O_WRONLY, 0o600)
            try await withThrowingTaskGroup { group in
                for task in 0..<16 {
                    group.addTask {
                        for step in 0..<250 {
                            let id = UInt8(step)
                            try await database.write {
                                try $0.addParcel(task * 1000 + step, "\(task).\(step)")
                            }
                            unsafe _ = [UInt8(task), id].withUnsafeBytes {
                                unsafe write(returned, $0.baseAddress, $0.count)
                            }
                            if task == 7, step == 100 { kill(getpid(), SIGKILL) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let returned = try folder.read("returned")
        #expect(returned.count > 202)
        let database = try await Sample.open(folder)
        #expect(try await database.integrityCheck().isSound)
        let there = Set(try await database.read { try $0.parcels() }.keys)
        for place in stride(from: 0, to: returned.count - 1, by: 2) {
            let id = Int(returned[place]) * 1000 + Int(returned[place + 1])
            #expect(there.contains(id), "\(id) had returned")
        }
        await database.close()
    }
}
