import Encoding
import Exchange
import FoundationEssentials
import Glibc
import Inquiries
import Language
import Ledger
import Storage
import Synchronization
import Testing
import Tracing
import Transport

@testable import Nodes

/// Two nodes of this machine that know each other, in folders of their own.
final class TwoNodes: Sendable {
    let mexico: NodeFolder
    let states: NodeFolder
    private let base: String
    private let news = Mutex<[NodeNews]>([])
    /// How far the clock of both is ahead, in milliseconds.
    let ahead = Mutex<Int64>(0)

    /// Makes both, and each known to the other.
    init() async throws {
        let ports = (try await TwoNodes.freePort(), try await TwoNodes.freePort())
        base = "/tmp/rastro-nodes-\(getpid())-\(ports.0)"
        mexico = try NodeFolder(base + "-mx")
        states = try NodeFolder(base + "-us")
        let one = try await mexico.make(
            try TwoNodes.configuration("mx", ports.0), surroundings: surroundings)
        let other = try await states.make(
            try TwoNodes.configuration("us", ports.1), surroundings: surroundings)
        _ = try await mexico.addPeer(
            other, url: "http://127.0.0.1:\(ports.1)", now: surroundings.now())
        _ = try await states.addPeer(
            one, url: "http://127.0.0.1:\(ports.0)", now: surroundings.now())
    }

    deinit {
        for folder in [mexico.path, states.path, base + "-copy"] {
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    /// A port of loopback on which nobody listens.
    private static func freePort() async throws -> UInt16 {
        let server = try HTTPServer(at: .loopback(port: 0)) { _ in HTTPResponse(status: 404) }
        guard case .loopback(_, let port) = server.address else {
            preconditionFailure("a server on loopback has a port")
        }
        await server.stop(grace: .zero)
        return port
    }

    static func configuration(_ country: String, _ port: UInt16) throws -> NodeConfiguration {
        NodeConfiguration(
            name: try #require(NodeName("\(country).trace.example")),
            jurisdiction: country.uppercased(),
            agency: try #require(AgencyNumber("\(country.uppercased())FGR0001")),
            basis: try #require(LegalBasis(country == "mx" ? "mx:lfafe" : "us:18usc923g7")),
            listen: "127.0.0.1:\(port)",
            channel: .loopback)
    }

    var surroundings: NodeSurroundings {
        NodeSurroundings(
            now: { [weak self] in
                var time = timespec()
                unsafe clock_gettime(CLOCK_REALTIME, &time)
                let ahead = self?.ahead.withLock { $0 } ?? 0
                let milliseconds =
                    Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000 + ahead
                guard let moment = Moment(milliseconds: milliseconds) else {
                    preconditionFailure("a clock before 1970")
                }
                return moment
            },
            pause: { try? await Task.sleep(for: $0) },
            random: { UInt64.random(in: 0...UInt64.max) },
            say: { [weak self] news in self?.news.withLock { $0.append(news) } })
    }

    /// What failed and went on, of both.
    var failures: [NodeNews] {
        news.withLock { $0 }.filter {
            if case .failed = $0 { true } else { false }
        }
    }

    /// Puts a node into service.
    func start(_ folder: NodeFolder, answerer: (any Answerer)?) async throws -> Task<Void, Never> {
        let host = try NodeHost(
            try await NodeService(folder, surroundings: surroundings), answerer: answerer)
        return Task { await host.run() }
    }

    /// Ends a node's service in order.
    func stop(_ running: Task<Void, Never>) async {
        running.cancel()
        await running.value
    }

    /// Runs both while something is done; the second one answers.
    func whileRunning(
        answerer: any Answerer = EchoAnswerer(), _ work: () async throws -> Void
    ) async throws {
        let one = try await start(mexico, answerer: nil)
        let other = try await start(states, answerer: answerer)
        do {
            try await work()
        } catch {
            await stop(one)
            await stop(other)
            throw error
        }
        await stop(one)
        await stop(other)
    }

    /// Waits until something holds at the first node; fails after a minute.
    func wait(_ holds: (NodeReader) async throws -> Bool) async throws {
        try await wait(at: try await NodeReader(mexico), holds)
    }

    /// Waits until something holds at a node; fails after a minute.
    func wait(
        at reader: NodeReader, _ holds: (NodeReader) async throws -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for _ in 0..<600 {
            if try await holds(reader) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        let overview = try await reader.overview()
        Issue.record(
            "not in a minute: \(overview.messages) \(overview.conversations) \(overview.entries)",
            sourceLocation: sourceLocation)
    }

    /// Waits until all messages of both have an end, and all entries are published.
    func waitUntilDelivered() async throws {
        for folder in [mexico, states] {
            try await wait(at: try await NodeReader(folder)) { reader in
                let overview = try await reader.overview()
                return overview.checkpoint?.size == overview.entries
                    && overview.messages.allSatisfy {
                        !["logged", "sending", "seen"].contains($0.state)
                    }
            }
        }
    }

    /// The entries of a node's ledger, of some kinds, as far as its tables keep them.
    func entries(_ folder: NodeFolder, _ kinds: Set<EntryKind>) async throws -> [LedgerEntry] {
        let reader = try await NodeReader(folder)
        let found = try await reader.rows { transaction in
            try transaction.rows("SELECT bytes FROM entry ORDER BY number", as: [UInt8].self)
                .map { try LedgerEntry($0) }
        }
        await reader.close()
        return found.filter { kinds.contains($0.kind) }
    }

    /// Audits a node's ledger.
    func audit(_ folder: NodeFolder) throws {
        let bytes = try Data(contentsOf: URL(filePath: folder.manifest))
        let manifest = try KeyManifest(try SignedNote(Array(bytes)).text)
        let report = LedgerAudit(LedgerFolder(path: folder.ledger), log: manifest.keys.log).run()
        #expect(report.isSound)
    }

    /// Copies a node at rest.
    func copy(_ folder: NodeFolder) throws -> String {
        try FileManager.default.copyItem(atPath: folder.path, toPath: base + "-copy")
        return base + "-copy"
    }

    /// Puts a node at rest back to its copy.
    func putBack(_ folder: NodeFolder, to copy: String) throws {
        try FileManager.default.removeItem(atPath: folder.path)
        try FileManager.default.moveItem(atPath: copy, toPath: folder.path)
    }
}

/// Answers each request by what it says, so that a test sees which question an answer is of.
struct EchoAnswerer: Answerer {
    static func body(_ number: Int) -> JSONObject {
        TraceRequestBody.body(
            of: Recovery(unreadRow: number, reference: "F-\(number)", file: "r.csv"))
    }

    func answer(_ request: Message, now: @Sendable () -> Moment) async throws -> TraceAnswer {
        let reference = request.body["ref"]?.string ?? ""
        let finding = Finding(
            unread: Recovery(unreadRow: 0, reference: reference, file: ""),
            because: Phrase("tracing.reason.unread_date", ["date": .text(reference)]))
        let time = now()
        return TraceAnswer(
            body: TraceResultBody.write(finding).body, secrets: [],
            asked: [.init(licence: "1-23-456", asked: time, answered: time)], found: time)
    }
}

/// Answers each request with the same sealed name.
struct NamingAnswerer: Answerer {
    static let name = "NOMBRE-DE-PRUEBA"

    func answer(_ request: Message, now: @Sendable () -> Moment) async throws -> TraceAnswer {
        let answer = try await EchoAnswerer().answer(request, now: now)
        let name = try #require(FieldPath("purchaser.name"))
        return TraceAnswer(
            body: answer.body, secrets: [(name, .text(NamingAnswerer.name))], asked: answer.asked,
            found: answer.found)
    }
}
