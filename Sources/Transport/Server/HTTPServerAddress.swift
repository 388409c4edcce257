/// Where a server listens: on this machine and nowhere else.
public enum HTTPServerAddress: Equatable, Sendable {
    /// A port of an address of loopback, `127.0.0.0/8` or `::1`; port 0 lets the system choose one.
    case loopback(host: String = "127.0.0.1", port: UInt16)
    /// A Unix socket, which is for the user alone who runs the server.
    case socket(path: String)

    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080` or `unix:/path/of/socket`.
    ///
    /// - Throws: `notLocal` for any other address, `malformedURL` for what is none.
    public init(_ text: String) throws(TransportError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            _ = try HTTPURL(socket: path, target: "/")
            self = .socket(path: path)
            return
        }
        let url: HTTPURL
        do {
            url = try HTTPURL("http://" + text)
        } catch {
            if case .insecure = error { throw .notLocal(address: text) }
            throw error
        }
        guard case .loopback(let host, let port) = url.origin, url.target.raw == "/",
            !text.contains("/")
        else { throw .malformedURL(reason: .wrongBeginning) }
        self = .loopback(host: host, port: port)
    }
}
