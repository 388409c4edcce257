import Storage
import Testing

/// No error shows what was bound, read or put into a statement.
struct CanaryTests {
    typealias Work = @Sendable (borrowing Transaction<Writing>) throws -> Void

    struct Failure: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let work: Work

        init(_ description: String, _ work: @escaping Work) {
            testDescription = description
            self.work = work
        }
    }

    static let canary = "Ximena Canaria"

    static let failures: [Failure] = [
        Failure("the same label again") { try $0.addParcel(2, canary) },
        Failure("a condition") {
            try $0.execute(
                "INSERT INTO parcel (label, weight) VALUES ($1, $2)", canary + "2", -77_431.5)
        },
        Failure("a text for a number") {
            try $0.execute("INSERT INTO parcel (label, weight) VALUES ('a', $1)", canary)
        },
        Failure("too many values") {
            _ = try $0.rows("SELECT $1", canary, canary, as: String.self)
        },
        Failure("a text read as a number") {
            _ = try $0.value("SELECT label FROM parcel", as: Int.self)
        },
        Failure("a text read as an enumeration") {
            _ = try $0.value("SELECT label FROM parcel", as: ParcelState.self)
        },
        Failure("a search that the index does not understand") {
            try $0.execute("CREATE VIRTUAL TABLE words USING fts5 (word)")
            _ = try $0.rows(
                "SELECT * FROM words WHERE words MATCH $1", canary + " \" (", as: String.self)
        },
        Failure("a wrong path of JSON") {
            _ = try $0.rows("SELECT json_extract('{}', $1)", canary, as: String?.self)
        },
        Failure("a wrong pattern") {
            _ = try $0.rows("SELECT 'a' LIKE 'b' ESCAPE $1", canary, as: Bool.self)
        },
        Failure("a value in the text of a statement") {
            let query = Query(composed: "SELECT '\(canary)' FROM nowhere")
            _ = try $0.rows(query, as: String.self)
        },
        Failure("a value in the text of a statement that names no column") {
            let query = Query(composed: "SELECT \"\(canary)\" FROM parcel")
            _ = try $0.rows(query, as: String.self)
        },
        Failure("a value as the name of what is read") {
            let query = Query(composed: "SELECT label AS \"\(canary)\" FROM parcel")
            _ = try $0.rows(query, as: Int.self)
        },
        Failure("an odd quote") {
            _ = try $0.rows(Query(composed: "SELECT '\(canary)"), as: Int.self)
        },
    ]

    @Test("no error shows a value", arguments: failures)
    func silent(failure: Failure) async throws {
        let folder = try TestFolder()
        let database = try await Sample.open(folder)
        try await database.write { try $0.addParcel(1, canary) }
        let error = await #expect(throws: StorageError.self) {
            try await database.write { try failure.work($0) }
        }
        let thrown = try #require(error)
        var dumped = ""
        dump(thrown, to: &dumped)
        for text in [thrown.description, String(reflecting: thrown), dumped] {
            #expect(!text.contains("Canaria"))
            #expect(!text.contains("77431"))
        }
    }

    private var canary: String { Self.canary }
}
