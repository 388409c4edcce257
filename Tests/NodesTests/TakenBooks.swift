import Books
import Chronology
import Cryptography
import Delivery
import Encoding
import Exchange
import Firearms
import FoundationEssentials
import Inquiries
import Ledger
import Testing
import Tracing
import Training
import Vault

@testable import Nodes

/// A generated world whose books one of two nodes has taken in, and the same books in plain.
final class TakenBooks: Sendable {
    static let today = Day(number: 20_500)
    static let tables = ReferenceTables.carried
    let nodes: TwoNodes
    /// Where the world is.
    let world = TestFolder.make()

    /// Makes the nodes and the world, and takes nothing in.
    init(seed: UInt64 = 9, firearms: Int = 600, recoveries: Int = 60) async throws {
        nodes = try await TwoNodes()
        _ = try TrainingWorld(
            seed: seed, firearms: firearms, recoveries: recoveries, dress: .plain
        ).write(to: world)
        var configuration = try NodeConfiguration(nodes.states)
        configuration.books.takeLists(beside: books)
        try configuration.write(to: nodes.states)
    }

    deinit { try? FileManager.default.removeItem(atPath: world) }

    /// The folder of the plain books.
    var books: String { world + "/us/books" }

    func intake(_ folder: NodeFolder? = nil) throws -> BookIntake {
        try BookIntake(
            folder ?? nodes.states, tables: TakenBooks.tables, today: TakenBooks.today,
            surroundings: nodes.surroundings)
    }

    /// Takes all books in, and returns what became of each.
    @discardableResult
    func takeAll() async throws -> [BookIntake.Outcome] {
        let intake = try intake()
        var outcomes: [BookIntake.Outcome] = []
        for path in try BookShelf.paths(in: books) {
            outcomes.append(try await intake.take(path, isReplacing: false))
        }
        return outcomes
    }

    /// The lists that stand beside the books.
    func lists() throws -> (
        licensees: [Licensee], thefts: TheftReports, sales: MultipleSales
    ) {
        let beside = try NodeConfiguration(nodes.states).books
        return (
            try Registers.licensees(
                path: try #require(beside.licensees), today: TakenBooks.today
            ).licensees,
            try Registers.thefts(
                path: try #require(beside.theftLoss), today: TakenBooks.today
            ).reports,
            try Registers.multipleSales(
                path: try #require(beside.multipleSales), today: TakenBooks.today
            ).sales
        )
    }

    func tracer(_ books: [Book]) throws -> (tracer: Tracer, custodians: Custodians) {
        let lists = try lists()
        let custodians = Custodians(licensees: lists.licensees, books: books)
        return (
            Tracer(
                custodians: custodians, tables: TakenBooks.tables, thefts: lists.thefts,
                multipleSales: lists.sales), custodians
        )
    }

    /// What traces at a node by the books that it has taken in.
    func answerer(_ service: NodeService) async throws -> TracingAnswerer {
        let books = try #require(
            try await service.books(tables: TakenBooks.tables, licensees: try lists().licensees))
        #expect(!books.hasOtherLicensees)
        let (tracer, custodians) = try tracer(books.books)
        return TracingAnswerer(
            tracer, custodians: custodians, tables: TakenBooks.tables, books: books)
    }

    /// The requests of the world's recoveries.
    func requests() throws -> [JSONObject] {
        var bodies: [JSONObject] = []
        let sheet = try RecoverySheet(
            path: world + "/mx/recoveries.csv", tables: TakenBooks.tables, today: TakenBooks.today)
        _ = try sheet.readRows { bodies.append(TraceRequestBody.body(of: $0.recovery)) }
        return bodies
    }

    func message(_ body: JSONObject) async throws -> Message {
        let keys = try await nodes.mexico.keysInUse(nodes.surroundings)
        let now = nodes.surroundings.now()
        var message = Message(
            .traceRequest, identifier: nodes.surroundings.circumstances.identifier(),
            route: Message.Route(
                from: try NodeConfiguration(nodes.mexico).name,
                to: try NodeConfiguration(nodes.states).name),
            lifetime: try #require(Lifetime(from: now, until: now.later(by: 60_000))),
            grounds: keys.office)
        message.body = body
        return message
    }

    /// What the asking node reads of fields that a door seals anew for it.
    func opened(
        _ fields: [(path: FieldPath, value: PassedField)], by door: VaultDoor
    ) async throws -> [String: String] {
        let bytes = try #require(try PrivateFiles.read(nodes.mexico.manifest, atMost: 1 << 16))
        let asker = try KeyManifest(SignedNote(bytes).text)
        let seed = try #require(try nodes.mexico.plainVaultSeed())
        let key = try #require(BoxKey(seed: seed))
        let answer = nodes.surroundings.circumstances.identifier()
        var texts: [String: String] = [:]
        for (path, field) in fields {
            let sealed = try #require(
                try await door.reseal(field, as: path, of: answer, for: asker))
            texts[path.text] = String(
                decoding: try sealed.open(with: key, in: answer).value, as: UTF8.self)
        }
        return texts
    }

    /// The files below the folder of the node that has the books.
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let path = nodes.states.path
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            if let data = FileManager.default.contents(atPath: "\(path)/\(name)") {
                files[name] = Array(data)
            }
        }
        return files
    }
}
