import Front
import Testing

struct FrontConfigurationTests {
    private func make(
        host: String = "node.example", folder: String = "/f", certificate: String = "/c",
        key: String = "/k", socket: String = "/s", account: String? = nil,
        messages: String = "/v1/messages", fields: [String] = ["Accept"],
        limits: FrontLimits = FrontLimits()
    ) throws(FrontValueError) -> FrontConfiguration {
        try FrontConfiguration(
            at: try FrontAddress(host: "0.0.0.0", port: 443), hosts: [host],
            paths: FrontConfiguration.Paths(
                folder: folder, certificate: certificate, key: key, socket: socket),
            limits: limits, account: account, messagesPath: messages, fields: fields)
    }

    /// Texts that would mean more than themselves somewhere in nginx's language.
    static let hostile = [
        "", "a;b", "/a\"; include /etc/passwd; \"", "/a\\", "/a$b", "/a\nb", "/a\0b", "/a\r",
        "/a\tb",
        "/\u{85}", "${x}", "a}", "{", "#", "'", " ", "a b", "data:x", "unix:/x",
    ]

    @Test("no value that could end a line, a quote or a block is written", arguments: hostile)
    func injection(text: String) throws {
        #expect(throws: FrontValueError.path(.folder)) { try make(folder: text) }
        #expect(throws: FrontValueError.path(.certificate)) { try make(certificate: text) }
        #expect(throws: FrontValueError.path(.key)) { try make(key: text) }
        #expect(throws: FrontValueError.path(.socket)) { try make(socket: text) }
        #expect(throws: FrontValueError.host(index: 0)) { try make(host: text) }
        #expect(throws: FrontValueError.messagesPath) { try make(messages: text) }
        #expect(throws: FrontValueError.field(index: 1)) { try make(fields: ["Accept", text]) }
        #expect(throws: FrontValueError.address) { try FrontAddress(host: text, port: 1) }
        #expect(throws: FrontValueError.account) { try make(account: text) }
    }

    @Test(
        "fields of the front's own, of the connection, or twice are not handed on",
        arguments: [
            "X-Rastro-Certificate", "x-rastro-anything", "Host", "Connection", "Content-Length",
            "TRANSFER-ENCODING", "Upgrade", "accept", "X_Y", "ñ", "a:b",
            String(repeating: "a", count: 65),
        ])
    func fields(name: String) {
        #expect(throws: FrontValueError.field(index: 1)) { try make(fields: ["Accept", name]) }
    }

    @Test("what is out of bounds is refused by its name")
    func bounds() throws {
        #expect(throws: FrontValueError.address) { try FrontAddress(host: "127.0.0.1", port: 0) }
        #expect(throws: FrontValueError.address) { try FrontAddress(host: "[::1]", port: 1) }
        #expect(try FrontAddress(host: "::1", port: 1).text == "[::1]:1")
        #expect(throws: FrontValueError.path(.socket)) { try make(socket: "/a:b") }
        #expect(throws: FrontValueError.path(.folder)) { try make(folder: "relative") }
        let long = "/" + String(repeating: "a", count: 107)
        #expect(throws: FrontValueError.path(.socket)) { try make(socket: long) }
        #expect(throws: FrontValueError.path(.folder)) {
            try make(folder: "/" + String(repeating: "a", count: 1024))
        }
        #expect(try make(folder: long).paths.folder == long)
        for hosts in [[], [String](repeating: "a", count: 17)] {
            #expect(throws: FrontValueError.host(index: hosts.isEmpty ? 0 : 16)) {
                try FrontConfiguration(
                    at: try FrontAddress(host: "0.0.0.0", port: 1), hosts: hosts,
                    paths: FrontConfiguration.Paths(
                        folder: "/f", certificate: "/c", key: "/k", socket: "/s"))
            }
        }
        let changes: [(String, (inout FrontLimits) -> Void)] = [
            ("workers", { $0.workers = 0 }), ("connections", { $0.connections = 1 }),
            ("requestsAtOnce", { $0.requestsAtOnce = 0 }), ("burst", { $0.burst = 0 }),
            ("requestsPerSecond", { $0.requestsPerSecond = 0 }),
            ("messageBytes", { $0.messageBytes = 0 }), ("bodyBytes", { $0.bodyBytes = .max }),
            ("headSeconds", { $0.headSeconds = 0 }), ("stallSeconds", { $0.stallSeconds = 3601 }),
            ("idleSeconds", { $0.idleSeconds = 0 }), ("answerSeconds", { $0.answerSeconds = 0 }),
        ]
        for (name, change) in changes {
            var limits = FrontLimits()
            change(&limits)
            #expect(throws: FrontValueError.limit(name)) { try make(limits: limits) }
        }
    }

    @Test("the same values give the same text, and each is where it belongs")
    func text() throws {
        let one = try make(
            folder: "/var/a b;{}#'ñ", account: "rastro", fields: ["Accept", "If-None-Match"])
        #expect(
            one.text
                == (try make(
                    folder: "/var/a b;{}#'ñ", account: "rastro",
                    fields: ["Accept", "If-None-Match"])).text)
        for line in [
            "user rastro;", "pid \"/var/a b;{}#'ñ/nginx.pid\";", "ssl_protocols TLSv1.3;",
            "ssl_verify_client optional_no_ca;", "listen 0.0.0.0:443 ssl http2 default_server;",
            "\"node.example\" 1;", "\"node.example:443\" 1;", "server \"unix:/s\";",
            "proxy_set_header If-None-Match $http_if_none_match;", "access_log off;",
            "client_max_body_size 524288;", "client_max_body_size 2097152;", "daemon off;",
        ] {
            #expect(one.text.split(separator: "\n").contains { $0.hasSuffix(line) }, "\(line)")
        }
        #expect(!(try make()).text.contains("user "))
    }

    @Test(
        "nginx takes a folder with a name full of its own signs",
        .enabled(if: FrontStage.mayRun, "nginx is not there"), .timeLimit(.minutes(10)))
    func strangeFolder() async throws {
        let stage = try await FrontStage()
        let front = try await FrontProcess.start(
            try stage.configuration(folder: stage.path + "/a b;{}#'ñ%|&"))
        await front.stop()
        #expect(await front.waitForEnd() == .code(0))
    }
}
