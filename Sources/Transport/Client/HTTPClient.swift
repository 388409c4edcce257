import Synchronization

/// A client of HTTP/1.1: TLS 1.3 to other machines, plain on this one.
///
/// It follows no redirection, keeps no cookie, and looks at no proxy of the environment and no `.netrc`. Connections are
/// kept for further requests. A request that finds its kept connection closed, before a byte of an answer, is sent anew on
/// a fresh one: who must not act twice needs an idempotency key.
public final class HTTPClient: Sendable {
    private let loop: TransferLoop

    /// Makes a client with a thread of its own.
    ///
    /// - Parameter connectionsPerHost: How many connections to one host are open at most; further requests wait.
    /// - Throws: `system` or `library`.
    public init(connectionsPerHost: Int = 6) throws(TransportError) {
        loop = try TransferLoop(connectionsPerHost: connectionsPerHost)
    }

    deinit {
        loop.stop()
    }

    /// Sends a request, and returns the answer when it is whole, whatever its status.
    ///
    /// - Throws: `TransportError`; its `delivery` says whether the request may have been received all the same. When the
    ///   task is cancelled, `cancelled`.
    public func send(_ request: HTTPClientRequest) async throws(TransportError)
        -> HTTPClientResponse
    {
        for field in request.fields
        where HTTPClientRequest.reservedFields.contains(where: {
            CharacterRules.isSame($0, field.name)
        }) {
            throw .reservedField(name: field.name)
        }
        let number = loop.nextNumber()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                loop.add(TransferJob(number: number, request: request, continuation: $0))
            }
        } onCancel: {
            loop.cancel(number)
        }
        return try result.get()
    }

    /// Ends the client: what is under way fails with `stopped`, and so does whatever is sent later.
    public func stop() {
        loop.stop()
    }
}
