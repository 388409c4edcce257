private import COpenSSL
private import Encoding
private import Glibc

/// A certificate (X.509), of which only is known what it is told apart by: its key and its time.
///
/// Whether anybody trusts it is not asked here: nodes know each other by their keys.
public struct Certificate: Hashable, Sendable {
    /// The bytes of the certificate (DER).
    public let bytes: [UInt8]
    /// The SHA-256 of its public key with its kind (SubjectPublicKeyInfo), by which its owner is known.
    public let keyDigest: Digest
    /// From when on it counts, in seconds since 1970.
    public let validFrom: Int64
    /// Until when it counts, in seconds since 1970.
    public let validUntil: Int64

    /// How many bytes a certificate may have, in either form.
    public static let mostBytes = 16 * 1024

    /// Reads one certificate from its bytes (DER), with nothing behind them.
    ///
    /// - Throws: `CertificateError`: `tooLong`, `moreThanOne` or `notCertificate`.
    public init(_ bytes: [UInt8]) throws(CertificateError) {
        guard bytes.count <= Certificate.mostBytes else {
            throw .tooLong(limit: Certificate.mostBytes)
        }
        let read = try Certificate.read(bytes)
        self.bytes = bytes
        keyDigest = read.digest
        validFrom = read.from
        validUntil = read.until
    }

    /// Reads one certificate from its text (PEM), with nothing before or behind it.
    ///
    /// - Throws: `CertificateError`: also `notPEM`.
    public init(pem text: [UInt8]) throws(CertificateError) {
        try self.init(try PEM.decode(.certificate, text))
    }

    /// Reads one certificate from its text (PEM) with the escapes of a URL, as a proxy hands it on.
    ///
    /// - Throws: `CertificateError`: also `brokenEscape`.
    public init(escapedPEM text: [UInt8]) throws(CertificateError) {
        guard text.count <= Certificate.mostBytes else {
            throw .tooLong(limit: Certificate.mostBytes)
        }
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        var at = 0
        while at < text.count {
            guard text[at] == UInt8(ascii: "%") else {
                plain.append(text[at])
                at += 1
                continue
            }
            let digits = text[(at + 1)...].prefix(2)
            // Small letters, for which the strict reader stands, or capital ones, as proxies write them.
            guard digits.count == 2,
                let byte = Hexadecimal.decode(
                    String(decoding: digits, as: UTF8.self).lowercased())
            else { throw .brokenEscape(offset: at) }
            plain += byte
            at += 3
        }
        try self.init(pem: plain)
    }

    /// The certificate as text (PEM).
    public var pem: [UInt8] { PEM.encode(.certificate, bytes) }
}

extension Certificate {
    private struct Facts {
        var digest: Digest
        var from: Int64
        var until: Int64
    }

    private static func read(_ bytes: [UInt8]) throws(CertificateError) -> Facts {
        let (read, facts) = unsafe bytes.withUnsafeBufferPointer { buffer -> (Int, Facts?) in
            var at = buffer.baseAddress
            guard let certificate = unsafe d2i_X509(nil, &at, buffer.count) else {
                return (0, nil)
            }
            defer { unsafe X509_free(certificate) }
            let read = unsafe at.map { unsafe $0 - (buffer.baseAddress ?? $0) } ?? 0
            guard let key = unsafe keyBytes(certificate),
                let from = unsafe seconds(X509_get0_notBefore(certificate)),
                let until = unsafe seconds(X509_get0_notAfter(certificate))
            else { return (read, nil) }
            return (read, Facts(digest: Digest.sha256(key), from: from, until: until))
        }
        // What a failure leaves in the thread's queue would be taken for another's.
        ERR_clear_error()
        guard let facts else { throw .notCertificate }
        guard read == bytes.count else { throw .moreThanOne }
        return facts
    }

    private static func keyBytes(_ certificate: OpaquePointer) -> [UInt8]? {
        guard let key = unsafe X509_get_X509_PUBKEY(certificate) else { return nil }
        return unsafe OpenSSL.bytes { unsafe i2d_X509_PUBKEY(key, $0) }
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        var parts = unsafe tm()
        guard let time = unsafe time, unsafe ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
        return Int64(unsafe timegm(&parts))
    }
}
