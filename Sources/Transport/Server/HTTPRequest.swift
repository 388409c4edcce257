/// What stands before the body of a request.
public struct HTTPRequestHead: Equatable, Sendable {
    /// What is to be done.
    public let method: HTTPMethod
    /// With what: the path and the query.
    public let target: HTTPTarget
    /// The header fields, `Host` among them.
    public let fields: HTTPFields
    /// How many bytes the body has; nil when that is known at its end only.
    public let bodyLength: Int?
}

/// A request that a server has received.
public struct HTTPRequest: Sendable {
    /// What stands before the body.
    public let head: HTTPRequestHead
    /// The body; empty when there is none, or when it comes in pieces.
    public let body: [UInt8]
    /// The body as it comes; nil when it was planned whole.
    public let pieces: HTTPBodyPieces?

    /// What is to be done.
    public var method: HTTPMethod { head.method }
    /// With what: the path and the query.
    public var target: HTTPTarget { head.target }
    /// The header fields, `Host` among them.
    public var fields: HTTPFields { head.fields }
}
