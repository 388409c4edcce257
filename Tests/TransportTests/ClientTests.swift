import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct ClientTests {
    private func error(
        of request: HTTPClientRequest, from client: HTTPClient? = nil
    ) async throws -> TransportError? {
        let client = try client ?? HTTPClient()
        do throws(TransportError) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a server that does not answer is waited for as long as said, and may have received the request"
    )
    func hangs() async throws {
        let server = try RawServer { RawServer.waitForLeave($0) }
        defer { server.stop() }
        var request = HTTPClientRequest.patient(.post, try server.url(), body: [1])
        request.totalTime = .milliseconds(100)
        #expect(try await error(of: request) == .timedOut(.mayBeReceived))
    }

    @Test("a server that accepts nobody has surely received nothing")
    func unreachable() async throws {
        let url: HTTPURL
        do {
            let server = try RawServer { _ in }
            defer { server.stop() }
            url = try server.url()
        }
        let error = try #require(
            try await error(of: HTTPClientRequest.patient(.post, url, body: [1])))
        #expect(error == .unreachable)
        #expect(error.delivery == .surelyNotSent)
        #expect(error.remedy == .tryAgain)
        let socket = try HTTPURL(socket: "/tmp/there-is-no-such-socket", target: "/")
        #expect(try await self.error(of: HTTPClientRequest.patient(.get, socket)) == .unreachable)
    }

    @Test(
        "a connection that breaks before the answer is whole may have brought the request",
        arguments: [
            "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive.",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfive.\r\n",
        ])
    func closesEarly(answer: String) async throws {
        let server = try RawServer {
            RawServer.readHead($0)
            RawServer.write(answer, to: $0)
        }
        defer { server.stop() }
        let found = try await error(of: HTTPClientRequest.patient(.get, try server.url()))
        // A head alone, up to the end of the connection, is a whole answer to libcurl.
        #expect(found == (answer.hasSuffix("OK\r\n") ? nil : .broken(.mayBeReceived)))
    }

    @Test("an answer longer than agreed is not read on", arguments: [true, false])
    func tooLarge(saysSo: Bool) async throws {
        let server = try RawServer {
            RawServer.readHead($0)
            RawServer.write(
                "HTTP/1.1 200 OK\r\n" + (saysSo ? "Content-Length: 5000\r\n" : "") + "\r\n"
                    + String(repeating: "x", count: 5000), to: $0)
        }
        defer { server.stop() }
        var request = HTTPClientRequest.patient(.get, try server.url())
        request.answerLimit = 4999
        #expect(try await error(of: request) == .answerTooLarge(limit: 4999))
        request.answerLimit = 5000
        #expect(try await error(of: request) == nil)
    }

    @Test(
        "what is no HTTP is said to be none",
        arguments: [
            "220 mail ready\r\n", "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 300) + "\r\n",
        ])
    func nonsense(answer: String) async throws {
        let server = try RawServer {
            RawServer.readHead($0)
            RawServer.write(answer, to: $0)
        }
        defer { server.stop() }
        #expect(
            try await error(of: HTTPClientRequest.patient(.get, try server.url()))
                == .malformedAnswer)
    }

    @Test("a redirection is an answer like others, and nobody goes where it points")
    func redirection() async throws {
        let server = try RawServer {
            RawServer.readHead($0)
            RawServer.write(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n",
                to: $0)
        }
        defer { server.stop() }
        let response = try await HTTPClient().send(
            HTTPClientRequest.patient(.get, try server.url()))
        #expect(response.status == 302)
        #expect(response.fields["location"] == "http://127.0.0.1:1/")
    }

    @Test("the client adds no field of its own but Host and the length")
    func plainHead() async throws {
        let (heads, told) = AsyncStream.makeStream(of: String.self)
        let server = try RawServer {
            told.yield(RawServer.readHead($0))
            RawServer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", to: $0)
        }
        defer { server.stop() }
        let request = HTTPClientRequest.patient(.post, try server.url("/a?b"), body: [0x78])
        _ = try await HTTPClient().send(request)
        let head = try #require(await heads.first { _ in true })
        #expect(
            head
                == "POST /a?b HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 1\r\n\r\n"
        )
    }

    @Test(
        "a field that the client writes by itself is refused",
        arguments: HTTPClientRequest.reservedFields)
    func reserved(name: String) async throws {
        var request = HTTPClientRequest.patient(.get, try HTTPURL("http://127.0.0.1:1/"))
        try request.fields.append(name, "x")
        #expect(try await error(of: request) == .reservedField(name: name))
    }

    @Test("a task that is cancelled ends at once, and says whether anything was sent")
    func cancellation() async throws {
        let (arrivals, told) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer {
            RawServer.readHead($0)
            told.yield()
            RawServer.waitForLeave($0)
        }
        defer { server.stop() }
        let client = try HTTPClient()
        let request = HTTPClientRequest.patient(.get, try server.url())
        await withTaskGroup(of: TransportError?.self) { group in
            group.addTask { try? await error(of: request, from: client) }
            _ = await arrivals.first { _ in true }
            group.cancelAll()
            #expect(await group.next() == .cancelled(.mayBeReceived))
            group.addTask { try? await error(of: request, from: client) }
            #expect(await group.next() == .cancelled(.surelyNotSent))
        }
    }

    @Test("a client that is stopped ends what is under way, and sends nothing more")
    func stop() async throws {
        let (arrivals, told) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer {
            RawServer.readHead($0)
            told.yield()
            RawServer.waitForLeave($0)
        }
        defer { server.stop() }
        let client = try HTTPClient()
        let request = HTTPClientRequest.patient(.get, try server.url())
        async let first = error(of: request, from: client)
        _ = await arrivals.first { _ in true }
        client.stop()
        #expect(try await first == .stopped(.mayBeReceived))
        #expect(try await error(of: request, from: client) == .stopped(.surelyNotSent))
    }
}

@Suite(.timeLimit(.minutes(10)))
struct ManyRequestsTests {
    @Test("many short requests over few connections never wait for nothing")
    func few() async throws {
        let server = try HTTPServer(at: .loopback(port: 0)) { request in
            HTTPResponse(status: 200, body: Array(request.target.raw.utf8))
        }
        let client = try HTTPClient(connectionsPerHost: 3)
        for round in 0..<60 {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<40 {
                    let url = try server.url("/\(round)/\(number)")
                    group.addTask {
                        // One that was overlooked hangs until the suite's limit: no time-out may help it on.
                        var request = HTTPClientRequest.patient(.get, url)
                        request.totalTime = .seconds(86_400)
                        request.connectTime = .seconds(86_400)
                        let answer = try await client.send(request)
                        return answer.body == Array(url.target.raw.utf8)
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
        await server.stop()
    }

    @Test(
        "what waits for others is timed out, cancelled and stopped like all else, and was not sent")
    func waiting() async throws {
        let gate = Gate()
        let server = try HTTPServer(at: .loopback(port: 0)) { _ in
            await gate.pass()
            return HTTPResponse(status: 200)
        }
        let client = try HTTPClient(connectionsPerHost: 1)
        let url = try server.url("/")
        func send(_ time: Duration) async -> Result<Int, TransportError> {
            var request = HTTPClientRequest.patient(.get, url)
            request.totalTime = time
            do throws(TransportError) {
                return .success(try await client.send(request).status)
            } catch {
                return .failure(error)
            }
        }
        async let first = send(.seconds(3600))
        await gate.wait(for: 1)
        #expect(await send(.milliseconds(50)) == .failure(.timedOut(.surelyNotSent)))
        let task = Task { await send(.seconds(3600)) }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        #expect(await task.value == .failure(.cancelled(.surelyNotSent)))
        async let second = send(.seconds(3600))
        await gate.open()
        #expect(await first == .success(200))
        #expect(await second == .success(200))

        let other = try HTTPClient(connectionsPerHost: 1)
        let closed = Gate()
        let slow = try HTTPServer(at: .loopback(port: 0)) { _ in
            await closed.pass()
            return HTTPResponse(status: 200)
        }
        let request = HTTPClientRequest.patient(.get, try slow.url("/"))
        async let under: Result<HTTPClientResponse, TransportError> = outcome(other, request)
        await closed.wait(for: 1)
        async let behind: Result<HTTPClientResponse, TransportError> = outcome(other, request)
        try await Task.sleep(for: .milliseconds(20))
        other.stop()
        #expect(await under == .failure(.stopped(.mayBeReceived)))
        #expect(await behind == .failure(.stopped(.surelyNotSent)))
        await closed.open()
        await slow.stop()
        await server.stop()
    }

    private func outcome(
        _ client: HTTPClient, _ request: HTTPClientRequest
    ) async -> Result<HTTPClientResponse, TransportError> {
        do throws(TransportError) {
            return .success(try await client.send(request))
        } catch {
            return .failure(error)
        }
    }
}
