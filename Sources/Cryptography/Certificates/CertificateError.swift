/// Why a certificate or its key can not be read or made; no case carries what stands in it.
public enum CertificateError: Error, Hashable, Sendable {
    /// It is longer than it may be.
    case tooLong(limit: Int)
    /// The text is not one object between its two lines (PEM).
    case notPEM
    /// An escape of the text is none: `%` and two hexadecimal digits were expected.
    case brokenEscape(offset: Int)
    /// More than one object, or something else stands behind it; just one was expected.
    case moreThanOne
    /// The bytes are no certificate (X.509).
    case notCertificate
    /// The bytes are no private key of P-256 (PKCS #8).
    case notKey
    /// The name can not stand in a certificate: at most 64 letters, digits, dots and dashes were expected.
    case unusableName
    /// A host can not stand in a certificate: the name of one or an address was expected, and 16 at most.
    case unusableHost(index: Int)
    /// The time can not stand in a certificate: from 1 to 397 days after 1970 were expected.
    case unusableTime
    /// The number is not of 16 bytes, or is zero.
    case unusableSerial
    /// The library that makes certificates refused a step.
    case library(step: String)
}
