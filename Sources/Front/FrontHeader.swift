public import Cryptography

/// What the front says to the node of who asks, in header fields that nobody else can write.
///
/// The front hands on none of a request's own fields but the ones that it was told to, and these are never among them.
public enum FrontHeader: Sendable {
    /// How the names of all such fields begin.
    public static let prefix = "X-Rastro-"
    /// The certificate of who asks, in PEM with the escapes of a URL; not there when none was shown.
    public static let certificate = "X-Rastro-Certificate"
    /// The address of who asks.
    public static let address = "X-Rastro-Address"

    /// The certificate that the field of that name says: who asks has proved to have its key.
    ///
    /// Nobody has signed for it: who it is, only the pin of its key says (`keyDigest`).
    ///
    /// - Throws: `CertificateError`.
    public static func peer(_ field: String) throws(CertificateError) -> Certificate {
        try Certificate(escapedPEM: Array(field.utf8))
    }
}
