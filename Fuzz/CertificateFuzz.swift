// Reads any bytes as a certificate in each of its forms, and as a private key; what is read comes back as it was.
import Cryptography

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzCertificate(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    for certificate in [
        try? Certificate(bytes), try? Certificate(pem: bytes), try? Certificate(escapedPEM: bytes),
    ] {
        guard let certificate else { continue }
        precondition((try? Certificate(pem: certificate.pem)) == certificate)
        precondition((try? Certificate(escapedPEM: certificate.pem)) != nil)
    }
    if let key = try? ChannelKey(pem: bytes), let pem = try? key.pem() {
        precondition((try? ChannelKey(pem: pem))?.digest == key.digest)
    }
    if let text = String(validating: bytes, as: UTF8.self),
        let terms = try? CertificateTerms(
            name: text, validFrom: 0, days: 1, serial: [UInt8](repeating: 1, count: 16))
    {
        precondition(!terms.name.contains { ",:;=\n\0".contains($0) })
    }
    return 0
}
