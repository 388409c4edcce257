/// A server of HTTP/1.1 for this machine: on loopback or on a Unix socket.
///
/// What other machines are to reach stands behind a proxy that speaks TLS. It serves from `init` on, until `stop` or
/// until nobody holds it.
public final class HTTPServer: Sendable {
    /// Answers a request.
    ///
    /// It begins on the library's own thread, and is answered on it when it need not wait for anything. So what it does
    /// before its first `await` must not block. Its task is cancelled when the client leaves, or
    /// says that it will send nothing more.
    public typealias Handler = @Sendable (HTTPRequest) async -> HTTPResponse

    /// Where it listens, with the port that the system chose.
    public let address: HTTPServerAddress
    private let keeper: ServerKeeper

    /// Starts to listen and to serve.
    ///
    /// - Parameters:
    ///   - address: Where to listen.
    ///   - limits: What is taken at most, and how long is waited.
    ///   - bodyPlan: How the body of a request is taken in, decided by its head before anything is read of it; by itself,
    ///     no request may have one. It runs on the library's thread, and must not block.
    ///   - handler: Answers the requests.
    /// - Throws: `notLocal`, `addressInUse`, `system` or `library`.
    public init(
        at address: HTTPServerAddress, limits: HTTPServerLimits = HTTPServerLimits(),
        bodyPlan: @escaping @Sendable (HTTPRequestHead) -> HTTPBodyPlan = { _ in .whole(limit: 0) },
        handler: @escaping Handler
    ) throws(TransportError) {
        let socket = try ListeningSocket(address)
        let core = ServerCore(limits: limits, bodyPlan: bodyPlan, handler: handler)
        do throws(TransportError) {
            keeper = try ServerKeeper(core, on: socket)
        } catch {
            socket.refuse()
            socket.close()
            throw error
        }
        self.address = socket.address
    }

    deinit {
        keeper.ask(toStopWithin: .zero)
    }

    /// Accepts nobody any more, answers what is under way, and returns when all is ended.
    ///
    /// What is not answered when the grace is over is cancelled, and answered with 503. A second call waits for the same
    /// end, and can only bring it nearer.
    public func stop(grace: Duration = .seconds(10)) async {
        keeper.ask(toStopWithin: grace)
        await keeper.waitForEnd()
    }
}
