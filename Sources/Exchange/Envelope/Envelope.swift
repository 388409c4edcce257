internal import Encoding

public import Cryptography

/// Bytes of some type with signatures over both (DSSE, version 1): what is kept as evidence.
public struct Envelope: Hashable, Sendable {
    /// A signature with the key that it names.
    public struct Signature: Hashable, Sendable {
        /// Which key is said to have made it: a hint that nothing vouches for.
        public let key: KeyReference
        /// The signature.
        public let bytes: [UInt8]
    }

    /// What the payload is.
    public let payloadType: String
    /// The bytes that are signed.
    public let payload: [UInt8]
    /// The signatures in their order.
    public let signatures: [Signature]
    /// Just the bytes that were made or read: the evidence.
    public let bytes: [UInt8]
    /// The SHA-256 of `bytes`, by which the ledger names the message.
    public let digest: Digest

    /// No envelope is longer than this many bytes.
    public static let mostBytes = 256 << 10
    /// The most signatures of an envelope.
    public static let mostSignatures = 8

    /// Makes an envelope that each of the signers signs.
    ///
    /// - Throws: `EnvelopeError.malformed` when the type can not be one or the signers are none or too many,
    ///   `tooLong` when it would be longer than is read.
    public init(
        payloadType: String, payload: [UInt8], signers: [MessageSigner]
    ) throws(EnvelopeError) {
        guard Envelope.isType(payloadType) else { throw .malformed(.payloadType) }
        guard (1...Envelope.mostSignatures).contains(signers.count),
            Set(signers.map(\.verifier.reference)).count == signers.count
        else { throw .malformed(.signatures) }
        let message = Envelope.signedBytes(payloadType: payloadType, payload: payload)
        let signatures = signers.map {
            Signature(key: $0.verifier.reference, bytes: $0.sign(message))
        }
        let bytes = Envelope.text(payloadType, payload, signatures)
        guard bytes.count <= Envelope.mostBytes else {
            throw .tooLong(bytes: bytes.count, most: Envelope.mostBytes)
        }
        self.payloadType = payloadType
        self.payload = payload
        self.signatures = signatures
        self.bytes = bytes
        digest = Digest.sha256(bytes)
    }

    /// Reads an envelope, in any form that JSON allows: nothing of it is believed yet.
    ///
    /// - Throws: `EnvelopeError`: what is not of the form.
    public init(_ bytes: [UInt8]) throws(EnvelopeError) {
        let object = try Envelope.object(bytes)
        guard let type = object["payloadType"]?.string, Envelope.isType(type) else {
            throw .malformed(.payloadType)
        }
        guard let text = object["payload"]?.string, let payload = Base64.decode(text) else {
            throw .malformed(.payload)
        }
        guard let elements = object["signatures"]?.array,
            (1...Envelope.mostSignatures).contains(elements.count)
        else { throw .malformed(.signatures) }
        guard object.members.count == 3 else { throw .unknownMember }
        var signatures: [Signature] = []
        for element in elements { signatures.append(try Signature(element)) }
        // A key signs once: a second signature by it would only be another form of the same envelope.
        guard Set(signatures.map(\.key)).count == signatures.count else {
            throw .malformed(.signatures)
        }
        payloadType = type
        self.payload = payload
        self.signatures = signatures
        self.bytes = bytes
        digest = Digest.sha256(bytes)
    }

    /// An envelope with another payload, as it is kept when parts of it are erased: the signatures hold no more.
    ///
    /// - Throws: `EnvelopeError.tooLong` when it would be longer than is read.
    public func replacing(payload: [UInt8]) throws(EnvelopeError) -> Envelope {
        try Envelope(Envelope.text(payloadType, payload, signatures))
    }

    private static func object(_ bytes: [UInt8]) throws(EnvelopeError) -> JSONObject {
        let limits = JSONLimits(bytes: mostBytes, depth: 3, members: 3 + mostSignatures * 3)
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw .json(error)
        }
        guard let object = value.object else { throw .json(.malformed(.syntax, at: 0)) }
        return object
    }

    /// What is signed: the type and the payload with their lengths, so that neither runs into the other.
    public static func signedBytes(payloadType: String, payload: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
    }

    /// The text of an envelope, in the order in which DSSE names its members.
    private static func text(
        _ type: String, _ payload: [UInt8], _ signatures: [Signature]
    ) -> [UInt8] {
        let signed = signatures.map { signature in
            var object = JSONObject()
            object["keyid"] = .string(signature.key.text)
            object["sig"] = .string(Base64.encode(signature.bytes))
            return JSONValue.object(object)
        }
        return Array("{\"payloadType\":".utf8) + JSONValue.string(type).canonicalBytes
            + Array(",\"payload\":\"\(Base64.encode(payload))\",\"signatures\":".utf8)
            + JSONValue.array(signed).canonicalBytes + Array("}".utf8)
    }

    /// Tells whether a text may be a type: some seen characters of ASCII.
    private static func isType(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

extension Envelope.Signature {
    /// Reads a signature of an envelope.
    init(_ value: JSONValue) throws(EnvelopeError) {
        guard let object = value.object else { throw .malformed(.signatures) }
        guard let key = object["keyid"]?.string.flatMap({ KeyReference($0) }) else {
            throw .malformed(.keyid)
        }
        guard let bytes = object["sig"]?.string.flatMap({ Base64.decode($0) }),
            bytes.count == VerifyingKey.signatureSize
        else { throw .malformed(.sig) }
        guard object.members.count == 2 else { throw .unknownMember }
        self.init(key: key, bytes: bytes)
    }
}
