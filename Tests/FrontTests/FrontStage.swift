import Cryptography
import Dispatch
import Front
import Glibc
import Transport

/// A node's server behind nginx, with keys for it and for who asks, in a folder of the test's own.
final class FrontStage {
    /// Whether nginx and its judges are there; where `CI=true` they must be, and what needs them fails.
    static let mayRun =
        unsafe system(
            "[ \"$CI\" = true ] || { command -v openssl && command -v curl && [ -x \(FrontProcess.usualProgram) ]; }"
                + " >/dev/null 2>&1") == 0

    let path: String
    let port: UInt16
    let serverKey: ChannelKey
    private var server: HTTPServer?
    private let now = Int64(time(nil))

    init() async throws {
        var template = Array("/tmp/front-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failed(reason: "mkdtemp") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        port = try await FrontStage.freePort()
        serverKey = try ChannelKey()
        try write("node.key", try serverKey.pem())
        try write("node.pem", try certificate(of: serverKey).pem)
    }

    deinit {
        _ = unsafe system("rm -rf '\(path)'")
    }

    /// A port that the system has just given away, and that is free for a while.
    static func freePort() async throws -> UInt16 {
        let probe = try HTTPServer(at: .loopback(port: 0)) { _ in HTTPResponse(status: 200) }
        guard case .loopback(_, let port) = probe.address else { throw Failed(reason: "port") }
        await probe.stop()
        return port
    }

    /// Has the node serve: it answers with the peer's key, what was asked, how much came, and what it was told of the peer.
    func serve(slowness: Duration = .zero) throws {
        server = try HTTPServer(
            at: .socket(path: path + "/s"), bodyPlan: { _ in .whole(limit: 4 << 20) }
        ) { request in
            if slowness > .zero { try? await Task.sleep(for: slowness) }
            let field = request.fields[FrontHeader.certificate]
            let peer = field.map { field in
                (try? FrontHeader.peer(field)).map { "\($0.keyDigest.bytes)" } ?? "unreadable"
            }
            let told = request.fields.filter { $0.name.lowercased().contains("rastro") }
            let text = """
                \(peer ?? "nobody")
                \(request.target.raw)
                \(request.body.count)
                \(told.map(\.name).sorted().joined(separator: " "))
                \(request.fields[FrontHeader.address] ?? "-") \(request.fields["Host"] ?? "-")
                """
            return HTTPResponse(status: 200, body: Array(text.utf8))
        }
    }

    func stopServing() async { await server?.stop(grace: .zero) }

    func certificate(
        of key: ChannelKey, serial: UInt8 = 1, name: String = "node.example",
        shiftedBy days: Int = 0
    ) throws -> Certificate {
        try key.certificate(
            try CertificateTerms(
                name: name, hosts: ["127.0.0.1"], validFrom: now - 60 + Int64(days) * 86_400,
                days: 7,
                serial: [UInt8](repeating: serial, count: 16)))
    }

    func configuration(
        _ limits: FrontLimits = FrontLimits(), folder: String? = nil, port: UInt16? = nil,
        hosts: [String] = ["node.example", "127.0.0.1"]
    ) throws -> FrontConfiguration {
        try FrontConfiguration(
            at: try FrontAddress(host: "127.0.0.1", port: port ?? self.port), hosts: hosts,
            paths: FrontConfiguration.Paths(
                folder: folder ?? path + "/front", certificate: path + "/node.pem",
                key: path + "/node.key", socket: path + "/s"),
            limits: limits, account: geteuid() == 0 ? "root" : nil)
    }

    /// A trust by the pin of the node's key, with an own key or none.
    func trust(_ key: ChannelKey?, pin: Digest? = nil) throws -> HTTPTrust {
        var trust = HTTPTrust(authorities: .pinsAlone)
        trust.pins = [pin ?? serverKey.digest].compactMap { KeyPin(digest: $0.bytes) }
        if let key {
            trust.identity = HTTPTrust.Identity(
                certificate: try certificate(of: key, name: "peer.example").pem,
                key: try key.pem())
        }
        return trust
    }

    func url(_ target: String = "/") throws -> HTTPURL {
        try HTTPURL("https://127.0.0.1:\(port)\(target)")
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        guard let file = unsafe fopen(path + "/" + name, "w") else { throw Failed(reason: name) }
        defer { unsafe fclose(file) }
        guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw Failed(reason: name)
        }
    }

    func read(_ name: String) -> String {
        guard let file = unsafe fopen(path + "/" + name, "r") else { return "" }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Runs a script of the shell in the folder, and gives what it says; what its code is does not matter.
    ///
    /// It waits on a thread of its own: the pool's are needed by who answers.
    func run(_ script: String) async -> String {
        let whole = "cd '\(path)' && { \(script)\n} >said 2>&1 </dev/null"
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "shell").async {
                _ = unsafe system(whole)
                continuation.resume()
            }
        }
        return read("said")
    }

    struct Failed: Error {
        let reason: String
    }
}

/// A connection to a port of this machine that says what it is told to, and no more.
final class RawConnection {
    private let socket: Int32

    init?(port: UInt16) {
        socket = Glibc.socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, size)
            }
        }
        guard socket >= 0, code == 0 else { return nil }
    }

    deinit { close(socket) }

    /// Lets this process have as many files as the system lets it ask for.
    static func allowThousands() {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(kind, &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 8192)
        unsafe setrlimit(kind, &limit)
    }

    func say(_ bytes: [UInt8]) { _ = unsafe send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    /// Tells whether the other side closes within so many seconds.
    func isCut(within seconds: Int) -> Bool {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(socket, &bytes, bytes.count, 0)
            if count > 0 { continue }
            return count == 0 || errno == ECONNRESET
        }
    }
}
