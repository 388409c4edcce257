import Synchronization
import Cryptography
import Encoding
import Exchange
import Ledger
import Nodes
import Testing

@Suite(.serialized) struct TwoNodesTests {
    @Test func aRequestGoesThereAndItsAnswerComesBack() async throws {
        let nodes = try await TwoNodes(ports: (18_461, 18_462))
        let mexico = try NodeHost(
            try await NodeService(nodes.mexico, surroundings: nodes.surroundings, answerer: nil))
        let states = try NodeHost(
            try await NodeService(
                nodes.states, surroundings: nodes.surroundings, answerer: EchoAnswerer()))
        let running = Task {
            async let one: Void = mexico.run()
            async let other: Void = states.run()
            _ = await (one, other)
        }
        var body = JSONObject()
        body["x"] = .integer(7)
        let rows = (1...20).map { Submission.Row(row: $0, reference: "F-\($0)", body: body) }
        let client = try LocalClient(nodes.mexico)
        let answer = try await client.submit(
            Submission(
                file: "r.csv", digest: Digest.sha256([1]), terms: .init(officer: "B-1"), rows: rows))
        guard case .taken(_, let count, _) = answer else {
            Issue.record("not taken: \(answer)")
            return
        }
        #expect(count == 20)
        for _ in 0..<100 {
            try await Task.sleep(for: .milliseconds(100))
            print(await client.status().map { String(decoding: JSONValue.object($0).canonicalBytes, as: UTF8.self) } ?? "-")
        }
        print(nodes.news.withLock { $0 })
        running.cancel()
        await running.value
    }
}
