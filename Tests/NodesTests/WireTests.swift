import Encoding
import Ledger
import Testing
import Transport

@testable import Nodes

/// Entries on their way to a mirror.
struct EntryPushTests {
    private let push = EntryPush(
        origin: "mx.trace.example/ledger", first: 7, entries: [[1, 2, 3], [], [0x0A]])

    @Test("it is read as it was written")
    func roundTrip() {
        #expect(EntryPush(push.body) == push)
    }

    @Test(
        "a byte less or more makes it none, wherever it is cut off in its head or within an entry")
    func cut() {
        let body = push.body
        for count in 0..<body.count {
            guard let shorter = EntryPush(Array(body.prefix(count))) else { continue }
            // Cut between two entries, it is a push of fewer.
            #expect(shorter.entries.count < push.entries.count)
            #expect(shorter.body == Array(body.prefix(count)))
        }
        #expect(EntryPush(body + [0]) == nil)
        #expect(EntryPush(body + [0, 2, 1]) == nil)
    }

    @Test(
        "a head of another form makes it none",
        arguments: [
            "trace-entries/2\na/ledger\n0\n\n", "trace-entries/1\n\n0\n\n",
            "trace-entries/1\na/ledger\n-1\n\n", "trace-entries/1\na/ledger\n00\n\n",
            "trace-entries/1\na/ledger\n9223372036854775808\n\n",
            "trace-entries/1\na/ledger\n0\nx\n", "trace-entries/1\na b\n0\n\n",
            "trace-entries/1\na/ledger\n0\n", "trace-entries/1\r\na/ledger\r\n0\r\n\r\n",
            "trace-entries/1\n" + String(repeating: "a", count: 600) + "\n0\n\n",
        ])
    func heads(_ head: String) {
        #expect(EntryPush(Array(head.utf8) + [0, 1, 1]) == nil)
    }

    @Test("none is empty, and none is longer than a request may be")
    func sizes() {
        #expect(EntryPush(Array("trace-entries/1\na/ledger\n0\n\n".utf8)) == nil)
        let entries = [[UInt8]](repeating: [UInt8](repeating: 1, count: 4096), count: 400)
        let part = EntryPush.part(entries[...])
        #expect(part.count > 200 && part.count < entries.count)
        let body = EntryPush(origin: "a/ledger", first: 0, entries: Array(part)).body
        #expect(body.count <= EntryPush.mostBytes && EntryPush(body) != nil)
        let long = EntryPush(origin: "a/ledger", first: 0, entries: entries).body
        #expect(EntryPush(long) == nil)
        #expect(EntryPush.part(entries[..<1]).count == 1)
    }
}

/// What a request asks of a node.
struct PeerRouteTests {
    private static let identifier = "01a215d1-97e5-789e-86ea-624e2d32ad9e"
    private static let digest = String(repeating: "0a", count: 32)

    private func route(_ method: HTTPMethod, _ path: String) throws -> PeerRoute? {
        PeerRoute(method, try HTTPTarget(path))
    }

    @Test(
        "each route is known by its method and its path",
        arguments: [
            (HTTPMethod.post, "/v1/messages", false, true),
            (.post, "/v1/messages/bundle", false, true),
            (.post, "/v1/entries", false, true),
            (.post, "/add-checkpoint", true, true),
            (.get, "/v1/keys", true, false),
            (.get, "/v1/messages/" + identifier, false, false),
            (.get, "/v1/received/" + identifier, false, false),
            (.get, "/witness/\(digest)/checkpoint", true, false),
            (.get, "/ledger/checkpoint", true, false),
            (.get, "/ledger/tile/0/000", true, false),
            (.get, "/ledger/tile/1/x001/234.p/7", true, false),
            (.get, "/ledger/tile/entries/000", false, false),
            (.get, "/mirror/\(digest)/checkpoint", false, false),
            (.get, "/mirror/\(digest)/tile/entries/000.p/1", false, false),
        ] as [(HTTPMethod, String, Bool, Bool)])
    func routes(_ method: HTTPMethod, _ path: String, _ isPublic: Bool, _ hasBody: Bool) throws {
        let route = try #require(try route(method, path))
        #expect(route.isPublic == isPublic)
        #expect((route.bodyLimit > 0) == hasBody)
        let other: HTTPMethod = method == .get ? .post : .get
        #expect(try self.route(other, path) == nil)
        #expect(try self.route(method, path + "?a=b") == nil)
        #expect(try self.route(method, path + "/more") == nil)
    }

    @Test(
        "a path that leads elsewhere is no route",
        arguments: [
            "/", "/v1", "/v2/keys", "/V1/keys", "/v1/keys/x", "/ledger",
            "/ledger/state", "/ledger/lock", "/ledger/tile", "/ledger/tile/0",
            "/ledger/tile/0/000.p/256", "/ledger/tile/0/0", "/ledger/tile/64/000",
            "/ledger/tile/entries/000%2F..%2F..%2Fnode.json", "/ledger/%74ile/0/000x",
            "/ledger/checkpoint%00", "/keys/log.key", "/node.json", "/mirror/checkpoint",
            "/mirror/00/checkpoint", "/mirror/us.trace.example/checkpoint",
            "/witness/00/checkpoint",
            "/witness/checkpoint", "/v1/messages/1",
            "/v1/messages/01A215D1-97E5-789E-86EA-624E2D32AD9E",
            "/v1/received/..%2F..", "/mirror/\(digest)", "/mirror/\(digest)/keys/log.key",
        ])
    func tricks(_ path: String) {
        // Some are refused as targets already.
        guard let target = try? HTTPTarget(path) else { return }
        for method in [HTTPMethod.get, .post] { #expect(PeerRoute(method, target) == nil) }
    }
}
