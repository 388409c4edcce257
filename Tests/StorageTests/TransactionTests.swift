import Storage
import Testing

struct TransactionTests {
    struct Refusal: Error, Equatable {}

    @Test("what was written is read by everybody after, and what was thrown away by nobody")
    func writesAndUndoes() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let id = try await database.write { transaction in
            try transaction.addParcel(1, "first")
            return try transaction.value("SELECT max(id) FROM parcel", as: Int.self)
        }
        #expect(id == 1)
        await #expect(throws: Refusal()) {
            try await database.write { transaction in
                try transaction.addParcel(2, "second")
                throw Refusal()
            }
        }
        await #expect(throws: Refusal()) {
            try await database.read { transaction in
                #expect(try transaction.parcels() == [1: "first"])
                throw Refusal()
            }
        }
        await database.close()
        let again = try await Sample.open(folder)
        #expect(try await again.read { try $0.parcels() } == [1: "first"])
    }

    @Test("a read sees one moment, whatever is written meanwhile")
    func snapshots() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await database.write { try $0.addParcel(0, "0") }
        try await withThrowingTaskGroup { group in
            group.addTask {
                for id in 1...300 { try await database.write { try $0.addParcel(id, "\(id)") } }
            }
            for _ in 0..<4 {
                group.addTask {
                    var last = 0
                    while last < 301 {
                        let counts = try await database.read { transaction in
                            try (0..<20).map { _ in try transaction.countOfParcels() }
                        }
                        #expect(Set(counts).count == 1, "one read saw \(counts)")
                        #expect(counts[0] >= last, "a later read saw less")
                        last = counts[0]
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a read that goes on keeps its moment while a write returns")
    func readerDoesNotBlock() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let gate = Gate()
        async let seen = database.read { transaction in
            let before = try transaction.countOfParcels()
            gate.open()
            // Until the write has returned: its end is waited for outside Swift's threads.
            gate.waitForSecond()
            return [before, try transaction.countOfParcels()]
        }
        await gate.opened()
        try await database.write { try $0.addParcel(1, "one") }
        #expect(try await database.read { try $0.countOfParcels() } == 1)
        gate.openSecond()
        #expect(try await seen == [0, 0])
    }

    @Test(
        "reads block threads of their own: more of them at once than Swift has",
        .timeLimit(.minutes(10)))
    func ownThreads() async throws {
        let folder = try TestFolder()
        try await Sample.open(folder).close()
        let database = try await Database.open(Sample.configuration(folder, readers: 24))
        let gate = Gate()
        try await withThrowingTaskGroup { group in
            for _ in 0..<24 {
                group.addTask {
                    try await database.read { _ in
                        gate.open()
                        gate.waitForSecond()
                    }
                }
            }
            await gate.opened(24)
            for _ in 0..<24 { gate.openSecond() }
            try await group.waitForAll()
        }
    }

    @Test("a read can not write")
    func readsOnly() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        await #expect(throws: StorageError.readingOnly(path: folder.file("world.db"))) {
            try await database.read { try $0.rows("DELETE FROM parcel RETURNING id", as: Int.self) }
        }
    }

    @Test(
        "a broken constraint is told with what it is of",
        arguments: [
            (
                "INSERT INTO parcel (label) VALUES ('taken')" as Query,
                StorageError.Constraint.unique, "parcel.label"
            ),
            ("INSERT INTO parcel (id, label) VALUES (1, 'b')", .unique, "parcel.id"),
            ("INSERT INTO parcel (label) VALUES (NULL)", .notNull, "parcel.label"),
            ("INSERT INTO parcel (label, weight) VALUES ('c', -1)", .check, "weight > 0"),
            (
                "INSERT INTO parcel (label, seal) VALUES ('c', 5)", .type,
                "cannot store INT value in BLOB column parcel.seal"
            ),
        ])
    func constraints(query: Query, constraint: StorageError.Constraint, what: String) async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await database.write { try $0.addParcel(1, "taken") }
        let error = await #expect(throws: StorageError.self) {
            try await database.write { try $0.execute(query) }
        }
        guard case .constraint(let found, let subject, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found == constraint)
        #expect(subject == what)
    }

    @Test("a closed database and a cancelled task do nothing")
    func refusals() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let cancelled = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            try await database.write { try $0.addParcel(1, "one") }
        }
        let result = await cancelled.result
        #expect(throws: StorageError.cancelled) { try result.get() }
        #expect(try await database.read { try $0.countOfParcels() } == 0)
        await database.close()
        let closed = StorageError.closed(path: folder.file("world.db"))
        await #expect(throws: closed) { try await database.read { try $0.countOfParcels() } }
        await #expect(throws: closed) { try await database.write { try $0.addParcel(1, "one") } }
        await #expect(throws: closed) { try await database.checkpoint() }
        await #expect(throws: closed) { try await database.integrityCheck() }
        #expect(folder.names == ["world.db"], "the log was not moved into the file")
    }

    @Test("a second process that writes is waited for, and then told")
    func busy() async throws {
        let folder = try TestFolder()
        let first = try await Sample.open(folder)
        let second = try await Sample.open(folder)
        let gate = Gate()
        async let done: Void = first.write { transaction in
            try transaction.addParcel(1, "one")
            gate.open()
            gate.waitForSecond()
        }
        await gate.opened()
        await #expect(throws: StorageError.busy(path: folder.file("world.db"))) {
            try await second.write { try $0.addParcel(2, "two") }
        }
        gate.openSecond()
        try await done
        try await second.write { try $0.addParcel(2, "two") }
        #expect(try await first.read { try $0.parcels() } == [1: "one", 2: "two"])
    }
}
