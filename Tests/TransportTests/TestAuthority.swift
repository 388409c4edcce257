import Glibc
import Transport

/// An authority with a server, a client and a rogue, made by the `openssl` command in a folder of the test's own.
final class TestAuthority {
    /// Whether the command is there; without it the tests of TLS are left out.
    static let isAvailable = run("command -v openssl")

    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        let script = """
            cd '\(folder.path)'
            for ca in ca rogue; do
                openssl req -x509 \(key) -subj /CN=$ca -keyout $ca.key -out $ca.pem
            done
            openssl req -x509 \(key) -CA ca.pem -CAkey ca.key -subj /CN=server \\
                -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.pem
            openssl req -x509 \(key) -CA ca.pem -CAkey ca.key -subj /CN=other \\
                -addext subjectAltName=DNS:other.example -keyout other.key -out other.pem
            openssl req -x509 \(key) -CA ca.pem -CAkey ca.key -subj /CN=client \\
                -keyout client.key -out client.pem
            openssl x509 -in server.pem -pubkey -noout | openssl pkey -pubin -outform DER \\
                | openssl dgst -sha256 -binary -out server.pin
            """
        guard Self.run("set -e; { \(script)\n}") else { throw Failed() }
    }

    /// The pin of the server's key.
    func serverPin() throws -> KeyPin {
        guard let pin = KeyPin(digest: try bytes(of: "server.pin")) else { throw Failed() }
        return pin
    }

    func identity(_ certificate: String, key: String? = nil) throws -> HTTPTrust.Identity {
        HTTPTrust.Identity(
            certificate: try bytes(of: certificate + ".pem"),
            key: try bytes(of: (key ?? certificate) + ".key"))
    }

    func authorities(_ name: String = "ca") throws -> HTTPTrust.Authorities {
        .pem(try bytes(of: name + ".pem"))
    }

    func bytes(of name: String) throws -> [UInt8] {
        guard let file = unsafe fopen(folder.path + "/" + name, "r") else { throw Failed() }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    /// Runs a script of the shell quietly, and tells whether it went well.
    @discardableResult
    static func run(_ script: String) -> Bool {
        unsafe system("{ \(script)\n} >/dev/null 2>&1") == 0
    }

    struct Failed: Error {}
}

/// A server of the `openssl` command, which answers every request with a page.
final class TLSServer {
    let port: UInt16
    private let processNumber: String

    /// Starts a server with a certificate of the authority; it asks for one of the client, unless said otherwise.
    init(
        _ authority: TestAuthority, certificate: String = "server",
        options: String = "-tls1_3 -Verify 1"
    ) async throws {
        let name = "out-\(certificate)-\(options.filter(\.isLetter))"
        TestAuthority.run(
            """
            cd '\(authority.folder.path)'
            openssl s_server -accept 127.0.0.1:0 -cert \(certificate).pem -key \(certificate).key -CAfile ca.pem \\
                -verify_return_error -www \(options) >\(name) 2>&1 </dev/null &
            echo $! >\(name).pid
            """)
        processNumber = String(
            decoding: try authority.bytes(of: name + ".pid").dropLast(), as: UTF8.self)
        var port: UInt16?
        while port == nil {
            try await Task.sleep(for: .milliseconds(5))
            let out = String(decoding: try authority.bytes(of: name), as: UTF8.self)
            let line = out.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                .first { $0.hasPrefix("ACCEPT") }
            port = line?.split(separator: ":").last.flatMap { UInt16($0) }
        }
        self.port = port ?? 0
    }

    /// Ends the server; called at a test's end, it keeps the server alive until then.
    func stop() {
        // A child of a thread that takes no signals takes none either, but for this one.
        TestAuthority.run("kill -KILL \(processNumber)")
    }
}
