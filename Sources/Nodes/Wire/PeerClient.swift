import Cryptography
import Exchange
import Transport

/// What another node answered, its signature checked.
struct PeerAnswer: Sendable {
    /// The status.
    let status: Int
    /// The media type of the body.
    let mediaType: String
    /// The body.
    let body: [UInt8]
}

/// Why another node gave no answer that counts.
enum PeerError: Error, Equatable, Sendable {
    /// Nothing came back, or not in HTTP.
    case transport(TransportError)
    /// The answer is not signed as it should be.
    case unsigned(SignatureError)
    /// The request could not be written.
    case unwritable
}

/// Where somebody is asked, and by what they are known.
struct Address: Sendable {
    /// A URL without a path, and without the slash before it.
    let url: String
    /// The keys with which they sign.
    let keys: [MessageKey]
    /// The keys of their certificates.
    let pins: [KeyPin]
}

/// Asks other nodes, each request and each answer signed.
struct PeerClient: Sendable {
    private let http: HTTPClient
    private let signer: MessageSigner
    private let identity: HTTPTrust.Identity?
    private let now: @Sendable () -> Moment

    /// How long is waited for a connection, and for an answer: the other side publishes before it answers.
    private static let connectTime = Duration.seconds(5)
    private static let totalTime = Duration.seconds(30)

    init(
        _ http: HTTPClient, signer: MessageSigner, identity: HTTPTrust.Identity?,
        now: @escaping @Sendable () -> Moment
    ) {
        self.http = http
        self.signer = signer
        self.identity = identity
        self.now = now
    }

    /// What is asked.
    struct Question: Sendable {
        var method = HTTPMethod.get
        let path: String
        var mediaType = "application/octet-stream"
        var body: [UInt8] = []
        /// By which the same question is known when it is asked again.
        var key = "\"0\""
        var answerLimit = 1 << 20
    }

    /// Asks a node.
    ///
    /// - Throws: `PeerError`; only an answer that the node has signed is returned.
    func ask(_ peer: Address, _ question: Question) async throws(PeerError) -> PeerAnswer {
        let (request, head) = try prepare(peer, question)
        let response: HTTPClientResponse
        do {
            response = try await http.send(request)
        } catch {
            throw .transport(error)
        }
        let answer = ResponseHead(status: response.status, fields: HeaderFields(response.fields))
        do {
            _ = try HTTPSignature.verify(
                answer, body: response.body, answering: head, keys: peer.keys, at: now())
        } catch {
            throw .unsigned(error)
        }
        return PeerAnswer(
            status: response.status, mediaType: response.fields["Content-Type"] ?? "",
            body: response.body)
    }

    private func prepare(
        _ peer: Address, _ question: Question
    ) throws(PeerError) -> (HTTPClientRequest, RequestHead) {
        do {
            let url = try HTTPURL(peer.url + question.path)
            var fields = HeaderFields()
            fields.add("content-type", question.mediaType)
            fields.add("idempotency-key", question.key)
            let head = try HTTPSignature.sign(
                RequestHead(
                    method: question.method.rawValue, authority: url.authority,
                    path: url.target.path, fields: fields),
                body: question.body, by: signer, at: now(),
                nonce: SecureRandom.bytes(HTTPSignature.nonceSize))
            var request = HTTPClientRequest(
                question.method, url, fields: try HTTPFields(head.fields), body: question.body,
                trust: HTTPTrust(authorities: .pinsAlone, pins: peer.pins, identity: identity))
            request.connectTime = PeerClient.connectTime
            request.totalTime = PeerClient.totalTime
            request.answerLimit = question.answerLimit
            return (request, head)
        } catch {
            throw .unwritable
        }
    }
}
