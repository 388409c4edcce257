import Storage
import Testing

struct OpeningTests {
    /// A closed database with some parcels.
    static func made(_ folder: TestFolder, parcels: Int = 200) async throws {
        let database = try await Sample.open(folder)
        try await database.write { transaction in
            for id in 0..<parcels { try transaction.addParcel(id, "parcel number \(id)") }
        }
        await database.close()
    }

    /// What opening throws.
    static func error(
        _ folder: TestFolder, access: DatabaseConfiguration.Access = .readingAndWriting
    ) async -> StorageError? {
        await #expect(throws: StorageError.self) {
            try await Database.open(Sample.configuration(folder, access: access))
        }
    }

    @Test("a database and the files beside it are for their owner alone")
    func permissions() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await database.write { try $0.addParcel(1, "one") }
        #expect(folder.names == ["world.db", "world.db-shm", "world.db-wal"])
        for name in folder.names { #expect(folder.permissions(name) == 0o600, "\(name)") }
        await database.close()
    }

    @Test("another program's database is refused and stays as it was")
    func anotherProgram() async throws {
        let folder = try TestFolder()
        try await Self.made(folder)
        var bytes = try folder.read("world.db")
        // The header has the program's number at byte 68: sqlite.org/fileformat.html.
        for found in [7, 0] as [UInt8] {
            bytes.replaceSubrange(68..<72, with: [0, 0, 0, found])
            try folder.write(bytes, to: "world.db")
            let expected = StorageError.anotherProgram(
                path: folder.file("world.db"), found: Int32(found), expected: Sample.application)
            #expect(await Self.error(folder, access: .readingOnly) == expected)
            #expect(await Self.error(folder) == expected)
            #expect(try folder.read("world.db") == bytes)
            #expect(folder.names == ["world.db"])
        }
    }

    @Test("a file that is no database is refused and stays as it was")
    func notADatabase() async throws {
        let folder = try TestFolder()
        let text = Array(String(repeating: "marca;modelo;serie\n", count: 100).utf8)
        try folder.write(text, to: "world.db")
        let expected = StorageError.notADatabase(path: folder.file("world.db"))
        #expect(await Self.error(folder) == expected)
        #expect(await Self.error(folder, access: .readingOnly) == expected)
        #expect(try folder.read("world.db") == text)
    }

    @Test("what is not there is made for writing only")
    func missing() async throws {
        let folder = try TestFolder()
        guard case .cannotOpen(let path, _)? = await Self.error(folder, access: .readingOnly) else {
            Issue.record("it was opened")
            return
        }
        #expect(path == folder.file("world.db"))
        #expect(folder.names.isEmpty)
        let nowhere = Sample.configuration(folder, file: "nowhere/world.db")
        await #expect(throws: StorageError.file(path: folder.file("nowhere/world.db"), reason: 2)) {
            try await Database.open(nowhere)
        }
        try folder.write([], to: "world.db")
        let database = try await Sample.open(folder)
        #expect(try await database.read { try $0.countOfParcels() } == 0)
    }

    @Test("who opens for reading only reads, beside a writer and alone, and can not write")
    func readingOnly() async throws {
        let folder = try TestFolder()
        try await Self.made(folder, parcels: 2)
        let alone = try await Database.open(Sample.configuration(folder, access: .readingOnly))
        #expect(try await alone.read { try $0.countOfParcels() } == 2)
        let writer = try await Sample.open(folder)
        try await writer.write { try $0.addParcel(7, "seven") }
        #expect(try await alone.read { try $0.countOfParcels() } == 3)
        let refused = StorageError.readingOnly(path: folder.file("world.db"))
        await #expect(throws: refused) { try await alone.write { try $0.addParcel(8, "eight") } }
        await #expect(throws: refused) { try await alone.checkpoint() }
        await writer.close()
        #expect(try await alone.integrityCheck().isSound)
        await alone.close()
    }

    @Test("a damaged page gives an error or the right rows, never wrong ones or a crash")
    func damagedPages() async throws {
        let folder = try TestFolder()
        try await Self.made(folder)
        let whole = try folder.read("world.db")
        let database = try await Sample.open(folder)
        let parcels = try await database.read { try $0.parcels() }
        await database.close()
        var damaged = 0
        for page in 0..<(whole.count / 4096) {
            var bytes = whole
            bytes.replaceSubrange(
                (page * 4096)..<(page * 4096 + 4096), with: [UInt8](repeating: 0xa5, count: 4096))
            try folder.write(bytes, to: "world.db")
            do {
                let database = try await Sample.open(folder)
                let report = try await database.integrityCheck()
                #expect(!report.isSound, "page \(page)")
                #expect(try await database.read { try $0.parcels() } == parcels)
                await database.close()
            } catch StorageError.damaged(let path, _), StorageError.notADatabase(let path) {
                #expect(path == folder.file("world.db"))
                damaged += 1
            }
        }
        #expect(damaged > 0)
    }

    @Test("a file that was cut short gives an error or is found unsound")
    func cutShort() async throws {
        let folder = try TestFolder()
        try await Self.made(folder)
        let whole = try folder.read("world.db")
        for count in stride(from: 1, to: whole.count, by: 1536) {
            try folder.write(whole.prefix(count), to: "world.db")
            do {
                let database = try await Sample.open(folder)
                #expect(try await !database.integrityCheck().isSound, "\(count) bytes")
                await database.close()
            } catch let error as StorageError {
                switch error {
                case .damaged, .notADatabase: break
                default: Issue.record("\(count) bytes: \(error)")
                }
            }
        }
    }
}
