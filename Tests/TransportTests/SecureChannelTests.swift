import Testing
import Transport

@Suite(
    .enabled(if: TestAuthority.isAvailable, "the command openssl is not there"),
    .timeLimit(.minutes(10)))
struct SecureChannelTests {
    private let authority: TestAuthority
    private let client: HTTPClient
    private let otherPin: KeyPin

    init() throws {
        authority = try TestAuthority()
        client = try HTTPClient()
        otherPin = try #require(KeyPin(digest: [UInt8](repeating: 7, count: 32)))
    }

    /// What becomes of a request under a trust: the status, or the error.
    private func outcome(_ trust: HTTPTrust, at port: UInt16) async throws -> Result<
        Int, TransportError
    > {
        let url = try HTTPURL("https://127.0.0.1:\(port)/")
        do throws(TransportError) {
            return .success(
                try await client.send(HTTPClientRequest.patient(.get, url, trust: trust)).status)
        } catch {
            return .failure(error)
        }
    }

    @Test("two who know each other by authority, certificate and pin understand each other")
    func mutual() async throws {
        let server = try await TLSServer(authority)
        defer { server.stop() }
        var trust = HTTPTrust(
            authorities: try authority.authorities(), pins: [otherPin, try authority.serverPin()],
            identity: try authority.identity("client"))
        #expect(try await outcome(trust, at: server.port) == .success(200))
        trust.pins = []
        #expect(try await outcome(trust, at: server.port) == .success(200))
        trust.authorities = .pinsAlone
        trust.pins = [try authority.serverPin()]
        #expect(try await outcome(trust, at: server.port) == .success(200))
    }

    @Test("a peer of an unknown authority, or with another key, is sent nothing")
    func stranger() async throws {
        let server = try await TLSServer(authority)
        defer { server.stop() }
        var trust = HTTPTrust(
            authorities: try authority.authorities("rogue"),
            identity: try authority.identity("client"))
        #expect(try await outcome(trust, at: server.port) == .failure(.untrustedPeer))
        trust.authorities = .system
        #expect(try await outcome(trust, at: server.port) == .failure(.untrustedPeer))
        trust.authorities = .pinsAlone
        #expect(try await outcome(trust, at: server.port) == .failure(.untrustedPeer))
        trust.pins = [otherPin]
        #expect(try await outcome(trust, at: server.port) == .failure(.unpinnedPeer))
        trust.authorities = try authority.authorities()
        #expect(try await outcome(trust, at: server.port) == .failure(.unpinnedPeer))
        #expect(TransportError.unpinnedPeer.delivery == .surelyNotSent)
    }

    @Test("a certificate for another name is not trusted")
    func otherName() async throws {
        let server = try await TLSServer(authority, certificate: "other", options: "-tls1_3")
        defer { server.stop() }
        let trust = HTTPTrust(authorities: try authority.authorities())
        #expect(try await outcome(trust, at: server.port) == .failure(.untrustedPeer))
    }

    @Test("a peer that wants a certificate refuses who has none, or one of another authority")
    func refused() async throws {
        let server = try await TLSServer(authority)
        defer { server.stop() }
        var trust = HTTPTrust(authorities: try authority.authorities())
        #expect(try await outcome(trust, at: server.port) == .failure(.refusedByPeer))
        trust.identity = try authority.identity("rogue")
        #expect(try await outcome(trust, at: server.port) == .failure(.refusedByPeer))
    }

    @Test(
        "a key of another certificate, or what is no certificate, is told before anything is sent")
    func ownFault() async throws {
        let server = try await TLSServer(authority)
        defer { server.stop() }
        var trust = HTTPTrust(
            authorities: try authority.authorities(),
            identity: try authority.identity("client", key: "rogue"))
        #expect(try await outcome(trust, at: server.port) == .failure(.unusableCredentials))
        trust.identity = HTTPTrust.Identity(certificate: [1, 2, 3], key: [])
        #expect(try await outcome(trust, at: server.port) == .failure(.unusableCredentials))
        trust = HTTPTrust(authorities: .pem([1, 2, 3]))
        #expect(try await outcome(trust, at: server.port) == .failure(.unusableCredentials))
    }

    @Test("neither an older TLS nor none at all will do")
    func onlyNewest() async throws {
        let older = try await TLSServer(authority, options: "-tls1_2")
        defer { older.stop() }
        let trust = HTTPTrust(authorities: try authority.authorities())
        #expect(try await outcome(trust, at: older.port) == .failure(.noSecureChannel))
        let plain = try HTTPServer(at: .loopback(port: 0)) { _ in HTTPResponse(status: 200) }
        guard case .loopback(_, let port) = plain.address else { return }
        #expect(try await outcome(trust, at: port) == .failure(.noSecureChannel))
        await plain.stop()
    }
}
