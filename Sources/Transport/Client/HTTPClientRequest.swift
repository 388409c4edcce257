/// What a client asks.
public struct HTTPClientRequest: Sendable {
    /// What is to be done.
    public var method: HTTPMethod
    /// Where, and with what.
    public var url: HTTPURL
    /// The header fields, but for those that the client writes by itself (`reservedFields`).
    public var fields: HTTPFields
    /// The body; nothing is said of one when it is empty and the method needs none.
    public var body: [UInt8]
    /// By what the peer is known; of no matter without TLS.
    public var trust: HTTPTrust
    /// How long it may take to be connected, TLS included.
    public var connectTime = Duration.seconds(10)
    /// How long all of it may take.
    public var totalTime = Duration.seconds(60)
    /// How many bytes the body of the answer may have.
    public var answerLimit = 1024 * 1024

    /// The fields that the client writes by itself.
    public static let reservedFields = [
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Trailer", "Upgrade",
        "TE",
    ]

    /// Makes a request, with time-outs and a limit that fit a message between nodes.
    public init(
        _ method: HTTPMethod, _ url: HTTPURL, fields: HTTPFields = HTTPFields(), body: [UInt8] = [],
        trust: HTTPTrust = HTTPTrust()
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.trust = trust
    }
}

/// What a client was answered.
public struct HTTPClientResponse: Equatable, Sendable {
    /// The status, 200 to 999; redirections are answers like others.
    public let status: Int
    /// The header fields.
    public let fields: HTTPFields
    /// The body, whole.
    public let body: [UInt8]
}
