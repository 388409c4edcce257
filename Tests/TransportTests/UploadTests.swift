import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct UploadTests {
    private let errors: AsyncStream<TransportError?>
    private let server: HTTPServer

    /// A server that counts what it is sent, after what a path asks for.
    init() throws {
        let (errors, told) = AsyncStream.makeStream(of: TransportError?.self)
        self.errors = errors
        server = try HTTPServer(
            at: .loopback(port: 0), limits: .patient, bodyPlan: { _ in .pieces(limit: 5_000_000) }
        ) { request in
            guard let pieces = request.pieces, request.body.isEmpty else {
                return HTTPResponse(status: 500)
            }
            if request.target.path == "/at-once" { return HTTPResponse(status: 202) }
            var (count, sum) = (0, 0)
            do throws(TransportError) {
                for try await piece in pieces {
                    count += piece.count
                    sum = piece.reduce(sum) { $0 &* 31 &+ Int($1) }
                    if request.target.path == "/slow" {
                        try? await Task.sleep(for: .microseconds(10))
                    }
                    if request.target.path == "/first" { return HTTPResponse(status: 203) }
                }
                told.yield(nil)
            } catch {
                told.yield(error)
            }
            return HTTPResponse(status: 200, body: Array("\(count) \(sum)".utf8))
        }
    }

    @Test(
        "a large body is taken in while it comes", arguments: ["/", "/slow"],
        [0, 1, 1000, 5_000_000])
    func takesIn(path: String, size: Int) async throws {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let response = try await HTTPClient().send(
            HTTPClientRequest.patient(.post, try server.url(path), body: body))
        let sum = body.reduce(0) { $0 &* 31 &+ Int($1) }
        #expect(response.body == Array("\(size) \(sum)".utf8))
        await server.stop()
    }

    @Test(
        "a handler may answer before it has read all, or any of it",
        arguments: [("/at-once", 202), ("/first", 203)])
    func answersEarly(path: String, status: Int) async throws {
        let client = try HTTPClient()
        for _ in 0..<3 {
            let body = [UInt8](repeating: 1, count: 3_000_000)
            let response = try await client.send(
                HTTPClientRequest.patient(.post, try server.url(path), body: body))
            #expect(response.status == status)
        }
        await server.stop()
    }

    @Test("a body that turns out too long is refused, and the handler told")
    func tooLong() async throws {
        let client = try RawClient(server.address)
        await client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        let piece =
            Array("f4240\r\n".utf8) + [UInt8](repeating: 1, count: 1_000_000) + Array("\r\n".utf8)
        for _ in 0..<5 { await client.send(piece) }
        await client.send("1\r\nx\r\n0\r\n\r\n")
        #expect(await client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
        #expect(await errors.first { _ in true } == .bodyTooLarge(limit: 5_000_000))
        await server.stop()
    }

    @Test("a client that leaves in the middle breaks the body", arguments: ["/", "/slow"])
    func leaves(path: String) async throws {
        do {
            let client = try RawClient(server.address)
            await client.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n")
            await client.send([UInt8](repeating: 1, count: 1_000_000))
        }
        let error = try #require(await errors.first { _ in true })
        // Its task is cancelled as well, and either may be seen first.
        #expect([.broken(.mayBeReceived), .cancelled(.mayBeReceived), .readerLeft].contains(error))
        await server.stop()
    }

    @Test("a server that stops gives up what nobody takes in")
    func stops() async throws {
        let gate = Gate()
        let server = try HTTPServer(
            at: .loopback(port: 0), limits: .patient, bodyPlan: { _ in .pieces(limit: 30_000_000) }
        ) { _ in
            await gate.pass()
            return HTTPResponse(status: 200)
        }
        let address = server.address
        let sender = Task {
            let client = try RawClient(address)
            await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n")
            return await client.send([UInt8](repeating: 1, count: 20_000_000))
        }
        await gate.wait(for: 1)
        await server.stop(grace: .zero)
        #expect(try await !sender.value)
        await gate.open()
    }
}
