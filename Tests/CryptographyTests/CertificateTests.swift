import Cryptography
import Encoding
import Glibc
import Testing

/// Certificates made and read, judged by the `openssl` command.
@Suite(
    .enabled(if: OpenSSLCommand.mayBeAsked, "the command openssl is not there"),
    .timeLimit(.minutes(10)))
struct CertificateTests {
    private let key: ChannelKey
    private let command: OpenSSLCommand
    private let now = Int64(time(nil))

    init() throws {
        key = try ChannelKey()
        command = try OpenSSLCommand()
    }

    private func terms(
        name: String = "us.trace.example", hosts: [String] = ["127.0.0.1", "front", "::1"],
        days: Int = 30, serial: UInt8 = 0x9A
    ) throws -> CertificateTerms {
        try CertificateTerms(
            name: name, hosts: hosts, validFrom: now, days: days,
            serial: [UInt8](repeating: serial, count: 16))
    }

    @Test("the command reads in a certificate what it was made of")
    func made() throws {
        let certificate = try key.certificate(try terms())
        try command.write("node.pem", certificate.pem)
        let text = try command.run("openssl x509 -in node.pem -noout -text")
        let serial = Array(repeating: "9a", count: 16).joined(separator: ":")
        for expected in [
            "Version: 3 (0x2)", " " + serial, "ecdsa-with-SHA256",
            "Issuer: CN = us.trace.example",
            "Subject: CN = us.trace.example", "ASN1 OID: prime256v1",
            "X509v3 Basic Constraints: critical", "CA:FALSE", "X509v3 Key Usage: critical",
            "Digital Signature", "TLS Web Server Authentication, TLS Web Client Authentication",
            "DNS:us.trace.example, IP Address:127.0.0.1, DNS:front, "
                + "IP Address:0:0:0:0:0:0:0:1",
        ] {
            #expect(text.contains(expected), "\(expected) in \(text)")
        }
        #expect(certificate.validFrom == now && certificate.validUntil == now + 30 * 86_400)
        for use in ["sslserver", "sslclient"] {
            let verdict = try command.run(
                "openssl verify -x509_strict -purpose \(use) -CAfile node.pem node.pem")
            #expect(verdict == "node.pem: OK\n")
        }
        _ = try command.run("openssl verify -verify_hostname front -CAfile node.pem node.pem")
        #expect(throws: OpenSSLCommand.Failed.self) {
            try command.run("openssl verify -verify_hostname back -CAfile node.pem node.pem")
        }
    }

    @Test(
        "the key's digest is the command's, in the key, its certificates and what is read of them")
    func digest() throws {
        let first = try key.certificate(try terms())
        let second = try key.certificate(try terms(days: 7, serial: 0x01))
        #expect(first != second && first.keyDigest == key.digest && second.keyDigest == key.digest)
        try command.write("node.pem", second.pem)
        try command.write("node.key", try key.pem())
        let digest = "openssl pkey -pubin -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1"
        let shown = try command.run(
            """
            openssl x509 -in node.pem -pubkey -noout | \(digest)
            openssl pkey -in node.key -pubout | \(digest)
            openssl pkey -in node.key -check -noout
            """)
        let expected = Hexadecimal.encode(key.digest.bytes)
        #expect(shown == "\(expected)\n\(expected)\nKey is valid\n")
        #expect(try ChannelKey(pem: try key.pem()).digest == key.digest)
        #expect(try ChannelKey().digest != key.digest)
    }

    @Test("certificates and keys of the command are read, with their time", arguments: ["", "\r"])
    func read(lineEnd: String) throws {
        let shown = try command.run(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -days 40000 -subj /CN=other -keyout rsa.key -out rsa.pem 2>&-
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3 -subj /CN=other \\
                -keyout ec.key -out ec.pem 2>&-
            openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out big.key
            openssl genpkey -algorithm ed25519 -out ed.key
            openssl x509 -in rsa.pem -outform DER -out rsa.der
            openssl x509 -in rsa.pem -pubkey -noout | openssl pkey -pubin -outform DER \\
                | openssl dgst -sha256 -r | cut -d' ' -f1
            date -u -d "$(openssl x509 -in rsa.pem -noout -enddate | cut -d= -f2)" +%s
            """)
        let text =
            String(decoding: try command.read("rsa.pem"), as: UTF8.self)
            .split(separator: "\n").joined(separator: lineEnd + "\n") + lineEnd + "\n"
        let certificate = try Certificate(pem: Array(text.utf8))
        #expect(
            shown
                == "\(Hexadecimal.encode(certificate.keyDigest.bytes))\n\(certificate.validUntil)\n"
        )
        // Beyond the year 2049 a certificate writes its time in another form.
        #expect(certificate.validUntil > 2_524_608_000)
        #expect(try Certificate(try command.read("rsa.der")) == certificate)
        let own = try ChannelKey(pem: try command.read("ec.key"))
        #expect(try Certificate(pem: try command.read("ec.pem")).keyDigest == own.digest)
        for name in ["rsa.key", "big.key", "ed.key"] {
            #expect(throws: CertificateError.notKey) {
                try ChannelKey(pem: try command.read(name))
            }
        }
        // A certificate is no key.
        #expect(throws: CertificateError.notPEM) {
            try ChannelKey(pem: try command.read("ec.pem"))
        }
    }

    @Test("what is not one certificate, whole and alone, is refused")
    func refused() throws {
        let certificate = try key.certificate(try terms())
        let pem = certificate.pem
        func error(_ body: () throws(CertificateError) -> Certificate) -> CertificateError? {
            do throws(CertificateError) {
                _ = try body()
                return nil
            } catch {
                return error
            }
        }
        #expect(
            error { () throws(CertificateError) in try Certificate(pem: pem + pem) } == .moreThanOne
        )
        #expect(
            error { () throws(CertificateError) in try Certificate(pem: pem + [0x0A]) }
                == .moreThanOne)
        #expect(
            error { () throws(CertificateError) in try Certificate(pem: [0x0A] + pem) } == .notPEM)
        #expect(error { () throws(CertificateError) in try Certificate(pem: []) } == .notPEM)
        #expect(
            error { () throws(CertificateError) in try Certificate(certificate.bytes + [0]) }
                == .moreThanOne)
        #expect(error { () throws(CertificateError) in try Certificate([]) } == .notCertificate)
        let long = [UInt8](repeating: 0x41, count: Certificate.mostBytes + 1)
        let limit = CertificateError.tooLong(limit: Certificate.mostBytes)
        #expect(error { () throws(CertificateError) in try Certificate(long) } == limit)
        #expect(error { () throws(CertificateError) in try Certificate(pem: long) } == limit)
        #expect(error { () throws(CertificateError) in try Certificate(escapedPEM: long) } == limit)
        for count in stride(from: 0, to: certificate.bytes.count, by: 7) {
            let cut = Array(certificate.bytes.prefix(count))
            #expect(
                error { () throws(CertificateError) in try Certificate(cut) } == .notCertificate)
        }
        for text in [pem.dropLast(30), pem.dropFirst(1), pem.prefix(28)] {
            #expect(
                error { () throws(CertificateError) in try Certificate(pem: Array(text)) }
                    == .notPEM)
        }
    }

    @Test("a certificate with the escapes of a URL is read, and a broken escape is told")
    func escaped() throws {
        let certificate = try key.certificate(try terms())
        for digits in ["0123456789ABCDEF", "0123456789abcdef"] {
            let letters = Array(digits.utf8)
            let text = certificate.pem.flatMap { byte -> [UInt8] in
                let isPlain = (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                return isPlain || byte == 0x2D
                    ? [byte] : [0x25, letters[Int(byte >> 4)], letters[Int(byte & 15)]]
            }
            #expect(try Certificate(escapedPEM: text) == certificate)
        }
        #expect(try Certificate(escapedPEM: certificate.pem) == certificate)
        for text in ["-%", "-%4", "-%4g", "-%+1", "-%%41"] {
            #expect(throws: CertificateError.brokenEscape(offset: 1)) {
                try Certificate(escapedPEM: Array(text.utf8))
            }
        }
        #expect(throws: CertificateError.notPEM) {
            try Certificate(escapedPEM: Array("%2D%00".utf8))
        }
    }

    @Test(
        "a name that could mean more than itself stands in no certificate",
        arguments: [
            "", "a,DNS:b", "a b", "a\nb", "A.example", "*.example", "a..b", ".a", "a.", "-a", "a-",
            "a\0b", "ñ.example", "a_b", String(repeating: "a", count: 64),
            Array(repeating: "abcdefgh", count: 8).joined(separator: "."),
        ])
    func names(text: String) throws {
        #expect(throws: CertificateError.unusableName) { try terms(name: text) }
        guard text.utf8.count < 65 else { return }
        #expect(throws: CertificateError.unusableHost(index: 1)) {
            try terms(hosts: ["front", text])
        }
    }

    @Test("times and numbers that do not fit are refused, and a name of 64 bytes is not")
    func edges() throws {
        for days in [0, -1, 398, Int.max] {
            #expect(throws: CertificateError.unusableTime) { try terms(days: days) }
        }
        for time in [-1, 253_402_300_799, Int64.max] {
            #expect(throws: CertificateError.unusableTime) {
                try CertificateTerms(
                    name: "a", validFrom: time, days: 1, serial: [UInt8](repeating: 1, count: 16))
            }
        }
        #expect(throws: CertificateError.unusableSerial) { try terms(serial: 0) }
        #expect(throws: CertificateError.unusableSerial) {
            try CertificateTerms(name: "a", validFrom: now, days: 1, serial: [1])
        }
        #expect(throws: CertificateError.unusableHost(index: 16)) {
            try terms(hosts: [String](repeating: "a", count: 17))
        }
        let name = String(repeating: "a", count: 63) + ".b".prefix(1)
        let longest = String(repeating: "a", count: 62) + ".b"
        #expect(try key.certificate(try terms(name: longest)).keyDigest == key.digest)
        #expect(throws: CertificateError.unusableName) { try terms(name: name) }
        let last = try CertificateTerms(
            name: "a", validFrom: 253_402_300_799 - 86_400, days: 1,
            serial: [UInt8](repeating: 0xFF, count: 16))
        #expect(try key.certificate(last).validUntil == 253_402_300_799)
    }
}
