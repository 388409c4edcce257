public import Encoding

/// Why bytes are no message, or no entry of a ledger.
///
/// It names members as the format does, and never says what stands in them.
public enum MessageError: Error, Equatable, Sendable {
    /// The bytes are no canonical JSON.
    case json(JSONError)
    /// A member that must be there is not.
    case missing(member: String)
    /// A member is not what it should be.
    case malformed(member: String)
    /// An object has a member that the format does not know; empty for the outermost object.
    case unknownMember(of: String)
    /// The envelope's type is not that of this kind of message.
    case type
    /// No signature is by a key of the node that it says it is from.
    case issuer
    /// It is for another node.
    case audience
    /// It says that it was made later than now, beyond what clocks may differ.
    case early
    /// Its time is over.
    case expired
}
