import Storage
import Testing

/// The database held against a dictionary, under the same random changes.
struct ModelTests {
    struct Refusal: Error {}

    /// What one transaction does.
    enum Change: Sendable {
        case put(Int, Int64)
        case remove(Int)
        case add(Int, Int64)
    }

    static let migrations = [
        Migration(
            number: 1, name: "counters",
            statements: [
                "CREATE TABLE counter (key INTEGER PRIMARY KEY, count INTEGER NOT NULL) STRICT"
            ])
    ]

    static func changes(_ generator: inout SplitMix) -> [Change] {
        (0..<Int.random(in: 1...6, using: &generator)).map { _ in
            let key = Int.random(in: 0..<40, using: &generator)
            let number = Int64.random(in: -1000...1000, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: return .remove(key)
            case 1: return .add(key, number)
            default: return .put(key, number)
            }
        }
    }

    static func apply(_ changes: [Change], to model: inout [Int: Int64]) {
        for change in changes {
            switch change {
            case .put(let key, let count): model[key] = count
            case .remove(let key): model[key] = nil
            case .add(let key, let count): model[key]? += count
            }
        }
    }

    static func apply(
        _ changes: [Change], in transaction: borrowing Transaction<Writing>
    ) throws(StorageError) {
        for change in changes {
            switch change {
            case .put(let key, let count):
                try transaction.execute(
                    """
                    INSERT INTO counter (key, count) VALUES ($1, $2)
                    ON CONFLICT (key) DO UPDATE SET count = excluded.count
                    """, key, count)
            case .remove(let key):
                try transaction.execute("DELETE FROM counter WHERE key = $1", key)
            case .add(let key, let count):
                try transaction.execute(
                    "UPDATE counter SET count = count + $2 WHERE key = $1", key, count)
            }
        }
    }

    static func contents(
        _ transaction: borrowing Transaction<Reading>
    ) throws(StorageError) -> [Int: Int64] {
        let rows = try transaction.rows(
            "SELECT key, count FROM counter", as: Int.self, Int64.self)
        return Dictionary(uniqueKeysWithValues: rows)
    }

    @Test(
        "random changes leave what they leave in a dictionary",
        arguments: 1...6 as ClosedRange<UInt64>)
    func changes(seed: UInt64) async throws {
        let folder = try TestFolder()
        let configuration = Sample.configuration(folder, migrations: Self.migrations)
        var generator = SplitMix(state: seed)
        var model: [Int: Int64] = [:]
        var database = try await Database.open(configuration)
        for round in 0..<150 {
            let changes = Self.changes(&generator)
            let isRefused = Int.random(in: 0..<4, using: &generator) == 0
            do {
                try await database.write { transaction in
                    try Self.apply(changes, in: transaction)
                    if isRefused { throw Refusal() }
                }
                Self.apply(changes, to: &model)
            } catch is Refusal {}
            #expect(try await database.read { try Self.contents($0) } == model)
            if round % 20 == 19 { try await database.checkpoint() }
            if round % 50 == 49 {
                await database.close()
                database = try await Database.open(configuration)
            }
        }
        #expect(try await database.integrityCheck().isSound)
        await database.close()
    }

    @Test("changes of many tasks leave what they leave in the order in which they were carried out")
    func concurrentChanges() async throws {
        let folder = try TestFolder()
        let database = try await Database.open(
            Sample.configuration(folder, migrations: Self.migrations))
        var generator = SplitMix(state: 99)
        let all = (0..<200).map { _ in Self.changes(&generator) }
        let places = Places()
        try await withThrowingTaskGroup { group in
            for (index, changes) in all.enumerated() {
                group.addTask {
                    do {
                        try await database.write { transaction in
                            try Self.apply(changes, in: transaction)
                            if index % 5 == 0 { throw Refusal() }
                            places.note(index)
                        }
                    } catch is Refusal {}
                }
            }
            try await group.waitForAll()
        }
        var model: [Int: Int64] = [:]
        for index in places.noted { Self.apply(all[index], to: &model) }
        #expect(places.noted.count == 160)
        #expect(try await database.read { try Self.contents($0) } == model)
    }
}
