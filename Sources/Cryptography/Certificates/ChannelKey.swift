private import COpenSSL

/// The private key of a node's channel (TLS), on the curve P-256.
///
/// It stays the same while its certificates change: others know the node by it.
@safe
// Proof: the library's object is made in `init` and freed in `deinit`; between them it is only read, which the
// library allows from several threads.
public final class ChannelKey: @unchecked Sendable {
    let key: OpaquePointer
    /// The SHA-256 of the public key with its kind (SubjectPublicKeyInfo), as others pin it.
    public let digest: Digest

    /// Makes a new key, by the randomness of the library.
    ///
    /// - Throws: `CertificateError.library`.
    public convenience init() throws(CertificateError) {
        guard let key = unsafe rastro_new_p256() else {
            ERR_clear_error()
            throw .library(step: "EVP_EC_gen")
        }
        try unsafe self.init(owning: key)
    }

    /// Reads a key from its text (PEM, PKCS #8), with nothing before or behind it.
    ///
    /// - Throws: `CertificateError`: `tooLong`, `notPEM`, `moreThanOne` or `notKey`.
    public convenience init(pem text: [UInt8]) throws(CertificateError) {
        let bytes = try PEM.decode(.privateKey, text)
        let (read, key) = unsafe bytes.withUnsafeBufferPointer {
            buffer -> (Int, OpaquePointer?) in
            var at = buffer.baseAddress
            guard let form = unsafe d2i_PKCS8_PRIV_KEY_INFO(nil, &at, buffer.count) else {
                return (0, nil)
            }
            defer { unsafe PKCS8_PRIV_KEY_INFO_free(form) }
            let read = unsafe at.map { unsafe $0 - (buffer.baseAddress ?? $0) } ?? 0
            return (read, unsafe EVP_PKCS82PKEY(form))
        }
        ERR_clear_error()
        guard let key = unsafe key else { throw .notKey }
        guard read == bytes.count, unsafe ChannelKey.isP256(key) else {
            unsafe EVP_PKEY_free(key)
            throw read == bytes.count ? .notKey : .moreThanOne
        }
        try unsafe self.init(owning: key)
    }

    private init(owning key: OpaquePointer) throws(CertificateError) {
        unsafe self.key = unsafe key
        guard let shown = unsafe OpenSSL.bytes({ unsafe i2d_PUBKEY(key, $0) }) else {
            ERR_clear_error()
            digest = Digest.sha256([])
            throw .library(step: "i2d_PUBKEY")
        }
        digest = Digest.sha256(shown)
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// The key as text (PEM, PKCS #8), for a file that its owner alone may read.
    ///
    /// - Throws: `CertificateError.library`.
    public func pem() throws(CertificateError) -> [UInt8] {
        let form = unsafe EVP_PKEY2PKCS8(key)
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(form) }
        guard let bytes = unsafe OpenSSL.bytes({ unsafe i2d_PKCS8_PRIV_KEY_INFO(form, $0) })
        else {
            ERR_clear_error()
            throw .library(step: "i2d_PKCS8_PRIV_KEY_INFO")
        }
        return PEM.encode(.privateKey, bytes)
    }

    private static func isP256(_ key: OpaquePointer) -> Bool {
        guard unsafe EVP_PKEY_get_id(key) == EVP_PKEY_EC else { return false }
        var name = [CChar](repeating: 0, count: 32)
        var count = 0
        guard unsafe EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else {
            return false
        }
        let text = name.prefix(count).map(UInt8.init(bitPattern:))
        return String(decoding: text, as: UTF8.self) == "prime256v1"
    }
}
