/// What a server answers.
public struct HTTPResponse: Sendable {
    /// Writes a body piece by piece, and returns when it is whole.
    public typealias Producer = @Sendable (HTTPBodyWriter) async throws -> Void

    enum Body: Sendable {
        case bytes([UInt8])
        case stream(length: Int?, producer: Producer)
    }

    /// The status, 200 to 599; any other is sent as 500.
    public let status: Int
    /// The header fields that the handler adds.
    ///
    /// `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` are the server's own, and left out if given;
    /// so is a field whose value is empty, which the library can not write.
    public let fields: HTTPFields
    let body: Body

    /// Makes an answer whose body is at hand.
    public init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = .bytes(body)
    }

    /// Makes an answer whose body is written while it is sent: events as they happen, or a large file.
    ///
    /// The producer is cancelled when the client leaves. One that throws, or writes less than `length`, breaks the
    /// connection, so that the client does not take a part for the whole.
    public init(
        status: Int, fields: HTTPFields = HTTPFields(), length: Int? = nil,
        producer: @escaping Producer
    ) {
        self.status = status
        self.fields = fields
        body = .stream(length: length, producer: producer)
    }
}
