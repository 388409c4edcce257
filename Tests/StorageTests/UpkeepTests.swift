import Storage
import Testing

struct UpkeepTests {
    @Test("a checkpoint empties the log, and is not held up by a read")
    func checkpoints() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await database.write { try $0.addParcel(1, "one") }
        #expect(folder.size("world.db-wal") > 0)
        #expect(try await database.checkpoint())
        #expect(folder.size("world.db-wal") == 0)
        let gate = Gate()
        async let count = database.read { transaction in
            gate.open()
            gate.waitForSecond()
            return try transaction.countOfParcels()
        }
        await gate.opened()
        try await database.write { try $0.addParcel(2, "two") }
        #expect(try await !database.checkpoint())
        gate.openSecond()
        #expect(try await count == 1)
        #expect(try await database.checkpoint())
    }

    @Test("a sound database is found sound")
    func sound() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await database.write { transaction in
            try transaction.addParcel(1, "one")
            try transaction.execute("INSERT INTO stop (parcel) VALUES (1)")
        }
        #expect(try await database.integrityCheck().problems.isEmpty)
    }

    @Test("a row that its index has in other words is found, and not shown")
    func unsound() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await database.write { try $0.addParcel(1, "canary") }
        await database.close()
        var bytes = try folder.read("world.db")
        let place = try #require(bytes.firstRange(of: Array("canary".utf8))?.lowerBound)
        bytes[place] ^= 1
        try folder.write(bytes, to: "world.db")
        let damaged = try await Sample.open(folder)
        let report = try await damaged.integrityCheck()
        #expect(!report.isSound)
        #expect(!report.problems.joined().contains("anary"))
        await damaged.close()
    }

    @Test("a copy has what was there, while others write, and is found only when it is whole")
    func copies() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await database.write { transaction in
            for id in 0..<500 { try transaction.addParcel(id, "parcel \(id)") }
        }
        // What a copy left that did not end.
        try folder.write([1, 2, 3], to: "copy.db.part")
        async let writes: Void = {
            for id in 500..<560 { try await database.write { try $0.addParcel(id, "\(id)") } }
        }()
        try await database.copy(to: folder.file("copy.db"))
        try await writes
        #expect(!folder.names.contains("copy.db.part"))
        #expect(folder.permissions("copy.db") == 0o600)
        for access in [DatabaseConfiguration.Access.readingOnly, .readingAndWriting] {
            let copy = try await Database.open(
                Sample.configuration(folder, file: "copy.db", access: access))
            let parcels = try await copy.read { try $0.parcels() }
            #expect(parcels.keys.sorted() == Array(0..<parcels.count))
            #expect(parcels.count >= 500)
            #expect(try await copy.integrityCheck().isSound)
            await copy.close()
        }
        await #expect(throws: StorageError.alreadyThere(path: folder.file("copy.db"))) {
            try await database.copy(to: folder.file("copy.db"))
        }
        let nowhere = folder.file("nowhere/copy.db")
        await #expect(throws: StorageError.file(path: nowhere + ".part", reason: 2)) {
            try await database.copy(to: nowhere)
        }
    }
}
