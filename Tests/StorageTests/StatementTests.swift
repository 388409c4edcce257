import Storage
import Testing

struct StatementTests {
    /// What a read of nothing but this query throws.
    private func error(
        of query: Query, _ values: Int...
    ) async throws -> StorageError? {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        return await #expect(throws: StorageError.self) {
            try await database.write { transaction in
                switch values.count {
                case 0: _ = try transaction.rows(query) { _ in }
                case 1: _ = try transaction.rows(query, values[0]) { _ in }
                default: _ = try transaction.rows(query, values[0], values[1]) { _ in }
                }
            }
        }
    }

    @Test("a statement takes as many values as it has parameters")
    func parameterCounts() async throws {
        func expected(_ statement: String, _ found: Int, _ expected: Int) -> StorageError {
            .parameterCount(statement: statement, found: found, expected: expected)
        }
        #expect(try await error(of: "SELECT $1") == expected("SELECT $1", 0, 1))
        #expect(try await error(of: "SELECT $1, $2", 5) == expected("SELECT $1, $2", 1, 2))
        #expect(try await error(of: "SELECT 1", 5) == expected("SELECT 1", 1, 0))
        #expect(try await error(of: "SELECT ?", 5, 6) == expected("SELECT ?", 2, 1))
    }

    @Test("parameters are numbered, appear in any order and more than once, and have no names")
    func parameterNames() async throws {
        for (query, place) in [
            ("SELECT $1, :b", 2), ("SELECT $1, $3", 2), ("SELECT $0, $1", 1), ("SELECT ?, $1", 2),
            ("SELECT $1, $one", 2), ("SELECT $99999999999999999999, $1", 1),
        ] as [(Query, Int)] {
            guard case .parameterName(_, place)? = try await error(of: query, 1, 2) else {
                Issue.record("\(query) was carried out")
                continue
            }
        }
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let row = try await database.read {
            try $0.row(
                "SELECT $2, $1 || $3, $1", "one", 2, "three", as: Int.self, String.self,
                String.self)
        }
        let values = try #require(row)
        #expect(values == (2, "onethree", "one"))
    }

    @Test(
        "what would end the transaction or change the database's ways is not allowed",
        arguments: [
            "BEGIN", "COMMIT", "/* so */ END", "ROLLBACK", "SAVEPOINT a", "RELEASE a",
            "PRAGMA journal_mode = DELETE", "PRAGMA synchronous = 0", "ATTACH '/tmp/x' AS x",
            "INSERT OR ROLLBACK INTO parcel (label) VALUES ('a')", "DETACH main",
        ] as [Query])
    func forbidden(query: Query) async throws {
        guard case .notAllowed? = try await error(of: query) else {
            Issue.record("\(query) was carried out")
            return
        }
    }

    @Test("one query is one statement")
    func several() async throws {
        #expect(try await error(of: "") == .notOneStatement(statement: ""))
        #expect(try await error(of: " -- none") == .notOneStatement(statement: "-- none"))
        let two = StorageError.notOneStatement(statement: "SELECT 1; SELECT 2")
        #expect(try await error(of: "SELECT 1; SELECT 2") == two)
    }

    @Test("a wrong statement is shown with what is wrong, and one put together is not")
    func invalid() async throws {
        #expect(
            try await error(of: "SELECT nose FROM parcel")
                == .invalid(
                    statement: "SELECT nose FROM parcel", reason: "no such column: nose"))
        #expect(
            try await error(of: Query(composed: "SELECT secret FROM parcel"))
                == .invalid(statement: "a composed statement", reason: "SQL logic error"))
        // Where the quotes of names hold a text, a misspelt column would be one.
        #expect(
            try await error(of: "SELECT \"nose\" FROM parcel")
                == .invalid(
                    statement: "SELECT \"nose\" FROM parcel", reason: "no such column: nose"))
    }

    @Test("columns and rows that are not there are told")
    func shapes() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        func error(_ work: @escaping @Sendable (borrowing Transaction<Reading>) throws -> Void)
            async
            -> StorageError?
        {
            await #expect(throws: StorageError.self) { try await database.read(work) }
        }
        let two: Query = "SELECT 1, 2"
        #expect(
            await error { _ = try $0.rows(two) { try $0.value(at: 2, as: Int.self) } }
                == .noSuchColumn(statement: "SELECT 1, 2", column: 2, count: 2))
        #expect(
            await error { _ = try $0.rows(two) { try $0.value(at: -1, as: Int.self) } }
                == .noSuchColumn(statement: "SELECT 1, 2", column: -1, count: 2))
        #expect(
            await error { _ = try $0.rows(two) { try $0.values(Int.self) } }
                == .columnCount(statement: "SELECT 1, 2", found: 2, expected: 1))
        #expect(
            await error { _ = try $0.value("SELECT 1 WHERE 0", as: Int.self) }
                == .notOneRow(statement: "SELECT 1 WHERE 0", isEmpty: true))
        let values: Query = "VALUES (1), (2)"
        #expect(
            await error { _ = try $0.value(values, as: Int.self) }
                == .notOneRow(statement: "VALUES (1), (2)", isEmpty: false))
    }

    @Test("a statement can be used inside itself, and more of them than are kept ready")
    func reuse() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let pairs = try await database.write { transaction in
            for id in 1...3 { try transaction.addParcel(id, "parcel \(id)") }
            var pairs = 0
            let query: Query = "SELECT id FROM parcel WHERE id > $1"
            try transaction.forEach(query, 0) { outer in
                let id = try outer.value(at: 0, as: Int.self)
                pairs += try transaction.rows(query, id) { _ in }.count
                return true
            }
            return pairs
        }
        #expect(pairs == 3)
        try await database.read { transaction in
            for round in 0..<2 {
                for number in 0..<250 {
                    let query = Query(composed: "SELECT \(number) + $1")
                    let sum = try transaction.value(query, round, as: Int.self)
                    #expect(sum == number + round)
                }
            }
        }
    }

    @Test("a statement put together takes a list of values, and says when it has another number")
    func lists() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let found = try await database.write { transaction in
            for id in 0..<20 { try transaction.addParcel(id, "parcel \(id)") }
            let wanted = [3, 5, 40]
            let places = wanted.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
            let query = Query(composed: "SELECT id, label FROM parcel WHERE id IN (\(places))")
            let rows = try transaction.rows(
                query, list: wanted.map(\.stored), as: Int.self, StoredValue.self)
            #expect(rows.map(\.1) == [.text("parcel 3"), .text("parcel 5")])
            let gone = try transaction.execute(
                "DELETE FROM parcel WHERE id IN ($1, $2)", list: [.integer(0), .integer(1)])
            #expect(gone == 2)
            return rows.map(\.0)
        }
        #expect(found == [3, 5])
        let wrong = StorageError.parameterCount(statement: "SELECT $1", found: 2, expected: 1)
        await #expect(throws: wrong) {
            try await database.read { transaction in
                try transaction.rows("SELECT $1", list: [.null, .null], as: Int?.self)
            }
        }
    }

    @Test("reading ends where the closure says so, and rows that change are counted")
    func endsAndCounts() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await database.write { transaction in
            for id in 1...5 { try transaction.addParcel(id, "parcel \(id)") }
            var seen = 0
            try transaction.forEach("SELECT id FROM parcel") { _ in
                seen += 1
                return seen < 2
            }
            #expect(seen == 2)
            #expect(try transaction.execute("UPDATE parcel SET weight = 2 WHERE id > 2") == 3)
            #expect(try transaction.execute("DELETE FROM parcel WHERE id = 9") == 0)
            #expect(try transaction.execute("CREATE TABLE other (id INTEGER)") == 0)
            let gone = try transaction.rows("DELETE FROM parcel WHERE id < 3 RETURNING id") {
                try $0.value(at: 0, as: Int.self)
            }
            #expect(gone == [1, 2])
        }
    }
}
