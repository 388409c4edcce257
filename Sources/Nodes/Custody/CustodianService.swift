public import Books
public import Chronology
import Cryptography
import Delivery
public import Exchange
import Front
import Inquiries
import Ledger
import Synchronization
public import Transport

/// A custodian at work: answers one node's questions, each about one firearm, and logs both.
public final class CustodianService: Sendable {
    /// What the custodian is.
    public let configuration: CustodianFolder.Configuration
    let folder: CustodianFolder
    private let keeper: LocalKeeper
    private let summary: [UInt8]
    private let businesses: Set<String>
    private let askers: AskerList
    private let signer: MessageSigner
    private let tagKey: [UInt8]
    private let ledger: LedgerService
    private let surroundings: NodeSurroundings
    private let nonces = Mutex(NonceWindow())

    /// Opens a custodian.
    ///
    /// - Parameters:
    ///   - custodians: the books that were read; the one of its licence must be among them.
    ///   - today: the day of the summary of the book.
    /// - Throws: `NodeError`, among others `noBook`; `LedgerError`.
    public init(
        _ folder: CustodianFolder, custodians: Custodians, today: Day,
        surroundings: NodeSurroundings
    ) throws {
        configuration = try folder.read()
        self.folder = folder
        self.surroundings = surroundings
        guard case .local(let keeper)? = custodians.keeper(for: configuration.licence),
            let book = keeper.book
        else { throw NodeError.noBook(licence: configuration.licence) }
        self.keeper = keeper
        summary = BookSummary(of: book, madeOn: today).bytes
        businesses = Set(custodians.licensees.map { LicenceNumber.folded($0.name) })
        askers = try AskerList(folder, now: surroundings.now())
        signer = try folder.signer(configuration)
        tagKey = try KeyFile.read("tag", in: folder.keys)
        ledger = try LedgerService(
            LedgerFolder(path: folder.ledger), signer: try folder.ledgerSigner(configuration),
            pause: surroundings.pause)
    }

    /// The nodes that may ask.
    public var allowed: [NodeName] { askers.all.map(\.latest.node) }

    /// How the body of a request is taken in.
    public static func bodyPlan(_ head: HTTPRequestHead) -> HTTPBodyPlan {
        .whole(limit: head.target.path == "/v1/questions" ? Envelope.mostBytes : 0)
    }

    /// Answers a request of a node.
    public func answer(_ request: HTTPRequest) async -> HTTPResponse {
        let head = RequestHead(
            method: request.method.rawValue,
            authority: (request.fields["Host"] ?? "").lowercased(),
            path: request.target.path, fields: HeaderFields(request.fields))
        guard let asker = asker(head, request) else { return HTTPResponse(status: 401) }
        switch (request.method, request.target.path) {
        case (.post, "/v1/questions"):
            guard let answer = await answer(request.body, from: asker) else {
                return signed(400, "application/octet-stream", [], answering: head)
            }
            return signed(200, "application/json", answer, answering: head)
        case (.get, "/v1/summary"):
            return signed(200, "application/json", summary, answering: head)
        default: return signed(404, "application/octet-stream", [], answering: head)
        }
    }

    private func asker(_ head: RequestHead, _ request: HTTPRequest) -> KeyHistory? {
        let now = surroundings.now()
        _ = askers.refresh(at: now, isUnknown: false)
        if let asker = asker(head, request, among: askers.all, at: now) { return asker }
        guard askers.refresh(at: now, isUnknown: true) else { return nil }
        return asker(head, request, among: askers.all, at: now)
    }

    private func asker(
        _ head: RequestHead, _ request: HTTPRequest, among askers: [KeyHistory], at now: Moment
    ) -> KeyHistory? {
        let keys = askers.flatMap { $0.messageKeys(at: now) }
        guard
            let verified = try? HTTPSignature.verify(head, body: request.body, keys: keys, at: now),
            let asker = askers.first(where: { $0.latest.node.owns(verified.key.name) })
        else { return nil }
        if configuration.channel == .front {
            guard let header = request.fields[FrontHeader.certificate],
                let certificate = try? FrontHeader.peer(header),
                asker.latest.keys.channels.contains(where: { $0.digest == certificate.keyDigest })
            else { return nil }
        }
        let answer = nonces.withLock {
            $0.take(verified.nonce ?? [], of: verified.key.reference, at: now)
        }
        return answer == .new ? asker : nil
    }

    /// The envelope of an answer; `nil` for what is no question.
    private func answer(_ body: [UInt8], from asker: KeyHistory) async -> [UInt8]? {
        let now = surroundings.now()
        let node = asker.latest.node
        guard let signed = try? SignedMessage(body, trusted: asker.messageKeys),
            asker.standing(of: signed) == .good, signed.message.kind == .custodianQuestion,
            signed.message.route.issuer == node,
            (try? signed.check(for: configuration.name, at: now)) != nil,
            let question = try? QuestionBody.question(signed.message.body)
        else { return nil }
        do {
            try await log(.messageIn, signed)
            let businesses = businesses
            let written = AnswerBody.answer(to: question, by: keeper, tagKey: tagKey) { name in
                businesses.contains(LicenceNumber.folded(name))
            }
            let answer = try self.answer(written, to: signed.message, for: asker)
            try await log(.messageOut, answer)
            return answer.envelope.bytes
        } catch {
            surroundings.say(.failed(part: "custodian", reason: String(describing: error)))
            return nil
        }
    }

    private func answer(
        _ written: AnswerBody.Written, to question: Message, for asker: KeyHistory
    ) throws -> SignedMessage {
        let now = surroundings.now()
        guard
            let lifetime = Lifetime(from: now, until: max(now.later(by: 1), question.lifetime.end))
        else { throw MessageError.malformed(member: "exp") }
        var message = Message(
            .custodianAnswer, identifier: surroundings.circumstances.identifier(),
            route: Message.Route(from: configuration.name, to: asker.latest.node),
            lifetime: lifetime, grounds: question.grounds)
        message.answered = question.identifier
        message.body = written.body
        message.sealed = try written.sealedPlaintexts.map { path, text in
            try SealedField.seal(
                text, as: path, of: message.identifier, for: asker.latest)
        }
        return try SignedMessage(message, signers: [signer])
    }

    private func log(_ kind: EntryKind, _ signed: SignedMessage) async throws {
        var entry = LedgerEntry(
            kind, identifier: surroundings.circumstances.identifier(), at: surroundings.now(),
            node: configuration.name)
        entry.answered = signed.message.identifier
        entry.message = signed.envelope.digest
        _ = try await ledger.promise(try entry.bytes())
    }

    private func signed(
        _ status: Int, _ mediaType: String, _ body: [UInt8], answering request: RequestHead
    ) -> HTTPResponse {
        HTTPResponse.signed(
            status, mediaType, body, answering: request, by: signer, at: surroundings.now())
    }

    /// Publishes what waits.
    func flush() async { try? await ledger.flush() }
}

extension SealedField {
    /// Seals a text for a node, by the boxes of its manifest.
    static func seal(
        _ text: String, as path: FieldPath, of message: UniqueIdentifier, for node: KeyManifest
    ) throws -> SealedField {
        let boxes = node.keys.boxes.compactMap { BoxPublicKey($0) }
        let place = SealedField.Place(message: message, path: path, recipient: node.node)
        return try SealedField.seal(
            Array(text.utf8), for: place, to: boxes, with: try SealedField.Chance.made())
    }
}

extension HTTPResponse {
    /// A signed answer to a signed request.
    static func signed(
        _ status: Int, _ mediaType: String, _ body: [UInt8], answering request: RequestHead,
        by signer: MessageSigner, at now: Moment
    ) -> HTTPResponse {
        var fields = HeaderFields()
        fields.add("content-type", mediaType)
        guard
            let head = try? HTTPSignature.sign(
                ResponseHead(status: status, fields: fields), body: body, answering: request,
                by: signer, at: now), let written = try? HTTPFields(head.fields)
        else { return HTTPResponse(status: 500) }
        return HTTPResponse(status: status, fields: written, body: body)
    }
}
