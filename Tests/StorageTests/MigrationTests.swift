import Storage
import Testing

struct MigrationTests {
    static func table(_ number: Int, _ query: Query) -> Migration {
        Migration(number: number, name: "step \(number)", statements: [query])
    }

    static let first = table(1, "CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT")
    static let second = table(2, "ALTER TABLE one ADD COLUMN name TEXT")

    static func open(
        _ folder: TestFolder, _ migrations: [Migration],
        access: DatabaseConfiguration.Access = .readingAndWriting
    ) async throws(StorageError) -> Database {
        try await Database.open(
            Sample.configuration(folder, migrations: migrations, access: access))
    }

    @Test("migrations are taken once each, in order, and rows outlive them")
    func taken() async throws {
        let folder = try TestFolder()
        let old = try await Self.open(folder, [Self.first])
        try await old.write { try $0.execute("INSERT INTO one (id) VALUES (4)") }
        await old.close()
        for _ in 0..<2 {
            let new = try await Self.open(folder, [Self.first, Self.second])
            let row = try await new.read {
                try $0.row("SELECT id, name FROM one", as: Int.self, String?.self)
            }
            #expect(row?.0 == 4)
            await new.close()
        }
    }

    @Test("a database that is newer than the code is refused")
    func newer() async throws {
        let folder = try TestFolder()
        try await Self.open(folder, [Self.first, Self.second]).close()
        let path = folder.file("world.db")
        await #expect(throws: StorageError.newerThanTheCode(path: path, found: 2, expected: 1)) {
            try await Self.open(folder, [Self.first])
        }
    }

    @Test("a migration that was changed after it was taken is refused, whatever changed")
    func changed() async throws {
        let folder = try TestFolder()
        try await Self.open(folder, [Self.first]).close()
        let other = Self.table(1, "CREATE TABLE one (id INTEGER PRIMARY KEY ) STRICT")
        let error = await #expect(throws: StorageError.self) {
            try await Self.open(folder, [other, Self.second])
        }
        guard case .changedMigration(_, 1, let found, let expected)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found != expected)
        #expect(found.utf8.count == 16 && expected.utf8.count == 16)
        // Nothing of the second was taken.
        try await Self.open(folder, [Self.first]).close()
    }

    @Test("a migration that fails leaves nothing of itself, and those before it")
    func failing() async throws {
        let folder = try TestFolder()
        let broken = Migration(
            number: 2, name: "broken",
            statements: ["CREATE TABLE two (id INTEGER) STRICT", "INSERT INTO nowhere VALUES (1)"])
        let reason = StorageError.invalid(
            statement: "INSERT INTO nowhere VALUES (1)", reason: "no such table: nowhere")
        await #expect(throws: reason) { try await Self.open(folder, [Self.first, broken]) }
        let database = try await Self.open(folder, [Self.first])
        let tables = try await database.read {
            try $0.rows("SELECT name FROM sqlite_schema WHERE name = 'two'", as: String.self)
        }
        #expect(tables.isEmpty)
    }

    @Test("numbers that are not 1, 2, 3 are refused")
    func misnumbered() async throws {
        let folder = try TestFolder()
        await #expect(throws: StorageError.misnumberedMigration(found: 2, expected: 1)) {
            try await Self.open(folder, [Self.second])
        }
        await #expect(throws: StorageError.misnumberedMigration(found: 1, expected: 2)) {
            try await Self.open(folder, [Self.first, Self.first])
        }
    }

    @Test("a migration may not end its transaction")
    func forbidden() async throws {
        let folder = try TestFolder()
        await #expect(throws: StorageError.notAllowed(statement: "COMMIT")) {
            try await Self.open(folder, [Self.table(1, "COMMIT")])
        }
    }

    @Test("who may only read takes no migration")
    func readingOnly() async throws {
        let folder = try TestFolder()
        try await Self.open(folder, [Self.first]).close()
        let path = folder.file("world.db")
        await #expect(throws: StorageError.olderThanTheCode(path: path, found: 1, expected: 2)) {
            try await Self.open(folder, [Self.first, Self.second], access: .readingOnly)
        }
    }

    @Test("several who open a new database at once take each migration once")
    func together() async throws {
        let folder = try TestFolder()
        try await withThrowingTaskGroup { group in
            for _ in 0..<6 {
                group.addTask { try await Self.open(folder, [Self.first, Self.second]).close() }
            }
            try await group.waitForAll()
        }
    }
}
