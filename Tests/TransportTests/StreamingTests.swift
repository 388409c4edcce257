import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct StreamingTests {
    @Test("a body that is written while it is sent comes whole", arguments: [true, false])
    func large(hasLength: Bool) async throws {
        let piece = (0..<50_000).map { UInt8(truncatingIfNeeded: $0) }
        let server = try HTTPServer(at: .loopback(port: 0), limits: .patient) { _ in
            HTTPResponse(status: 200, length: hasLength ? piece.count * 100 : nil) { writer in
                for _ in 0..<100 { try await writer.write(piece) }
            }
        }
        var request = HTTPClientRequest.patient(.get, try server.url("/"))
        request.answerLimit = 10_000_000
        let response = try await HTTPClient().send(request)
        #expect(response.body.count == 5_000_000)
        #expect(response.body.suffix(50_000) == piece[...])
        #expect(response.fields.contains("Content-Length") == hasLength)
        await server.stop()
    }

    @Test("events arrive one by one, as they are written")
    func events() async throws {
        let gate = Gate()
        let server = try HTTPServer(at: .loopback(port: 0), limits: .patient) { _ in
            HTTPResponse(status: 200) { writer in
                try await writer.write("data: first\n\n")
                await gate.pass()
                try await writer.write("data: second\n\n")
            }
        }
        let client = try RawClient(server.address)
        await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(await !client.receive(until: "first").contains("second"))
        await gate.open()
        #expect(await client.receive(until: "\r\n0\r\n\r\n").contains("second"))
        await server.stop()
    }

    @Test("a writer waits when nobody reads, and is told when the reader leaves")
    func pressure() async throws {
        let (errors, told) = AsyncStream.makeStream(of: (Int, TransportError).self)
        let server = try HTTPServer(at: .loopback(port: 0), limits: .patient) { _ in
            HTTPResponse(status: 200) { writer in
                var written = 0
                do throws(TransportError) {
                    while true {
                        try await writer.write([UInt8](repeating: 1, count: 10_000))
                        written += 10_000
                    }
                } catch {
                    told.yield((written, error))
                }
            }
        }
        do {
            let client = try RawClient(server.address)
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200"))
        }
        let (written, error) = try #require(await errors.first { _ in true })
        // What the system keeps for a connection comes to a few MiB; without a bound it would be all there is.
        #expect(written < 64_000_000)
        #expect(error == .readerLeft || error == .cancelled(.mayBeReceived))
        await server.stop()
    }

    @Test(
        "a producer that fails, or writes too little, does not pass for whole",
        arguments: [true, false])
    func broken(throwsError: Bool) async throws {
        struct Failure: Error {}
        let server = try HTTPServer(at: .loopback(port: 0), limits: .patient) { _ in
            HTTPResponse(status: 200, length: throwsError ? nil : 100) { writer in
                try await writer.write("some of it")
                if throwsError { throw Failure() }
            }
        }
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(HTTPClientRequest.patient(.get, try server.url("/")))
        }
        #expect(error == .broken(.mayBeReceived))
        await server.stop()
    }
}
