internal import Cryptography
internal import Encoding

/// The signatures of requests and responses between nodes (RFC 9421), in the one profile that nodes use.
///
/// Every request has a body, if an empty one, and the fields that are signed, so that nothing of what counts
/// can be changed on the way. A response signs what it answers as well.
public enum HTTPSignature: Sendable {
    /// What the signatures are for; others on the same message are passed over.
    public static let tag = "trace-node-v1"
    /// How far the clocks of two nodes may differ, in seconds.
    public static let mostSkew: Int64 = 60
    /// How long a request's signature is good, in seconds.
    public static let mostLifetime: Int64 = 300
    /// How many random bytes make a request's signature unlike any other.
    public static let nonceSize = 16

    static let inputField = "signature-input"
    static let signatureField = "signature"
    static let requestLabel = "sig1"
    static let responseLabel = "sig2"
    static let requestParameters = ["created", "expires", "nonce", "keyid", "alg", "tag"]
    static let responseParameters = ["created", "keyid", "tag"]

    static let requestComponents = [
        "@method", "@authority", "@path", "content-type", "content-digest", "idempotency-key",
    ].map { StructuredItem(.string($0)) }

    static let responseComponents =
        ["@status", "content-type", "content-digest"].map { StructuredItem(.string($0)) }
        + ["@method", "@path", "content-digest"].map {
            StructuredItem(.string($0), parameters: [StructuredParameter("req", .boolean(true))])
        }

    /// Signs a request: its head with the digest of its body, the signature and its input added.
    ///
    /// The head has its `content-type` and its `idempotency-key`, and none of the three fields yet.
    ///
    /// - Precondition: the nonce has `nonceSize` bytes.
    /// - Throws: `SignatureError` when the head is not such that it could be signed.
    public static func sign(
        _ request: RequestHead, body: [UInt8], by signer: MessageSigner, at time: Moment,
        nonce: [UInt8]
    ) throws(SignatureError) -> RequestHead {
        precondition(nonce.count == nonceSize, "a nonce has \(nonceSize) bytes")
        var signed = request
        signed.fields.add(ContentDigest.name, ContentDigest.value(of: body))
        let input = StructuredList(
            requestComponents,
            parameters: [
                StructuredParameter("created", .integer(time.seconds)),
                StructuredParameter("expires", .integer(time.seconds + mostLifetime)),
                StructuredParameter("nonce", .string(Base64.encode(nonce))),
                StructuredParameter("keyid", .string(signer.verifier.reference.text)),
                StructuredParameter("alg", .string("ed25519")),
                StructuredParameter("tag", .string(tag)),
            ])
        let base = try SignatureBase(signed, input: input)
        let signature = signer.sign(base.bytes)
        try add(requestLabel, input, signature, to: &signed.fields)
        return signed
    }

    /// Signs a response to a signed request: its head with the digest, the signature and its input added.
    ///
    /// - Throws: `SignatureError` when the heads are not such that they could be signed.
    public static func sign(
        _ response: ResponseHead, body: [UInt8], answering request: RequestHead,
        by signer: MessageSigner, at time: Moment
    ) throws(SignatureError) -> ResponseHead {
        var signed = response
        signed.fields.add(ContentDigest.name, ContentDigest.value(of: body))
        let input = StructuredList(
            responseComponents,
            parameters: [
                StructuredParameter("created", .integer(time.seconds)),
                StructuredParameter("keyid", .string(signer.verifier.reference.text)),
                StructuredParameter("tag", .string(tag)),
            ])
        let base = try SignatureBase(signed, answering: request, input: input)
        let signature = signer.sign(base.bytes)
        try add(responseLabel, input, signature, to: &signed.fields)
        return signed
    }

    private static func add(
        _ label: String, _ input: StructuredList, _ signature: [UInt8],
        to fields: inout HeaderFields
    ) throws(SignatureError) {
        do {
            let inputs = StructuredDictionary([StructuredDictionary.Entry(label, .list(input))])
            let signatures = StructuredDictionary([
                StructuredDictionary.Entry(label, .item(StructuredItem(.bytes(signature))))
            ])
            fields.add(inputField, try inputs.text())
            fields.add(signatureField, try signatures.text())
        } catch {
            throw .malformed(field: inputField, error)
        }
    }
}
