import Encoding
import Exchange
import Glibc
import Ledger
import Nodes
import Synchronization
import Testing
import Transport

/// Two nodes of this machine that know each other, in folders of their own.
final class TwoNodes: Sendable {
    let mexico: NodeFolder
    let states: NodeFolder
    let news = Mutex<[NodeNews]>([])

    /// Makes both, and each known to the other.
    init(ports: (UInt16, UInt16)) async throws {
        let base = "/tmp/rastro-nodes-\(getpid())-\(ports.0)"
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

    static func configuration(_ country: String, _ port: UInt16) throws -> NodeConfiguration {
        NodeConfiguration(
            name: try #require(NodeName("\(country).trace.example")),
            jurisdiction: country.uppercased(),
            agency: try #require(AgencyNumber("\(country.uppercased())FGR0001")),
            basis: try #require(LegalBasis("\(country):test")), listen: "127.0.0.1:\(port)",
            channel: .loopback)
    }

    var surroundings: NodeSurroundings {
        NodeSurroundings(
            now: {
                var time = timespec()
                unsafe clock_gettime(CLOCK_REALTIME, &time)
                let milliseconds = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
                return Moment(milliseconds: milliseconds) ?? Moment.zero
            },
            pause: { try? await Task.sleep(for: $0) },
            random: { UInt64.random(in: 0...UInt64.max) },
            say: { [weak self] news in self?.news.withLock { $0.append(news) } })
    }
}

extension Moment {
    static let zero = Moment(seconds: 0)!
}

/// Answers each request by what it says, so that a test sees which question an answer is of.
struct EchoAnswerer: Answerer {
    func answer(_ request: Message, now: @Sendable () -> Moment) async throws -> TraceAnswer {
        var body = JSONObject()
        body["echo"] = .object(request.body)
        let time = now()
        return TraceAnswer(
            body: body, secrets: [],
            asked: [.init(licence: "1-23-456", asked: time, answered: time)], found: time)
    }
}
