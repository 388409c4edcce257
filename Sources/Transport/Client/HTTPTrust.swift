/// The SHA-256 of a public key in its certificate's form (SubjectPublicKeyInfo), by which a peer is known.
public struct KeyPin: Hashable, Sendable {
    /// The 32 bytes of the digest.
    public let digest: [UInt8]

    /// Makes a pin of a digest; nil when it has not 32 bytes.
    public init?(digest: [UInt8]) {
        guard digest.count == 32 else { return nil }
        self.digest = digest
    }

    /// The digest in base64, as the library wants it.
    var text: String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        // 32 bytes and a zero are eleven groups of three; the last of the 44 letters stands for the zero.
        for at in stride(from: 0, to: 32, by: 3) {
            let third = at + 2 < 32 ? digest[at + 2] : 0
            let group = Int(digest[at]) << 16 | Int(digest[at + 1]) << 8 | Int(third)
            for shift in [18, 12, 6, 0] { text.append(letters[group >> shift & 63]) }
        }
        return String(decoding: text.dropLast(), as: UTF8.self) + "="
    }
}

/// By what a peer is known, and by what one makes oneself known to it.
public struct HTTPTrust: Hashable, Sendable {
    /// Who must have signed the peer's certificate.
    public enum Authorities: Hashable, Sendable {
        /// One of the system's authorities, for the name that is asked.
        case system
        /// One of these certificates, in PEM, and no other; for the name that is asked.
        case pem([UInt8])
        /// Nobody: the key is known by its pin alone, whatever its certificate says. Without pins nobody is trusted.
        case pinsAlone
    }

    /// The own certificate and its private key, both in PEM.
    public struct Identity: Hashable, Sendable {
        let certificate: [UInt8]
        let key: [UInt8]

        /// Makes an identity; whether key and certificate fit is seen when they are used.
        public init(certificate: [UInt8], key: [UInt8]) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Who must have signed the peer's certificate.
    public var authorities: Authorities
    /// The keys of which the peer must have one; with none, any key of a trusted certificate will do.
    public var pins: [KeyPin]
    /// By what one makes oneself known; nil to stay unknown.
    public var identity: Identity?

    /// Makes a trust; without arguments, that of the system.
    public init(authorities: Authorities = .system, pins: [KeyPin] = [], identity: Identity? = nil)
    {
        self.authorities = authorities
        self.pins = pins
        self.identity = identity
    }
}
