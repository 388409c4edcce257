import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct LifecycleTests {
    @Test("hundreds of requests wait at once, and each gets its own answer")
    func manyWait() async throws {
        let gate = Gate()
        let server = try HTTPServer(at: .loopback(port: 0)) { request in
            await gate.pass()
            return HTTPResponse(status: 200, body: Array(request.target.raw.utf8))
        }
        let client = try HTTPClient(connectionsPerHost: 400)
        let url = try (0..<400).map { try server.url("/\($0)") }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for url in url {
                group.addTask {
                    try await client.send(HTTPClientRequest.patient(.get, url)).body
                        == Array(url.target.raw.utf8)
                }
            }
            await gate.wait(for: 400)
            await gate.open()
            for try await isRight in group { #expect(isRight) }
        }
        await server.stop()
    }

    @Test("a handler whose client leaves is cancelled")
    func clientLeaves() async throws {
        let (events, told) = AsyncStream.makeStream(of: String.self)
        let server = try HTTPServer(at: .loopback(port: 0)) { _ in
            told.yield("came")
            await waitForCancellation()
            told.yield("cancelled")
            return HTTPResponse(status: 200)
        }
        var iterator = events.makeAsyncIterator()
        do {
            let client = try RawClient(server.address)
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await iterator.next() == "came")
        }
        #expect(await iterator.next() == "cancelled")
        await server.stop()
    }

    @Test("a server that stops answers what is under way, and takes nobody new")
    func gracefulStop() async throws {
        let gate = Gate()
        let server = try HTTPServer(at: .loopback(port: 0)) { _ in
            await gate.pass()
            return HTTPResponse(status: 200)
        }
        let client = try HTTPClient()
        let request = HTTPClientRequest.patient(.get, try server.url("/"))
        async let answer = client.send(request)
        await gate.wait(for: 1)
        async let stopped: Void = server.stop(grace: .seconds(3600))
        while let other = try? RawClient(server.address) {
            _ = consume other
            await Task.yield()
        }
        await gate.open()
        #expect(try await answer.status == 200)
        #expect(try await answer.fields["Connection"] == "close")
        await stopped
        await #expect(throws: TransportError.unreachable) { try await client.send(request) }
    }

    @Test(
        "what is not answered when the grace is over is cancelled and answered with 503",
        arguments: [false, true])
    func graceOver(ignoresCancellation: Bool) async throws {
        let gate = Gate()
        let reached = Gate()
        let server = try HTTPServer(at: .loopback(port: 0)) { _ in
            await reached.open()
            await reached.pass()
            if ignoresCancellation { await gate.pass() } else { await waitForCancellation() }
            return HTTPResponse(status: 200)
        }
        let client = try RawClient(server.address)
        await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await reached.wait(for: 1)
        await server.stop(grace: .zero)
        let answer = await client.receiveAll()
        #expect(answer.hasPrefix("HTTP/1.1 503"))
        await gate.open()
    }

    @Test("streams that never end are broken when the server stops")
    func stopsStreams() async throws {
        let server = try HTTPServer(at: .loopback(port: 0)) { _ in
            HTTPResponse(status: 200) { writer in
                try await writer.write("first")
                await waitForCancellation()
            }
        }
        let client = try RawClient(server.address)
        await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(await client.receive(until: "first").hasSuffix("first\r\n"))
        await server.stop(grace: .zero)
        #expect(await !client.receiveAll().contains("0\r\n\r\n"))
    }

    @Test("who sends a head or a body byte by byte is cut off")
    func slowClients() async throws {
        var limits = HTTPServerLimits()
        limits.headTime = .milliseconds(20)
        limits.bodyTime = .milliseconds(20)
        limits.idleTime = .milliseconds(20)
        limits.lookEvery = .milliseconds(5)
        let server = try HTTPServer(
            at: .loopback(port: 0), limits: limits, bodyPlan: { _ in .whole(limit: 1 << 20) }
        ) { _ in
            HTTPResponse(status: 200)
        }
        for beginning in [
            "", "GET / HTTP/1.1\r\nX: ",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n",
        ] {
            let client = try RawClient(server.address)
            await client.send(beginning)
            // It is never silent, and so never idle to the library.
            while await client.send("x") { await Task.yield() }
        }
        await server.stop()
    }

    @Test("no more connections are open than agreed, and the others wait for their turn")
    func connectionLimit() async throws {
        var limits = HTTPServerLimits()
        limits.connections = 4
        let gate = Gate()
        let count = Count()
        let server = try HTTPServer(at: .loopback(port: 0), limits: limits) { _ in
            await count.enter()
            await gate.pass()
            await count.leave()
            return HTTPResponse(status: 200)
        }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    return (try? await RawClient.status(of: request, at: server.address)) == 200
                }
            }
            await gate.wait(for: 2)
            await gate.open()
            for await isAnswered in group { #expect(isAnswered) }
        }
        #expect(await count.most <= 4)
        await server.stop()
    }

    private actor Count {
        var most = 0
        private var now = 0

        func enter() {
            now += 1
            most = max(most, now)
        }

        func leave() { now -= 1 }
    }

    @Test("a server that nobody holds stops")
    func letGo() async throws {
        let address: HTTPServerAddress
        do {
            let server = try HTTPServer(at: .loopback(port: 0)) { _ in HTTPResponse(status: 200) }
            address = server.address
        }
        while let client = try? RawClient(address) {
            _ = consume client
            await Task.yield()
        }
    }
}
