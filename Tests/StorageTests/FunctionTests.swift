import Storage
import Testing

/// What statements call beside the functions that the database has.
struct FunctionTests {
    private func open(
        _ folder: TestFolder, _ functions: [StorageFunction],
        access: DatabaseConfiguration.Access = .readingAndWriting
    ) async throws -> Database {
        var configuration = Sample.configuration(folder, access: access)
        configuration.functions = functions
        return try await Database.open(configuration)
    }

    private static let echo = StorageFunction("echo", parameterCount: 1) { $0[0] }

    @Test(
        "a value goes through a function as it is, on every connection",
        arguments: [
            StoredValue.null, .integer(.min), .integer(0), .real(-0.5), .text(""), .text("ñ\u{0}b"),
            .bytes([]), .bytes([0, 255, 0]),
        ])
    func echoes(value: StoredValue) async throws {
        let folder = try TestFolder()
        let database = try await open(folder, [Self.echo])
        let written = try await database.write {
            try $0.value("SELECT echo($1)", value, as: StoredValue.self)
        }
        #expect(written == value)
        for _ in 0..<4 {
            let read = try await database.read {
                try $0.value("SELECT echo(echo($1))", value, as: StoredValue.self)
            }
            #expect(read == value)
        }
        await database.close()
        let reader = try await open(folder, [Self.echo], access: .readingOnly)
        let read = try await reader.read {
            try $0.value("SELECT echo($1)", value, as: StoredValue.self)
        }
        #expect(read == value)
        await reader.close()
    }

    @Test("a function that makes nothing of its values fails the statement and undoes it")
    func refuses() async throws {
        let folder = try TestFolder()
        let short = StorageFunction("short", parameterCount: 2) { values in
            guard case .text(let text) = values[0], case .integer(let most) = values[1],
                text.utf8.count <= most
            else { return nil }
            return values[0]
        }
        let database = try await open(folder, [short])
        try await database.write {
            try $0.execute("INSERT INTO parcel(id, label) VALUES (1, short($1, 5))", "brief")
        }
        let error = await #expect(throws: StorageError.self) {
            try await database.write { transaction in
                try transaction.addParcel(2, "kept?")
                try transaction.execute("UPDATE parcel SET label = short($1, 5)", "secret word")
            }
        }
        guard case .damaged(_, let statement)? = error else {
            Issue.record("another error")
            return
        }
        #expect(!statement.contains("secret"))
        #expect(try await database.read { try $0.parcels() } == [1: "brief"])
        await database.close()
    }

    @Test("a statement that calls it wrongly, or where there is none, is not prepared")
    func unknown() async throws {
        let folder = try TestFolder()
        let database = try await open(folder, [Self.echo])
        for query: Query in ["SELECT echo(1, 2)", "SELECT other(1)"] {
            let error = await #expect(throws: StorageError.self) {
                try await database.read { try $0.value(query, as: Int.self) }
            }
            guard case .invalid? = error else {
                Issue.record("another error")
                continue
            }
        }
        await database.close()
    }

    @Test("migrations call it, and the structure of a file can not")
    func structure() async throws {
        let folder = try TestFolder()
        try await Sample.open(folder).close()
        let more =
            Sample.migrations + [
                Migration(
                    number: 3, name: "labels",
                    statements: [
                        "INSERT INTO parcel(id, label) VALUES (9, echo('nine'))",
                        "CREATE VIEW sly AS SELECT echo(label) AS label FROM parcel",
                    ])
            ]
        var configuration = Sample.configuration(folder, migrations: more)
        configuration.functions = [Self.echo]
        let database = try await Database.open(configuration)
        #expect(try await database.read { try $0.parcels() } == [9: "nine"])
        await #expect(throws: StorageError.self) {
            try await database.read { try $0.value("SELECT label FROM sly", as: String.self) }
        }
        await database.close()
    }
}
