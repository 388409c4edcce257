internal import Cryptography
internal import Encoding

/// What a signature that holds says of itself.
public struct VerifiedSignature: Hashable, Sendable {
    /// The key that made it.
    public let key: MessageKey
    /// When it was made.
    public let created: Moment
    /// What makes a request's signature unlike any other, for `NonceWindow`; `nil` of a response.
    public let nonce: [UInt8]?
}

extension HTTPSignature {
    /// Checks a request by the profile, all but whether it was sent before: ask a `NonceWindow` next.
    ///
    /// - Throws: `SignatureError`: the first thing that does not hold.
    public static func verify(
        _ request: RequestHead, body: [UInt8], keys: [MessageKey], at now: Moment
    ) throws(SignatureError) -> VerifiedSignature {
        let found = try FoundSignature(request.fields)
        guard found.input.items == requestComponents else { throw .components }
        try found.checkNames(requestParameters)
        let created = try found.time("created")
        let expires = try found.time("expires")
        try checkTimes(from: created, until: expires, at: now)
        guard let nonce = Base64.decode(try found.string("nonce")), nonce.count == nonceSize else {
            throw .parameter("nonce")
        }
        guard try found.string("alg") == "ed25519" else { throw .parameter("alg") }
        let base = try SignatureBase(request, input: found.input)
        let key = try found.signer(of: base, among: keys)
        try ContentDigest.check(try request.fields.only(ContentDigest.name), of: body)
        return VerifiedSignature(key: key, created: created, nonce: nonce)
    }

    /// Checks a response to a request by the profile.
    ///
    /// - Throws: `SignatureError`: the first thing that does not hold.
    public static func verify(
        _ response: ResponseHead, body: [UInt8], answering request: RequestHead,
        keys: [MessageKey], at now: Moment
    ) throws(SignatureError) -> VerifiedSignature {
        let found = try FoundSignature(response.fields)
        guard found.input.items == responseComponents else { throw .components }
        try found.checkNames(responseParameters)
        let created = try found.time("created")
        // A response has no end of its own: it is as good as the time that clocks may differ.
        try checkTimes(from: created, until: created, at: now)
        let base = try SignatureBase(response, answering: request, input: found.input)
        let key = try found.signer(of: base, among: keys)
        try ContentDigest.check(try response.fields.only(ContentDigest.name), of: body)
        return VerifiedSignature(key: key, created: created, nonce: nil)
    }

    private static func checkTimes(
        from created: Moment, until expires: Moment, at now: Moment
    ) throws(SignatureError) {
        let lifetime = expires.seconds - created.seconds
        guard (0...mostLifetime).contains(lifetime) else { throw .lifetime(seconds: lifetime) }
        let early = created.seconds - now.seconds - mostSkew
        guard early <= 0 else { throw .early(seconds: early) }
        let late = now.seconds - expires.seconds - mostSkew
        guard late <= 0 else { throw .late(seconds: late) }
    }
}

/// The one signature for this purpose among the fields of a message, not checked yet.
private struct FoundSignature {
    let input: StructuredList
    let signature: [UInt8]

    init(_ fields: HeaderFields) throws(SignatureError) {
        let inputs = try FoundSignature.dictionary(HTTPSignature.inputField, fields)
        let ours = inputs.entries.compactMap { entry -> (label: String, list: StructuredList)? in
            guard case .list(let list) = entry.value,
                list["tag"] == .string(HTTPSignature.tag)
            else { return nil }
            return (entry.name, list)
        }
        guard ours.count == 1, let (label, list) = ours.first else { throw .count(ours.count) }
        let signatures = try FoundSignature.dictionary(HTTPSignature.signatureField, fields)
        guard case .item(let item)? = signatures[label], item.parameters.isEmpty,
            case .bytes(let bytes) = item.value
        else { throw .field(HTTPSignature.signatureField) }
        input = list
        signature = bytes
    }

    private static func dictionary(
        _ name: String, _ fields: HeaderFields
    ) throws(SignatureError) -> StructuredDictionary {
        let value = try fields.only(name)
        do {
            return try StructuredDictionary(value)
        } catch {
            throw .malformed(field: name, error)
        }
    }

    /// Checks that the parameters are just those of the profile, in its order.
    func checkNames(_ names: [String]) throws(SignatureError) {
        let found = input.parameters.map(\.name)
        guard found != names else { return }
        throw .parameter(names.first { !found.contains($0) } ?? "")
    }

    func string(_ name: String) throws(SignatureError) -> String {
        guard case .string(let text)? = input[name] else { throw .parameter(name) }
        return text
    }

    func time(_ name: String) throws(SignatureError) -> Moment {
        guard case .integer(let seconds)? = input[name], let moment = Moment(seconds: seconds)
        else { throw .parameter(name) }
        return moment
    }

    /// The key that has signed what the input says.
    func signer(
        of base: SignatureBase, among keys: [MessageKey]
    ) throws(SignatureError) -> MessageKey {
        guard let reference = KeyReference(try string("keyid")) else { throw .parameter("keyid") }
        let named = keys.filter { $0.reference == reference }
        guard !named.isEmpty else { throw .unknownKey }
        guard let key = named.first(where: { $0.key.isValid(signature, of: base.bytes) }) else {
            throw .forged
        }
        return key
    }
}
