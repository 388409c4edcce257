public import Encoding

/// Why bytes are no envelope, or one that is not believed.
public enum EnvelopeError: Error, Equatable, Sendable {
    /// The bytes are no JSON.
    case json(JSONError)
    /// A member is missing, or is not what it should be.
    case malformed(Member)
    /// There is a member that envelopes do not have.
    case unknownMember
    /// No trusted key has signed it, or fewer than are wanted.
    case unsigned(found: Int, wanted: Int)
    /// A signature that names a trusted key is not this key's.
    case forged(signature: Int)
    /// The payload is of another type.
    case type
    /// The payload is larger than is read.
    case tooLong(bytes: Int, most: Int)

    /// The members of an envelope.
    public enum Member: String, Sendable {
        case payloadType, payload, signatures, keyid, sig
    }
}
