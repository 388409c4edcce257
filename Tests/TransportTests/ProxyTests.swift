import Testing
import Transport

/// The way of a request between two nodes: a client with a certificate, nginx, and a server behind a Unix socket.
@Suite(
    .enabled(
        if: TestAuthority.isAvailable && TestAuthority.run("command -v nginx"),
        "the command openssl or nginx is not there"),
    .timeLimit(.minutes(1)))
struct ProxyTests {
    @Test("a request comes through a proxy that speaks TLS, with the certificate of who sent it")
    func throughProxy() async throws {
        let authority = try TestAuthority()
        let server = try HTTPServer(
            at: .socket(path: authority.folder.path + "/s"),
            bodyPlan: { _ in .whole(limit: 1 << 20) }
        ) { request in
            let text =
                "\(request.fields["X-Peer"] ?? "nobody") \(request.target.raw) \(request.body.count)"
            return HTTPResponse(status: 200, body: Array(text.utf8))
        }
        let proxy = try await Proxy(authority)
        defer { proxy.stop() }
        let client = try HTTPClient()
        let url = try HTTPURL("https://127.0.0.1:\(proxy.port)/a%20b?c=d")
        let trust = HTTPTrust(
            authorities: try authority.authorities(), pins: [try authority.serverPin()],
            identity: try authority.identity("client"))
        for size in [0, 10, 1 << 20] {
            let body = [UInt8](repeating: 1, count: size)
            let response = try await client.send(
                HTTPClientRequest(.post, url, body: body, trust: trust))
            #expect(response.status == 200)
            #expect(response.body == Array("CN=client /a%20b?c=d \(size)".utf8))
        }
        var stranger = trust
        stranger.identity = nil
        // nginx takes whoever comes, and refuses the request.
        let refusal = try await client.send(HTTPClientRequest(.get, url, trust: stranger))
        #expect(refusal.status == 400)
        await server.stop()
        let gone = try await client.send(HTTPClientRequest(.get, url, trust: trust))
        #expect(gone.status == 502)
    }

    /// nginx, in the authority's folder, in front of the socket `s` in it.
    private final class Proxy {
        let port: UInt16
        private let folder: String

        init(_ authority: TestAuthority) async throws {
            folder = authority.folder.path
            // A port that the system has just given away is free for a while.
            let probe = try HTTPServer(at: .loopback(port: 0)) { _ in HTTPResponse(status: 200) }
            guard case .loopback(_, let port) = probe.address else { throw TestAuthority.Failed() }
            await probe.stop()
            self.port = port
            TestAuthority.run(
                """
                cd '\(folder)' && mkdir -p temp && cat >nginx.conf <<'END'
                daemon off; master_process off; pid nginx.pid; error_log error.log;
                events {}
                http {
                    access_log off; client_max_body_size 2m;
                    client_body_temp_path temp/1; proxy_temp_path temp/2; fastcgi_temp_path temp/3;
                    uwsgi_temp_path temp/4; scgi_temp_path temp/5;
                    server {
                        listen 127.0.0.1:\(port) ssl;
                        ssl_protocols TLSv1.3; ssl_certificate server.pem; ssl_certificate_key server.key;
                        ssl_client_certificate ca.pem; ssl_verify_client on;
                        location / {
                            proxy_pass http://unix:\(folder)/s; proxy_http_version 1.1;
                            proxy_set_header X-Peer $ssl_client_s_dn; proxy_set_header Connection "";
                            proxy_set_header Host $host;
                        }
                    }
                }
                END
                nginx -p '\(folder)' -c nginx.conf &
                """)
            while (try? RawClient(.loopback(port: port))) == nil {
                try await Task.sleep(for: .milliseconds(5))
            }
        }

        func stop() {
            TestAuthority.run("kill -KILL $(cat '\(folder)/nginx.pid')")
        }
    }
}
