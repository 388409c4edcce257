import Cryptography
import Encoding
import Exchange
import Inquiries
import Ledger
import Policy
import Synchronization
import Testing
import Tracing
import Vault

@testable import Nodes

/// Two nodes of which the first has an answer with a sealed name, and the second can be away.
final class EmergencyStage: Sendable {
    let nodes: TwoNodes
    let keys: [String: SigningKey]
    /// By how much the first node's clock is ahead, in milliseconds.
    private let ahead = Mutex<Int64>(0)
    /// How many times faster than they should the first node's pauses are.
    private let speed: Int

    /// Has one recovery answered; both nodes are at rest then.
    init(speed: Int = 10) async throws {
        self.speed = speed
        nodes = try await TwoNodes()
        keys = try ["A-1": 1, "B-2": 2, "C-3": 3].mapValues { number in
            try #require(SigningKey(seed: [UInt8](repeating: number, count: 32)))
        }
        let one = try await nodes.start(nodes.mexico, answerer: nil)
        let other = try await nodes.start(nodes.states, answerer: try NamingAnswerer(nodes.states))
        let taken = try await LocalClient(nodes.mexico).submit(
            Submission(
                file: "r.csv", digest: Digest.sha256([1]),
                terms: Submission.Terms(officer: "A-1"),
                rows: [Submission.Row(row: 1, reference: "F-1", body: EchoAnswerer.body(1))]))
        guard case .taken(let submission, 1, _, _) = taken else {
            Issue.record("not taken")
            return
        }
        try await nodes.wait { try await $0.submission(submission)?.isFinished == true }
        try await nodes.waitUntilDelivered()
        await nodes.stop(one)
        await nodes.stop(other)
    }

    var client: LocalClient {
        get throws { try LocalClient(nodes.mexico) }
    }

    /// Lets time pass for the first node.
    func pass(hours: Int64) { ahead.withLock { $0 += hours * 3_600_000 } }

    /// The first node's clock.
    func now() -> Moment {
        let now = nodes.surroundings.now()
        return Moment(milliseconds: now.milliseconds + ahead.withLock { $0 }) ?? now
    }

    /// The first node at work.
    func service() async throws -> NodeService {
        let usual = nodes.surroundings
        let speed = speed
        return try await NodeService(
            nodes.mexico,
            surroundings: NodeSurroundings(
                now: { [self] in now() }, pause: { await usual.pause($0 / speed) },
                random: usual.random, say: usual.say))
    }

    /// Does something while the first node is in service and its ledger open, the other away.
    func alone(_ work: (NodeService) async throws -> Void) async throws {
        let other = try await nodes.start(nodes.states, answerer: nil)
        let service = try await service()
        let host = try NodeHost(service)
        let running = Task { await host.run() }
        for _ in 0..<600 where !service.isRunning { try await Task.sleep(for: .milliseconds(50)) }
        #expect(service.isRunning)
        await nodes.stop(other)
        do {
            try await work(service)
        } catch {
            await nodes.stop(running)
            throw error
        }
        await nodes.stop(running)
    }

    /// Makes officers known.
    func register(_ badges: String...) async throws {
        for badge in badges {
            let change = OfficerChange(badge: badge, key: try #require(keys[badge]).verifyingKey)
            guard case .done = try await client.change(change) else {
                Issue.record("\(badge) is not registered")
                return
            }
        }
    }

    /// The only request.
    func request() async throws -> UniqueIdentifier {
        let reader = try await NodeReader(nodes.mexico)
        let found = try await reader.requests(named: "F-1").first
        await reader.close()
        return try #require(found).identifier
    }

    func opening() throws -> OpeningRequest {
        OpeningRequest(
            officer: "A-1", role: .investigator, purpose: .exigent,
            basis: try #require(LegalBasis("mx:lfafe")),
            caseReference: try #require(CaseReference("FGR/7")), second: "B-2")
    }

    /// A draft; records an issue where there is none.
    func draft(_ opening: OpeningRequest? = nil) async throws -> LedgerEntry {
        let answer = try await client.draftEmergency(
            try await request(), try opening ?? self.opening())
        guard case .drafted(let bytes, _)? = answer else {
            Issue.record("no draft: \(String(describing: answer))")
            throw Failure()
        }
        return try LedgerEntry(bytes)
    }

    struct Failure: Error {}

    /// Signatures over a draft: who is said to sign, and with whose key.
    func sign(
        _ entry: LedgerEntry, _ service: NodeService, by signers: [(badge: String, key: String)]
    ) throws -> [BreakGlass.Signature] {
        let statement = try BreakGlass.statement(of: entry)
        return try signers.map { badge, key in
            BreakGlass.Signature(
                officer: service.pseudonym(badge), bytes: try #require(keys[key]).sign(statement))
        }
    }

    /// Opens in an emergency by two officers.
    func open(
        _ service: NodeService, _ opening: OpeningRequest? = nil
    ) async throws -> EmergencyAnswer? {
        let opening = try opening ?? self.opening()
        let entry = try await draft(opening)
        let second = opening.second ?? ""
        let signatures = try sign(
            entry, service, by: [(opening.officer, opening.officer), (second, second)])
        return try await client.openInEmergency(entry.identifier, signatures)
    }

    /// How the emergencies of a node stand.
    func emergencies(
        _ folder: NodeFolder? = nil, at moment: Moment? = nil
    ) async throws -> [EmergencyOverview] {
        let reader = try await NodeReader(folder ?? nodes.mexico)
        let found = try await reader.emergencies(at: moment ?? now())
        await reader.close()
        return found
    }

    func explanation(
        _ text: String = "MOTIVO-DE-PRUEBA", by officer: String = "A-1",
        role: PolicyRole = .investigator
    ) throws -> JustifyingRequest {
        JustifyingRequest(
            officer: officer, role: role,
            caseReference: try #require(CaseReference("FGR/7")), text: text)
    }
}
