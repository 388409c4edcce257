import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct ServingTests {
    @Test("several requests go over one connection, and each sees what it asked for")
    func keepsAlive() async throws {
        let server = try HTTPServer(
            at: .loopback(port: 0), limits: .patient, bodyPlan: { _ in .whole(limit: 100) }
        ) { request in
            let text = "\(request.target.segments) \(request.body.count)"
            return HTTPResponse(status: 200, body: Array(text.utf8))
        }
        let client = try RawClient(server.address)
        await client.send("GET /a/b%2Fc?x=1 HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n")
        #expect(await client.receive(until: "0").hasSuffix("[\"a\", \"b/c\"] 0"))
        await client.send("POST /d/ HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nxyz")
        #expect(await client.receive(until: " 3").hasSuffix("[\"d\"] 3"))
        await client.send(
            "POST /e HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n2\r\nzz\r\n0\r\n\r\n"
        )
        #expect(await client.receive(until: " 4").hasSuffix("[\"e\"] 4"))
        await server.stop()
    }

    private static let echo: HTTPServer.Handler = { request in
        // The first half is answered without waiting, the second after it.
        if request.target["wait"] != nil { await Task.yield() }
        var fields = HTTPFields()
        for field in request.fields where field.name.hasPrefix("X-") { fields.append(field) }
        return HTTPResponse(status: 201, fields: fields, body: request.body.reversed())
    }

    @Test("client and server understand each other", arguments: ["/", "/?wait"], [false, true])
    func roundTrip(target: String, isSocket: Bool) async throws {
        let folder = try TemporaryFolder()
        let address: HTTPServerAddress =
            isSocket ? .socket(path: folder.path + "/s") : .loopback(port: 0)
        let server = try HTTPServer(
            at: address, bodyPlan: { _ in .whole(limit: 1 << 20) }, handler: Self.echo)
        let client = try HTTPClient()
        for size in [0, 1, 100_000, 1 << 20] {
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            var request = HTTPClientRequest.patient(.post, try server.url(target), body: body)
            try request.fields.append("X-Made", "Núñez")
            let response = try await client.send(request)
            #expect(response.status == 201)
            #expect(response.body == body.reversed())
            #expect(response.fields["x-made"] == "Núñez")
        }
        await server.stop()
    }

    @Test("every method comes through, and HEAD brings no body", arguments: HTTPMethod.allCases)
    func methods(method: HTTPMethod) async throws {
        let server = try HTTPServer(at: .loopback(port: 0), limits: .patient) { request in
            HTTPResponse(status: 200, body: Array(request.method.rawValue.utf8))
        }
        let response = try await HTTPClient().send(
            HTTPClientRequest.patient(method, try server.url("/")))
        #expect(response.body == (method == .head ? [] : Array(method.rawValue.utf8)))
        await server.stop()
    }

    @Test("a field may have no value, and its value any blanks around it")
    func looseFields() async throws {
        let server = try HTTPServer(at: .loopback(port: 0), limits: .patient) { request in
            let values = [request.fields["a"], request.fields["b"], request.fields["c"]]
            return HTTPResponse(status: 200, body: Array("\(values.map { $0 ?? "none" })".utf8))
        }
        let client = try RawClient(server.address)
        await client.send("GET / HTTP/1.1\r\nHost:a\r\nA:\r\nB: \r\nC: \t c\r\n\r\n")
        #expect(await client.receive(until: "]").hasSuffix("[\"\", \"\", \"c\"]"))
        var request = HTTPClientRequest.patient(.get, try server.url("/"))
        try request.fields.append("A", "")
        #expect(
            try await HTTPClient().send(request).body == Array("[\"\", \"none\", \"none\"]".utf8))
        await server.stop()
    }

    @Test("a body is limited by its route, told of its length or not")
    func bodyLimits() async throws {
        let server = try HTTPServer(
            at: .loopback(port: 0), limits: .patient,
            bodyPlan: { .whole(limit: $0.target.path == "/large" ? 1 << 20 : 10) },
            handler: { HTTPResponse(status: 200, body: Array("\($0.body.count)".utf8)) })
        let client = try HTTPClient()
        let body = [UInt8](repeating: 1, count: 100_000)
        let large = try await client.send(
            HTTPClientRequest.patient(.post, try server.url("/large"), body: body))
        #expect(large.body == Array("100000".utf8))
        let small = try await client.send(
            HTTPClientRequest.patient(.post, try server.url("/small"), body: body))
        #expect(small.status == 413)
        let chunks =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n"
            + String(repeating: "x", count: 100) + "\r\n0\r\n\r\n"
        #expect(try await RawClient.status(of: chunks, at: server.address) == 413)
        await server.stop()
    }

    @Test("who asks before sending a body is told to go on, when its length is agreed")
    func expectation() async throws {
        let server = try HTTPServer(
            at: .loopback(port: 0), limits: .patient, bodyPlan: { _ in .whole(limit: 3) },
            handler: Self.echo)
        let client = try RawClient(server.address)
        await client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        #expect(await client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
        await client.send("abc")
        #expect(await client.receive(until: "cba").hasPrefix("HTTP/1.1 201 "))
        await server.stop()
    }

    @Test("a status that is none is sent as 500, and what only the server may say is left out")
    func answersOfHandlers() async throws {
        let server = try HTTPServer(at: .loopback(port: 0), limits: .patient) { request in
            var fields = HTTPFields()
            for name in ["Content-Length", "transfer-encoding", "Connection", "Date", "X-Mine"] {
                try? fields.append(name, "7")
            }
            return HTTPResponse(
                status: request.target.path == "/" ? 200 : 99, fields: fields, body: [1])
        }
        let client = try HTTPClient()
        let right = try await client.send(HTTPClientRequest.patient(.get, try server.url("/")))
        #expect(right.fields["Content-Length"] == "1")
        #expect(right.fields["X-Mine"] == "7")
        #expect(right.fields["Date"] != "7")
        #expect(!right.fields.contains("Transfer-Encoding"))
        let wrong = try await client.send(HTTPClientRequest.patient(.get, try server.url("/x")))
        #expect(wrong.status == 500)
        await server.stop()
    }

    @Test("an upload that is far too large is refused before it is sent")
    func refusesUpload() async throws {
        let server = try HTTPServer(at: .loopback(port: 0), handler: Self.echo)
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n"
        #expect(
            try await RawClient.status(
                of: head + "Expect: 100-continue\r\n\r\n", at: server.address) == 413)
        #expect(try await RawClient.status(of: head + "\r\n", at: server.address) == 413)
        await server.stop()
    }

    @Test("what other machines could reach is refused as an address")
    func refusesAddresses() throws {
        for text in [
            "0.0.0.0:80", "192.168.1.1:80", "[::]:80", "example.org:80", "127.0.0.1.example.org:80",
        ] {
            #expect(throws: TransportError.notLocal(address: text)) { try HTTPServerAddress(text) }
        }
        for host in ["0.0.0.0", "::", "10.0.0.1", ""] {
            #expect(throws: TransportError.notLocal(address: host)) {
                try HTTPServer(at: .loopback(host: host, port: 0), handler: Self.echo)
            }
        }
        #expect(try HTTPServerAddress("[::1]:80") == .loopback(host: "::1", port: 80))
        #expect(try HTTPServerAddress("unix:/tmp/s") == .socket(path: "/tmp/s"))
    }

    @Test("a socket that a dead server left is taken over, and one in use is not")
    func takesOver() async throws {
        let folder = try TemporaryFolder()
        let address = HTTPServerAddress.socket(path: folder.path + "/s")
        let first = try HTTPServer(at: address, handler: Self.echo)
        #expect(throws: TransportError.addressInUse(address: folder.path + "/s")) {
            try HTTPServer(at: address, handler: Self.echo)
        }
        await first.stop()
        let second = try HTTPServer(at: address, handler: Self.echo)
        #expect(
            try await RawClient.status(of: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", at: address) == 201)
        await second.stop()
    }
}

extension HTTPServer {
    /// The URL of something that the server has.
    func url(_ target: String) throws(TransportError) -> HTTPURL {
        switch address {
        case .loopback(let host, let port): try HTTPURL("http://\(host):\(port)\(target)")
        case .socket(let path): try HTTPURL(socket: path, target: target)
        }
    }
}
