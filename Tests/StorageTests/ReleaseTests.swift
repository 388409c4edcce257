import Glibc
import Storage
import Testing

struct ReleaseTests {
    /// What is in a folder that the system keeps about this process.
    static func count(in folder: String) -> Int {
        guard let stream = unsafe opendir(folder) else { return -1 }
        defer { unsafe closedir(stream) }
        var count = 0
        while unsafe readdir(stream) != nil { count += 1 }
        return count
    }

    @Test("a database that nobody holds any more gives its threads and files back")
    func givesBack() async {
        // In a process of its own, where no other test has threads.
        await #expect(processExitsWith: .success) {
            let folder = try TestFolder()
            try await Sample.open(folder).close()
            // Swift opens a file of its own for the first sleep.
            try await Task.sleep(for: .milliseconds(10))
            let threads = ReleaseTests.count(in: "/proc/self/task")
            let files = ReleaseTests.count(in: "/proc/self/fd")
            for round in 0..<40 {
                let database = try await Sample.open(folder)
                try await database.write { try $0.addParcel(round, "\(round)") }
                _ = try await database.read { try $0.countOfParcels() }
                if round.isMultiple(of: 2) { await database.close() }
            }
            // The last thread may still be on its way out.
            for _ in 0..<500 {
                let isBack =
                    ReleaseTests.count(in: "/proc/self/task") <= threads + 4
                    && ReleaseTests.count(in: "/proc/self/fd") <= files
                if isBack { return }
                try await Task.sleep(for: .milliseconds(10))
            }
            exit(2)
        }
    }
}
