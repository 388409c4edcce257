import Cryptography
import Encoding
import Exchange
import Transport

extension NodeFolder {
    /// The private key of a certificate (PEM), by its digest.
    func channelKey(_ digest: Digest) -> String {
        "\(keys)/channel-\(Hexadecimal.encode(digest.bytes.prefix(8))).pem"
    }
    /// The certificate (PEM), which is made anew from time to time for the same key.
    public var certificate: String { front + "/certificate.pem" }

    /// How many days a certificate counts; it is made anew at each start, and when half of it is over.
    static let certificateDays = 30
    private static let mostBytes = 16 << 10

    /// Makes a key of a channel.
    ///
    /// - Returns: the digest by which others know the key.
    func makeChannel() throws -> Digest {
        let key = try ChannelKey()
        try PrivateFiles.write(try key.pem(), to: channelKey(key.digest))
        return key.digest
    }

    /// Makes a new certificate for a key of the node.
    func certify(_ configuration: NodeConfiguration, _ digest: Digest, now: Moment) throws {
        let path = channelKey(digest)
        guard let pem = try PrivateFiles.read(path, atMost: NodeFolder.mostBytes) else {
            throw NodeError.malformed(path: path, member: "channel")
        }
        try certify(configuration, try ChannelKey(pem: pem), now: now)
    }

    private func certify(
        _ configuration: NodeConfiguration, _ key: ChannelKey, now: Moment
    ) throws {
        guard let (host, _) = configuration.listenParts else {
            throw NodeError.malformed(path: self.configuration, member: "listen")
        }
        // An hour back, for whose clock is behind.
        let terms = try CertificateTerms(
            name: configuration.name.text, hosts: [host], validFrom: now.seconds - 3600,
            days: NodeFolder.certificateDays,
            serial: SecureRandom.bytes(CertificateTerms.serialSize))
        try PrivateFiles.write(try key.certificate(terms).pem, to: certificate)
    }

    /// By what the node makes itself known to others, its certificate made anew; `nil` for one that speaks on
    /// loopback only.
    func identity(
        _ configuration: NodeConfiguration, _ digest: Digest, now: Moment
    ) throws -> HTTPTrust.Identity? {
        guard configuration.channel == .front else { return nil }
        try certify(configuration, digest, now: now)
        guard
            let certificate = try PrivateFiles.read(certificate, atMost: NodeFolder.mostBytes),
            let key = try PrivateFiles.read(channelKey(digest), atMost: NodeFolder.mostBytes)
        else { return nil }
        return HTTPTrust.Identity(certificate: certificate, key: key)
    }
}
