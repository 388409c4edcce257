import Cryptography
import Exchange
import FoundationEssentials
import Ledger
import Testing

@testable import Nodes
@testable import Transport

/// What a node answers to whom.
@Suite(.serialized) struct NodeAnsweringTests {
    private static let identifier = "01a215d1-97e5-789e-86ea-624e2d32ad9e"

    /// Every route, with its status for its peer, for whom nobody knows, and for one who signs and is not known.
    private func calls(_ nodes: TwoNodes) async throws -> [(SignedCall, peer: Int, public: Int)] {
        let now = nodes.surroundings.now()
        func digest(_ folder: NodeFolder) async throws -> String {
            let keys = try await folder.keysInUse(nodes.surroundings)
            return Digest.sha256(Array(keys.log.verifier.name.utf8)).bytes
                .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        let (own, others) = (try await digest(nodes.states), try await digest(nodes.mexico))
        let identifier = Self.identifier
        return [
            (SignedCall(path: "/v1/keys", now: now), 200, 200),
            // Until its ledger is open against its witness, the node takes no message.
            (SignedCall(method: .post, path: "/v1/messages", body: [1], now: now), 503, 401),
            (SignedCall(method: .post, path: "/v1/messages/bundle", body: [1], now: now), 400, 401),
            // Of a bundle, each message is told for itself to come later.
            (
                SignedCall(
                    method: .post, path: "/v1/messages/bundle",
                    body: MessageBundle.body([[1], [2]]), now: now), 200, 401
            ),
            (SignedCall(method: .post, path: "/v1/entries", body: [1], now: now), 400, 401),
            (SignedCall(method: .post, path: "/add-checkpoint", body: [1], now: now), 400, 400),
            (SignedCall(path: "/v1/messages/" + identifier, now: now), 404, 401),
            (SignedCall(path: "/v1/received/" + identifier, now: now), 404, 401),
            (SignedCall(path: "/witness/\(others)/checkpoint", now: now), 404, 404),
            (SignedCall(path: "/ledger/checkpoint", now: now), 404, 404),
            (SignedCall(path: "/ledger/tile/0/000", now: now), 404, 404),
            (SignedCall(path: "/ledger/tile/entries/000", now: now), 404, 401),
            (SignedCall(path: "/mirror/\(others)/checkpoint", now: now), 404, 401),
            // The mirror of another than the one who asks is none.
            (SignedCall(path: "/mirror/\(own)/checkpoint", now: now), 404, 401),
            (SignedCall(path: "/nothing", now: now), 404, 404),
        ]
    }

    @Test("each route answers its peer, and refuses who is none")
    func routes() async throws {
        let nodes = try await TwoNodes()
        let service = try await NodeService(nodes.states, surroundings: nodes.surroundings)
        let peer = try await nodes.mexico.keysInUse(nodes.surroundings).message
        let own = try await nodes.states.keysInUse(nodes.surroundings).message
        let key = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        let stranger = try #require(MessageSigner(name: "xx.trace.example/node", key: key))
        // A key that is named as the peer's is not the peer's.
        let impostor = try #require(MessageSigner(name: "mx.trace.example/node", key: key))
        for (call, forPeer, forAll) in try await calls(nodes) {
            var call = call
            #expect(try await call.status(at: service) == forAll, "\(call.path)")
            call.signer = peer
            let status = try await call.status(at: service, signedBy: [own.verifier])
            #expect(status == forPeer, "\(call.path)")
            for signer in [stranger, impostor, own] {
                call.signer = signer
                let isNone = call.path == "/nothing"
                #expect(
                    try await call.status(at: service) == (isNone ? 404 : 401), "\(call.path)")
            }
        }
    }

    @Test("a request is answered once, in its time, as it was signed")
    func replays() async throws {
        let nodes = try await TwoNodes()
        let service = try await NodeService(nodes.states, surroundings: nodes.surroundings)
        let keys = [try await nodes.states.keysInUse(nodes.surroundings).message.verifier]
        var call = SignedCall(now: nodes.surroundings.now())
        call.signer = try await nodes.mexico.keysInUse(nodes.surroundings).message
        #expect(try await call.status(at: service, signedBy: keys) == 200)
        #expect(try await call.status(at: service, signedBy: keys) == 401)
        call.path = "/v1/messages/" + Self.identifier
        // Another request with the same nonce is a replay as well.
        #expect(try await call.status(at: service, signedBy: keys) == 401)
        let (signed, _) = try SignedCall(signer: call.signer, now: call.now).made()
        let moved = HTTPRequest(
            head: HTTPRequestHead(
                method: .get, target: try HTTPTarget("/v1/messages/" + Self.identifier),
                fields: signed.fields, bodyLength: 0), body: [], pieces: nil)
        #expect(await service.answer(moved).status == 401)
        let filled = HTTPRequest(
            head: HTTPRequestHead(
                method: .get, target: signed.target, fields: signed.fields, bodyLength: 1),
            body: [1], pieces: nil)
        #expect(await service.answer(filled).status == 401)
        #expect(await service.answer(signed).status == 200)
        for seconds: Int64 in [-400, 120] {
            var late = SignedCall(now: nodes.surroundings.now())
            late.signer = call.signer
            late.now = try #require(
                Moment(milliseconds: late.now.milliseconds + seconds * 1000))
            #expect(try await late.status(at: service, signedBy: keys) == 401)
        }
    }

    @Test("no body is read that is longer than its route may have")
    func bodies() throws {
        func limit(_ method: HTTPMethod, _ path: String) throws -> Int? {
            let head = HTTPRequestHead(
                method: method, target: try HTTPTarget(path), fields: HTTPFields(),
                bodyLength: nil)
            guard case .whole(let limit) = NodeService.bodyPlan(head) else { return nil }
            return limit
        }
        #expect(try limit(.post, "/v1/messages") == Transfer.mostBytes)
        #expect(try limit(.post, "/v1/messages/bundle") == MessageBundle.mostBytes)
        #expect(try limit(.post, "/v1/entries") == EntryPush.mostBytes)
        #expect(try limit(.post, "/add-checkpoint") == 2 * SignedNote.mostBytes)
        for path in ["/v1/keys", "/ledger/checkpoint", "/nothing", "/v1/messages/x"] {
            #expect(try limit(.get, path) == 0)
            #expect(try limit(.post, path) == 0)
        }
    }

    @Test("behind nginx, a peer is known by its certificate as well")
    func channels() async throws {
        let nodes = try await TwoNodes()
        var configuration = try NodeConfiguration(nodes.states)
        configuration.channel = .front
        try configuration.write(to: nodes.states)
        let service = try await NodeService(nodes.states, surroundings: nodes.surroundings)
        let peer = try await nodes.mexico.keysInUse(nodes.surroundings)
        let keys = [try await nodes.states.keysInUse(nodes.surroundings).message.verifier]
        let mexico = try NodeConfiguration(nodes.mexico)
        try nodes.mexico.certify(mexico, peer.channel, now: nodes.surroundings.now())
        let pem = try #require(try PrivateFiles.read(nodes.mexico.certificate, atMost: 1 << 16))
        let escaped = String(decoding: pem, as: UTF8.self)
            .replacing("\n", with: "%0A").replacing(" ", with: "%20")
            .replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
        let own = try #require(try PrivateFiles.read(nodes.states.certificate, atMost: 1 << 16))
        let another = String(decoding: own, as: UTF8.self).replacing("\n", with: "%0A")
            .replacing(" ", with: "%20").replacing("+", with: "%2B")
        for (certificate, signed, entries) in [
            (escaped, 200, 404), (another, 401, 401), (nil, 401, 401), ("", 401, 401),
            ("-----BEGIN", 401, 401),
        ] {
            var call = SignedCall(now: nodes.surroundings.now())
            call.certificate = certificate
            call.signer = peer.message
            #expect(try await call.status(at: service, signedBy: keys) == signed)
            // Who reads the ledger with the tools of others signs nothing.
            call.signer = nil
            call.path = "/ledger/tile/entries/000"
            #expect(try await call.status(at: service) == entries)
            call.path = "/v1/messages/" + Self.identifier
            #expect(try await call.status(at: service) == 401)
        }
    }
}
