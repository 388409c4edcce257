import Storage
import Testing

struct GroupCommitTests {
    struct Refusal: Error, Equatable {
        let id: Int
    }

    /// Carries out writes that all wait while another one is under way, so that they share a commit.
    ///
    /// Returns the error of each, in the order of the writes.
    static func together(
        _ database: Database, _ count: Int,
        _ work: @escaping @Sendable (Int, borrowing Transaction<Writing>) throws -> Void
    ) async throws -> [(any Error)?] {
        let gate = Gate()
        return try await withThrowingTaskGroup(of: (Int, (any Error)?).self) { group in
            group.addTask {
                try await database.write { _ in
                    gate.open()
                    gate.waitForSecond()
                }
                return (-1, nil)
            }
            await gate.opened()
            for id in 0..<count {
                group.addTask {
                    do {
                        try await database.write { try work(id, $0) }
                        return (id, nil)
                    } catch {
                        return (id, error)
                    }
                }
            }
            // They are on their way into the queue; those that come too late are in a commit of their own.
            for _ in 0..<1000 { await Task.yield() }
            gate.openSecond()
            var errors = [(any Error)?](repeating: nil, count: count)
            for try await (id, error) in group where id >= 0 { errors[id] = error }
            return errors
        }
    }

    @Test("hundreds of tasks write at once; each that fails undoes its own changes and no others")
    func failuresAmongMany() async throws {
        let folder = try TestFolder()
        let database = try await Database.open(
            Sample.configuration(folder, durability: .everyCommit))
        let errors = try await Self.together(database, 400) { id, transaction in
            try transaction.addParcel(id, "\(id)")
            if id % 7 == 0 { throw Refusal(id: id) }
            if id % 11 == 0 { try transaction.addParcel(10_000 + id, "\(id)") }
        }
        for id in 0..<400 {
            if id % 7 == 0 {
                #expect(errors[id] as? Refusal == Refusal(id: id))
            } else if id % 11 == 0 {
                guard case .constraint(.unique, "parcel.label", _)? = errors[id] as? StorageError
                else {
                    Issue.record("\(id): \(String(describing: errors[id]))")
                    continue
                }
            } else {
                #expect(errors[id] == nil)
            }
        }
        let kept = (0..<400).filter { $0 % 7 != 0 && $0 % 11 != 0 }
        let parcels = try await database.read { try $0.parcels() }
        #expect(parcels.keys.sorted() == kept)
    }

    @Test("a reference that leads nowhere is found in the write that made it, and costs no other")
    func deferredReferences() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let errors = try await Self.together(database, 20) { id, transaction in
            // The stop first: its parcel may come until the end of the write.
            try transaction.execute("INSERT INTO stop (parcel) VALUES ($1)", id)
            if id != 13 { try transaction.addParcel(id, "\(id)") }
        }
        for (id, error) in errors.enumerated() {
            guard id == 13 else {
                #expect(error == nil)
                continue
            }
            guard case .constraint(.reference, _, _)? = error as? StorageError else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(try await database.read { try $0.countOfParcels() } == 19)
        #expect(try await database.integrityCheck().isSound)
        // Alone, with no other to share a commit.
        let alone = await #expect(throws: StorageError.self) {
            try await database.write { try $0.execute("INSERT INTO stop (parcel) VALUES (99)") }
        }
        guard case .constraint(.reference, _, _)? = alone else {
            Issue.record("\(String(describing: alone))")
            return
        }
    }

    @Test("writes are carried out one after another, each seeing all before it")
    func order() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let seen = try await withThrowingTaskGroup(of: Int.self) { group in
            for id in 0..<300 {
                group.addTask {
                    try await database.write { transaction in
                        let before = try transaction.countOfParcels()
                        try transaction.addParcel(id, "\(id)")
                        return before
                    }
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(seen.sorted() == Array(0..<300))
    }

    @Test("one task's writes stay in its order among those of others")
    func orderOfOneTask() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await withThrowingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for step in 0..<40 {
                        try await database.write {
                            try $0.addParcel(task * 100 + step, "\(task).\(step)")
                        }
                        let count = try await database.read { transaction in
                            try transaction.value(
                                "SELECT count(*) FROM parcel WHERE id BETWEEN $1 AND $2",
                                task * 100, task * 100 + 99, as: Int.self)
                        }
                        #expect(count == step + 1, "what returned was not there to be read")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a failure that the work swallows is not the write's failure")
    func swallowed() async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        let errors = try await Self.together(database, 3) { id, transaction in
            try transaction.addParcel(id, "\(id)")
            _ = try? transaction.addParcel(id, "again")
        }
        #expect(errors.allSatisfy { $0 == nil })
        #expect(try await database.read { try $0.parcels() } == [0: "0", 1: "1", 2: "2"])
    }
}
