import Cryptography
import Front
import Testing
import Transport

/// A real nginx with our configuration, asked by our client and by the commands `curl` and `openssl`.
@Suite(
    .enabled(if: FrontStage.mayRun, "nginx, curl or openssl is not there"), .serialized,
    .timeLimit(.minutes(10)))
struct FrontServingTests {
    private let stage: FrontStage
    private let client: HTTPClient
    private let peer: ChannelKey

    init() async throws {
        stage = try await FrontStage()
        client = try HTTPClient(connectionsPerHost: 16)
        peer = try ChannelKey()
        try stage.serve()
    }

    private func ask(
        _ target: String = "/", _ trust: HTTPTrust, body: [UInt8] = [],
        fields: HTTPFields = HTTPFields()
    ) async throws -> (status: Int, lines: [String]) {
        let method: HTTPMethod = body.isEmpty ? .get : .post
        let answer = try await client.send(
            HTTPClientRequest(
                method, try stage.url(target), fields: fields, body: body, trust: trust))
        return (
            answer.status,
            String(decoding: answer.body, as: UTF8.self).split(separator: "\n").map(String.init)
        )
    }

    @Test("who asks is known by the pin of the key, another by another, and who shows none by none")
    func pins() async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        let other = try ChannelKey()
        for key in [peer, other, nil] {
            let (status, lines) = try await ask("/a%20b?c=d", try stage.trust(key))
            #expect(status == 200)
            #expect(lines.first == key.map { "\($0.digest.bytes)" } ?? "nobody")
            #expect(lines[1] == "/a%20b?c=d")
            #expect(lines[4] == "127.0.0.1 127.0.0.1:\(stage.port)")
        }
        await front.stop()
    }

    @Test(
        "a certificate that is out of date, or not yet good, is refused before the node hears of it"
    )
    func outOfDate() async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        for shift in [-30, 30] {
            var trust = try stage.trust(peer)
            trust.identity = HTTPTrust.Identity(
                certificate: try stage.certificate(of: peer, shiftedBy: shift).pem,
                key: try peer.pem())
            #expect(try await ask("/", trust).status == 400)
        }
        #expect(try await ask("/", try stage.trust(peer)).status == 200)
        await front.stop()
    }

    @Test("a peer with a large key and many names is known too; one too large costs nobody else")
    func largeCertificate() async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        for (name, count) in [("fits", 20), ("beyond", 3000)] {
            let said = await stage.run(
                """
                names=$(seq -f 'DNS:host%g.example' -s, 1 \(count))
                openssl req -x509 -newkey rsa:4096 -nodes -days 2 -subj /CN=\(name) -keyout big.key -out big.pem \\
                    -addext "subjectAltName=$names" 2>/dev/null
                curl -s -k --cert big.pem --key big.key -o body -w '%{http_code}' https://127.0.0.1:\(stage.port)/
                """)
            if name == "fits" {
                let certificate = try Certificate(pem: Array(stage.read("big.pem").utf8))
                #expect(
                    said == "200" && stage.read("body").hasPrefix("\(certificate.keyDigest.bytes)"))
            } else {
                #expect(said != "200" && !stage.read("body").hasPrefix("["), "\(said)")
            }
            #expect(try await ask("/", try stage.trust(peer)).status == 200)
        }
        await front.stop()
    }

    @Test("a node with another key than the pinned one is told nothing")
    func wrongPin() async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        await #expect(throws: TransportError.unpinnedPeer) {
            _ = try await ask("/", try stage.trust(peer, pin: peer.digest))
        }
        await front.stop()
    }

    @Test("nothing older than TLS 1.3 is spoken, and HTTP/2 is")
    func protocols() async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        let connect = "openssl s_client -connect 127.0.0.1:\(stage.port) -servername node.example"
        for version in ["-tls1", "-tls1_1", "-tls1_2"] {
            let said = await stage.run("\(connect) \(version)")
            #expect(
                said.contains("alert protocol version") || said.contains("no protocols available"))
            #expect(said.contains("Cipher is (NONE)") && !said.contains("BEGIN CERTIFICATE"))
        }
        #expect(await stage.run("\(connect) -tls1_3").contains("New, TLSv1.3"))
        let curl =
            "curl -s -k -o body -w '%{http_version} %{http_code}' https://127.0.0.1:\(stage.port)/"
        #expect(await stage.run(curl + " --http2") == "2 200")
        #expect(await stage.run(curl + " --http1.1") == "1.1 200")
        #expect(await stage.run(curl + " --tls-max 1.2") == "0 000")
        let head = await stage.run("curl -s -k -I https://127.0.0.1:\(stage.port)/").lowercased()
        #expect(head.contains("strict-transport-security: max-age=63072000"))
        #expect(head.contains("server: nginx") && !head.contains("nginx/"))
        await front.stop()
    }

    @Test("no field of the front's can be forged, however it is written", arguments: ["1.1", "2"])
    func forged(version: String) async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        let forged = [
            "X-Rastro-Certificate: forged", "x-rastro-address: 10.0.0.1", "X-Rastro-Role: admin",
            "X_Rastro_Certificate: forged", "X-RASTRO-CERTIFICATE: again",
            "Connection: X-Rastro-Address", "Accept: x",
        ].map { "-H '\($0)'" }.joined(separator: " ")
        let said = await stage.run(
            "curl -s -k --http\(version) \(forged) https://127.0.0.1:\(stage.port)/x"
        ).split(separator: "\n")
        #expect(
            said == ["nobody", "/x", "0", "X-Rastro-Address", "127.0.0.1 127.0.0.1:\(stage.port)"])
        let (_, lines) = try await ask(
            "/", try stage.trust(peer),
            fields: HTTPFields([try HTTPField("X-Rastro-Certificate", "forged")]))
        #expect(lines[0] == "\(peer.digest.bytes)")
        #expect(lines[3] == "X-Rastro-Address X-Rastro-Certificate")
        await front.stop()
    }

    @Test("a request for another host is misdirected")
    func hosts() async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        let curl = "curl -s -k -o body -w '%{http_code}' https://127.0.0.1:\(stage.port)/"
        for host in ["node.example", "Node.Example", "node.example:\(stage.port)", "127.0.0.1"] {
            #expect(await stage.run("\(curl) --http1.1 -H 'Host: \(host)'") == "200", "\(host)")
            #expect(await stage.run("\(curl) --http2 -H 'Host: \(host)'") == "200", "\(host)")
        }
        for host in ["other.example", "node.example:1", "node.example.", "xnode.example", "[::1]"] {
            #expect(await stage.run("\(curl) --http1.1 -H 'Host: \(host)'") == "421", "\(host)")
            #expect(await stage.run("\(curl) --http2 -H 'Host: \(host)'") == "421", "\(host)")
        }
        #expect(await stage.run("\(curl) --http1.0 -H 'Host:'") == "421")
        await front.stop()
    }

    @Test("bodies beyond the limit of their path are refused, and up to it handed on")
    func bodies() async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        let trust = try stage.trust(peer)
        for (target, limit) in [
            ("/v1/messages", 512 * 1024), ("/v1/%6dessages/x", 512 * 1024), ("/upload", 2 << 20),
        ] {
            let (status, lines) = try await ask(
                target, trust, body: [UInt8](repeating: 1, count: limit))
            #expect(status == 200 && lines[2] == "\(limit)", "\(target)")
            let refused = try await ask(
                target, trust, body: [UInt8](repeating: 1, count: limit + 1))
            #expect(refused.status == 413, "\(target)")
        }
        let chunked = await stage.run(
            """
            head -c 600000 /dev/zero | curl -s -k -o body -w '%{http_code}' -T - -X POST \\
                https://127.0.0.1:\(stage.port)/v1/messages
            """)
        #expect(chunked == "413")
        let long = String(repeating: "a", count: 9000)
        #expect(
            await stage.run(
                "curl -s -k -o body -w '%{http_code}' --http1.1 https://127.0.0.1:\(stage.port)/\(long)"
            )
                == "414")
        await front.stop()
    }

    @Test("who sends a head too slowly is cut, and who asks too fast is told")
    func slowAndFast() async throws {
        var limits = FrontLimits()
        limits.headSeconds = 1
        limits.requestsPerSecond = 1
        limits.burst = 2
        let front = try await FrontProcess.start(try stage.configuration(limits))
        let silent = try #require(RawConnection(port: stage.port))
        #expect(silent.isCut(within: 5))
        let said = await stage.run(
            """
            { printf 'GET / HTTP/1.1\\r\\nHost: node.example\\r\\nA'; sleep 4; printf ': b\\r\\n\\r\\n'; } \\
                | timeout 5 openssl s_client -quiet -connect 127.0.0.1:\(stage.port) 2>/dev/null
            echo "end"
            """)
        #expect(!said.contains("200 OK") && said.hasSuffix("end\n"))
        // At once: one after another, a machine that is busy would not be too fast.
        let statuses = await stage.run(
            """
            for one in $(seq 30); do
                curl -s -k -o /dev/null -w '%{http_code}\\n' https://127.0.0.1:\(stage.port)/ &
            done | sort -u
            """)
        #expect(statuses == "200\n429\n")
        await front.stop()
    }

    @Test("a thousand connections that say nothing, or next to nothing, leave it answering")
    func slowCrowd() async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        RawConnection.allowThousands()
        var crowd: [RawConnection] = []
        for index in 0..<1000 {
            let connection = try #require(RawConnection(port: stage.port))
            // The beginning of a record of TLS that never ends.
            if index % 2 == 0 { connection.say([0x16, 0x03, 0x01, 0x02]) }
            crowd.append(connection)
        }
        let trust = try stage.trust(peer)
        let clock = ContinuousClock()
        for _ in 0..<20 {
            var status = 0
            let time = try await clock.measure { status = try await ask("/", trust).status }
            #expect(status == 200 && time < .seconds(2))
        }
        // Nobody else's connection is among those that were cut.
        #expect(crowd.count == 1000)
        await front.stop(grace: .zero)
    }

    @Test("a new certificate is taken while requests run, and none of them is lost")
    func reload() async throws {
        let front = try await FrontProcess.start(try stage.configuration())
        let trust = try stage.trust(peer)
        let url = try stage.url("/v1/messages")
        let running = Running()
        let answered = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { [client] in
                    var count = 0
                    while running.goesOn {
                        let answer = try await client.send(
                            HTTPClientRequest(
                                .post, url, body: [1, 2, 3], trust: trust)
                        )
                        #expect(answer.status == 200)
                        count += 1
                    }
                    return count
                }
            }
            for serial: UInt8 in 2...5 {
                try await Task.sleep(for: .milliseconds(150))
                try stage.write(
                    "node.pem", try stage.certificate(of: stage.serverKey, serial: serial).pem)
                try await front.reload()
            }
            try await Task.sleep(for: .milliseconds(300))
            running.stop()
            return try await group.reduce(0, +)
        }
        #expect(answered > 20)
        let shown = await stage.run(
            """
            openssl s_client -connect 127.0.0.1:\(stage.port) 2>/dev/null | openssl x509 -noout -serial
            """)
        #expect(shown == "serial=" + String(repeating: "05", count: 16) + "\n")
        await front.stop()
    }

    @Test("no address that was asked for, with what stands in it, is left in a file")
    func secrets() async throws {
        var limits = FrontLimits()
        limits.requestsPerSecond = 50
        limits.burst = 1
        let front = try await FrontProcess.start(try stage.configuration(limits))
        let trust = try stage.trust(peer)
        _ = try await ask("/?token=canary-1", trust)
        _ = try await ask(
            "/v1/messages?token=canary-2", trust, body: [UInt8](repeating: 0, count: 1 << 20))
        await stage.stopServing()
        var statuses: Set<Int> = []
        for _ in 0..<50 { statuses.insert(try await ask("/?token=canary-3", trust).status) }
        #expect(statuses.isSuperset(of: [429, 502]))
        #expect(
            await stage.run("curl -s -k -H 'Host: canary-4' https://127.0.0.1:\(stage.port)/")
                .contains(
                    "421"))
        await front.stop()
        #expect(await stage.run("grep -rl canary front; echo end") == "end\n")
    }
}
