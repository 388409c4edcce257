import Front
import Synchronization
import Cryptography
import Encoding
import Delivery
import Exchange
import Ledger
import Storage
public import Transport

extension NodeService {
    /// How the body of a request of another node is taken in.
    public static func bodyPlan(_ head: HTTPRequestHead) -> HTTPBodyPlan {
        .whole(limit: PeerRoute(head.method, head.target)?.bodyLimit ?? 0)
    }

    /// Answers a request of another node, of an auditor, or of a witness's client.
    public func answer(_ request: HTTPRequest) async -> HTTPResponse {
        let received = surroundings.now()
        guard let route = PeerRoute(request.method, request.target) else {
            return HTTPResponse(status: 404)
        }
        let head = RequestHead(
            method: request.method.rawValue,
            authority: (request.fields["Host"] ?? "").lowercased(),
            path: request.target.path, fields: HeaderFields(request.fields))
        switch caller(head, request) {
        case .unknown(let status):
            guard !request.fields.contains("Signature"),
                route.isPublic || isAuditing(route, request)
            else { return HTTPResponse(status: status) }
            return plain(await answer(route, request, from: nil, received: received))
        case .peer(let peer):
            let answer = await answer(route, request, from: peer, received: received)
            return signed(answer, answering: head)
        }
    }

    /// Who asks.
    private enum Caller: Sendable {
        case peer(Peer)
        case unknown(status: Int)
    }

    private func caller(_ head: RequestHead, _ request: HTTPRequest) -> Caller {
        let now = surroundings.now()
        let keys = peerBook.withLock { $0.keys(at: now) }
        guard
            let verified = try? HTTPSignature.verify(head, body: request.body, keys: keys, at: now),
            let peer = peerBook.withLock({ $0.owner(of: verified.key) }),
            isFromItsChannel(peer, request)
        else { return .unknown(status: 401) }
        let nonce = verified.nonce ?? []
        switch nonces.withLock({ $0.take(nonce, of: verified.key.reference, at: now) }) {
        case .new: return .peer(peer)
        case .seen: return .unknown(status: 401)
        case .full: return .unknown(status: 503)
        }
    }

    /// Tells whether a request came with a certificate whose key the peer has announced.
    private func isFromItsChannel(_ peer: Peer, _ request: HTTPRequest) -> Bool {
        guard configuration.channel == .front else { return true }
        guard let header = request.fields[FrontHeader.certificate],
            let certificate = try? FrontHeader.peer(header)
        else { return false }
        return peer.history.latest.keys.channels.contains { $0.digest == certificate.keyDigest }
    }

    /// Tells whether a peer reads the ledger with the tools of others, which sign no request: its certificate,
    /// which nginx has seen, says who it is.
    private func isAuditing(_ route: PeerRoute, _ request: HTTPRequest) -> Bool {
        guard case .ledger = route, configuration.channel == .front else { return false }
        return peerBook.withLock { $0.all }.contains { isFromItsChannel($0, request) }
    }

    private func answer(
        _ route: PeerRoute, _ request: HTTPRequest, from peer: Peer?, received: Moment
    ) async -> MirrorKeeper.Answer {
        switch (route, peer) {
        case (.message, let peer?):
            return answer(await receive(request.body, from: peer, received: received))
        case (.bundle, let peer?):
            return await receiveBundle(request.body, from: peer, received: received)
        case (.fetch(let identifier), let peer?): return await fetched(identifier, by: peer)
        case (.received(let identifier), let peer?):
            return await sentHere(identifier, by: peer)
        case (.entries, let peer?): return await takeEntries(request.body, from: peer)
        case (.mirror(let origin, let file), let peer?):
            guard Digest.sha256(Array(peer.log.name.utf8)) == origin else { return .none }
            return await read(file, of: folder.mirror(of: peer.name))
        case (.ledger(let file, _), _): return await read(file, of: folder.ledger)
        case (.keys, _): return await manifests()
        case (.addCheckpoint, _): return await cosign(request.body)
        case (.witnessed(let origin), _): return await witnessed(origin)
        case (.message, nil), (.bundle, nil), (.fetch, nil), (.received, nil), (.entries, nil),
            (.mirror, nil):
            return MirrorKeeper.Answer(status: 401, body: [])
        }
    }

    private func answer(_ reception: Reception) -> MirrorKeeper.Answer {
        switch reception {
        case .receipt(let status, let transfer):
            MirrorKeeper.Answer(
                status: status, mediaType: "application/json", body: transfer.bytes)
        case .malformed: MirrorKeeper.Answer(status: 400, body: [])
        case .unsigned: MirrorKeeper.Answer(status: 401, body: [])
        case .later: MirrorKeeper.Answer(status: 503, body: [])
        }
    }

    /// Takes the messages of a bundle, each as if it had come alone; they share commits and publications.
    private func receiveBundle(
        _ body: [UInt8], from peer: Peer, received: Moment
    ) async -> MirrorKeeper.Answer {
        guard let messages = MessageBundle.messages(body) else {
            return MirrorKeeper.Answer(status: 400, body: [])
        }
        let answers = await withTaskGroup(of: (Int, MessageBundle.Answer).self) { group in
            for (place, message) in messages.enumerated() {
                group.addTask {
                    let answer = self.answer(
                        await self.receive(message, from: peer, received: received))
                    return (place, .init(status: answer.status, body: answer.body))
                }
            }
            var answers = [MessageBundle.Answer](
                repeating: .init(status: 503, body: []), count: messages.count)
            for await (place, answer) in group { answers[place] = answer }
            return answers
        }
        return MirrorKeeper.Answer(
            status: 200, mediaType: MessageBundle.answerType,
            body: MessageBundle.body(answers: answers))
    }

    private func fetched(
        _ identifier: UniqueIdentifier, by peer: Peer
    ) async -> MirrorKeeper.Answer {
        guard let transfer = try? await transfer(of: identifier, to: peer.name) else {
            return .none
        }
        return MirrorKeeper.Answer(
            status: 200, mediaType: "application/json", body: transfer.bytes)
    }

    /// The envelope of a message that a node sent here.
    private func sentHere(
        _ identifier: UniqueIdentifier, by peer: Peer
    ) async -> MirrorKeeper.Answer {
        do {
            let envelope = try await database.read { transaction in
                try transaction.row(
                    """
                    SELECT deciphered(dsse, 'inbox.dsse', issuer || ' ' || id) FROM inbox
                    WHERE issuer = $1 AND id = $2 AND (sealed IS NULL OR sealed >= 0)
                    """, Kept(peer.name), KeptIdentifier(identifier), as: [UInt8].self)
            }
            return envelope.map {
                MirrorKeeper.Answer(status: 200, mediaType: "application/json", body: $0)
            } ?? .none
        } catch {
            fail("received", error)
            return MirrorKeeper.Answer(status: 503, body: [])
        }
    }

    private func takeEntries(_ body: [UInt8], from peer: Peer) async -> MirrorKeeper.Answer {
        guard let push = EntryPush(body) else { return MirrorKeeper.Answer(status: 400, body: []) }
        guard push.origin == peer.log.name, let mirror = mirrors[peer.name] else {
            return MirrorKeeper.Answer(status: 403, body: [])
        }
        return await mirror.take(push)
    }

    private func cosign(_ body: [UInt8]) async -> MirrorKeeper.Answer {
        guard let request = try? WitnessRequest(body),
            let claimed = try? Checkpoint(request.note.text)
        else { return MirrorKeeper.Answer(status: 400, body: []) }
        guard let peer = peerBook.withLock({ $0.peer(origin: claimed.origin) }),
            let mirror = mirrors[peer.name]
        else { return .none }
        let answer = await mirror.cosign(body)
        // At once, and not from the next start on: nothing more is taken from it, and nothing is sent to it.
        if await mirror.phase == .stopped { peerBook.withLock { $0.stop(peer.name) } }
        return answer
    }

    /// The last note of a ledger that this node cosigned (tlog-witness, monitoring).
    private func witnessed(_ origin: Digest) async -> MirrorKeeper.Answer {
        let name = peerBook.withLock { book in
            book.all.first { Digest.sha256(Array($0.log.name.utf8)) == origin }?.log.name
        }
        guard let name else { return .none }
        do {
            let note = try await database.read { transaction in
                try transaction.row(
                    "SELECT note FROM witness WHERE origin = $1", name, as: [UInt8].self)
            }
            return note.map { MirrorKeeper.Answer(status: 200, body: $0) } ?? .none
        } catch {
            fail("witness note", error)
            return MirrorKeeper.Answer(status: 503, body: [])
        }
    }

    private func manifests() async -> MirrorKeeper.Answer {
        let name = Kept(name)
        let notes = try? await database.read { transaction in
            try transaction.rows(
                "SELECT note FROM manifest WHERE node = $1 ORDER BY serial", name
            ) { row in try row.value(at: 0, as: [UInt8].self) }
        }
        guard let notes else { return MirrorKeeper.Answer(status: 503, body: []) }
        var object = JSONObject()
        object["notes"] = .array(notes.map { .string(String(decoding: $0, as: UTF8.self)) })
        return MirrorKeeper.Answer(
            status: 200, mediaType: "application/json",
            body: JSONValue.object(object).canonicalBytes)
    }

    private func read(_ file: String, of folder: String) async -> MirrorKeeper.Answer {
        let type =
            file == LedgerLayout.checkpoint
            ? "text/plain; charset=utf-8" : "application/octet-stream"
        do {
            let bytes = try await files.read(file, of: LedgerFolder(path: folder))
            return bytes.map { MirrorKeeper.Answer(status: 200, mediaType: type, body: $0) }
                ?? .none
        } catch {
            fail("files", error)
            return MirrorKeeper.Answer(status: 503, body: [])
        }
    }

    private func plain(_ answer: MirrorKeeper.Answer) -> HTTPResponse {
        var fields = HTTPFields()
        try? fields.append("Content-Type", answer.mediaType)
        return HTTPResponse(status: answer.status, fields: fields, body: answer.body)
    }

    private func signed(
        _ answer: MirrorKeeper.Answer, answering request: RequestHead
    ) -> HTTPResponse {
        HTTPResponse.signed(
            answer.status, answer.mediaType, answer.body, answering: request, by: keys.message,
            at: surroundings.now())
    }
}

extension MirrorKeeper.Answer {
    /// There is nothing of that.
    static let none = MirrorKeeper.Answer(status: 404, body: [])
}
