public import Encoding
public import Exchange

/// What a message about a provider's permission says: for which use it is, and whether it is given.
///
/// The use is a policy's word for an action, such as `refer` or `export`. A message that asks says the use alone.
public struct PermissionBody: Hashable, Sendable {
    /// The use, by the policy's word.
    public let use: String
    /// Whether it is given; `nil` in a message that asks for it.
    public let isGiven: Bool?

    private static let longestUse = 32

    /// A permission, or the asking for one; `nil` for a use that is no word of small letters and dashes.
    public init?(for use: String, isGiven: Bool?) {
        guard (1...PermissionBody.longestUse).contains(use.utf8.count),
            use.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) })
        else { return nil }
        self.use = use
        self.isGiven = isGiven
    }

    /// Reads a body.
    ///
    /// - Parameter isAnswer: whether the message gives or denies it, and does not ask.
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public init(_ body: JSONObject, isAnswer: Bool) throws(MessageError) {
        var reader = try MemberReader(.object(body), path: "body")
        let use = try reader.required("for") { $0.string }
        var isGiven: Bool?
        if isAnswer {
            isGiven = try reader.required("given") { value -> Bool? in
                guard case .bool(let isGiven) = value else { return nil }
                return isGiven
            }
        }
        guard let made = PermissionBody(for: use, isGiven: isGiven) else {
            throw .malformed(member: reader.place("for"))
        }
        _ = try reader.extensions()
        self = made
    }

    /// The body.
    public var body: JSONObject {
        var object = JSONObject()
        object["for"] = .string(use)
        object["given"] = isGiven.map { .bool($0) }
        return object
    }
}
