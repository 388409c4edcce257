import Cryptography
import Exchange
import Ledger
import Testing

@testable import Nodes
@testable import Transport

/// A request as a server hands it to a service, signed or not.
struct SignedCall {
    var method = HTTPMethod.get
    var path = "/v1/keys"
    var body: [UInt8] = []
    /// Who signs; `nil` for nobody.
    var signer: MessageSigner?
    var now: Moment
    var nonce = SecureRandom.bytes(HTTPSignature.nonceSize)
    /// What nginx says of the certificate.
    var certificate: String?

    /// The request, and the head that its answer signs.
    func made() throws -> (request: HTTPRequest, head: RequestHead) {
        var fields = HeaderFields()
        fields.add("content-type", "application/json")
        fields.add("idempotency-key", "\"1\"")
        var head = RequestHead(
            method: method.rawValue, authority: "127.0.0.1:1", path: path, fields: fields)
        if let signer {
            head = try HTTPSignature.sign(head, body: body, by: signer, at: now, nonce: nonce)
        }
        var sent = try HTTPFields(head.fields)
        try sent.append("Host", "127.0.0.1:1")
        if let certificate { try sent.append("X-Rastro-Certificate", certificate) }
        let request = HTTPRequest(
            head: HTTPRequestHead(
                method: method, target: try HTTPTarget(path), fields: sent,
                bodyLength: body.count),
            body: body, pieces: nil)
        return (request, head)
    }

    /// What a service answers; a signed answer's signature is checked.
    func status(
        at service: NodeService, signedBy keys: [MessageKey] = []
    ) async throws -> Int {
        let (request, head) = try made()
        return try check(await service.answer(request), head, keys)
    }

    /// What a custodian answers.
    func answer(at service: CustodianService, signedBy keys: [MessageKey]) async throws
        -> HTTPResponse
    {
        let (request, head) = try made()
        let response = await service.answer(request)
        _ = try check(response, head, keys)
        return response
    }

    private func check(
        _ response: HTTPResponse, _ head: RequestHead, _ keys: [MessageKey]
    ) throws -> Int {
        guard response.fields.contains("Signature") else { return response.status }
        guard case .bytes(let body) = response.body else { return response.status }
        _ = try HTTPSignature.verify(
            ResponseHead(status: response.status, fields: HeaderFields(response.fields)),
            body: body, answering: head, keys: keys, at: now)
        return response.status
    }
}

extension NodeFolder {
    /// The keys of a node that a test has made.
    func keysInUse(_ surroundings: NodeSurroundings) async throws -> NodeKeys {
        let configuration = try NodeConfiguration(self)
        let bytes = try #require(try PrivateFiles.read(manifest, atMost: 1 << 16))
        return try NodeKeys(self, configuration, try KeyManifest(SignedNote(bytes).text))
    }
}
