import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct FramingTests {
    private let server: HTTPServer

    init() throws {
        server = try HTTPServer(at: .loopback(port: 0), bodyPlan: { _ in .whole(limit: 100) }) {
            request in
            HTTPResponse(
                status: 200, body: Array(request.target.segments.joined(separator: "|").utf8))
        }
    }

    private static let refused: [(String, Int, String)] = [
        ("no host", 400, "GET / HTTP/1.1\r\n\r\n"),
        ("two hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        ("an empty host", 400, "GET / HTTP/1.1\r\nHost: \r\n\r\n"),
        (
            "two lengths", 400,
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx"
        ),
        (
            "two lengths that differ", 400,
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\ncontent-length: 2\r\n\r\nxy"
        ),
        (
            "a length and chunks", 400,
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        (
            "another coding than chunks", 501,
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
        ),
        ("a length that is none", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx"),
        ("a negative length", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nx"),
        ("a zero in the path", 400, "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a control in the path, escaped", 400, "GET /a%0Ab HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a control in the path", 400, "GET /a\u{1}b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a raw zero in the path", 400, "GET /a\u{0}b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a raw zero in a field", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n"),
        ("a broken escape", 400, "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a way up", 400, "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a way up, escaped", 400, "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("no path", 400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("lines that end with LF alone", 400, "GET / HTTP/1.1\nHost: a\n\n"),
        ("a line that goes on", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"),
        ("a blank before a colon", 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
        ("an unknown method", 501, "BREW / HTTP/1.1\r\nHost: a\r\n\r\n"),
        (
            "an unknown expectation", 417,
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 1\r\n\r\nx"
        ),
        (
            "a long path", 414,
            "GET /\(String(repeating: "a", count: 3000)) HTTP/1.1\r\nHost: a\r\n\r\n"
        ),
        (
            "101 fields", 431,
            "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 100) + "\r\n"
        ),
        (
            "a head of 20 KiB", 431,
            "GET / HTTP/1.1\r\nHost: a\r\n"
                + String(repeating: "X: \(String(repeating: "y", count: 4000))\r\n", count: 5)
                + "\r\n"
        ),
        (
            "a body too large", 413,
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n"
                + String(repeating: "x", count: 101)
        ),
    ]

    @Test(
        "a request that could be read in two ways, or is too large, is refused", arguments: refused)
    func refuses(what: String, status: Int, request: String) async throws {
        #expect(try await RawClient.status(of: request, at: server.address) == status, "\(what)")
        await server.stop()
    }
}
