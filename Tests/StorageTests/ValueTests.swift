import Storage
import Testing

struct ValueTests {
    static let values: [StoredValue] = [
        .null, .integer(0), .integer(.min), .integer(.max), .real(0.1), .real(-.infinity),
        .text(""), .text("Ñandú 🦤"), .text("a\u{0}b"), .bytes([]), .bytes([0, 255, 39]),
    ]

    @Test("what is bound is read back to the last bit", arguments: values)
    func roundTrip(value: StoredValue) async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let read = try await database.write { transaction in
            try transaction.execute("CREATE TABLE any_value (it ANY) STRICT")
            switch value {
            case .null: try transaction.execute("INSERT INTO any_value VALUES ($1)", Int?.none)
            case .integer(let it): try transaction.execute("INSERT INTO any_value VALUES ($1)", it)
            case .real(let it): try transaction.execute("INSERT INTO any_value VALUES ($1)", it)
            case .text(let it): try transaction.execute("INSERT INTO any_value VALUES ($1)", it)
            case .bytes(let it): try transaction.execute("INSERT INTO any_value VALUES ($1)", it)
            }
            return try transaction.rows("SELECT it FROM any_value") { try $0.stored(at: 0) }
        }
        #expect(read == [value])
    }

    @Test("Swift's types are kept as their own kind, optionals and enumerations too")
    func types() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let (first, second) = try await database.read { transaction in
            let first = try transaction.row(
                "SELECT $1, $2, $3, $4, $5, $6", 7, true, 1.5, "x", [1, 2] as [UInt8],
                ParcelState.sent, as: Int64.self, Bool.self, Double.self, String.self,
                [UInt8].self, ParcelState.self)
            let second = try transaction.row(
                "SELECT $1, $2", Int?.none, ParcelState?.some(.lost), as: Int?.self,
                ParcelState?.self)
            return (first, second)
        }
        let kept = try #require(first)
        #expect(kept == (7, true, 1.5, "x", [1, 2], ParcelState.sent))
        let other = try #require(second)
        #expect(other.0 == nil)
        #expect(other.1 == .lost)
    }

    @Test("a column of another kind, or of none, is refused and its value not shown")
    func wrongTypes() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        func reading<Value: StorageValue>(_ query: Query, as type: Value.Type) async
            -> StorageError?
        {
            await #expect(throws: StorageError.self) {
                try await database.read { try $0.value(query, as: type) }
            }
        }
        func error(_ statement: String, _ found: StoredValue.Kind, _ expected: String)
            -> StorageError
        {
            .unreadable(statement: statement, column: 0, found: found, expected: expected)
        }
        #expect(await reading("SELECT '12'", as: Int.self) == error("SELECT '12'", .text, "Int"))
        #expect(
            await reading("SELECT 12", as: String.self) == error("SELECT 12", .integer, "String"))
        #expect(await reading("SELECT 2", as: Bool.self) == error("SELECT 2", .integer, "Bool"))
        #expect(await reading("SELECT 1", as: Double.self) == error("SELECT 1", .integer, "Double"))
        #expect(await reading("SELECT NULL", as: Int.self) == error("SELECT NULL", .null, "Int"))
        #expect(
            await reading("SELECT 'odd'", as: ParcelState.self)
                == error("SELECT 'odd'", .text, "ParcelState"))
        #expect(
            await reading("SELECT CAST(x'ff' AS TEXT)", as: String.self)
                == .notText(statement: "SELECT CAST(x'ff' AS TEXT)", column: 0))
    }

    @Test("a number that is none is refused rather than kept as nothing")
    func notANumber() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        await #expect(throws: StorageError.notANumber(statement: "SELECT $1, $2", parameter: 2)) {
            try await database.read { try $0.rows("SELECT $1, $2", 1, Double.nan) { _ in } }
        }
    }
}
