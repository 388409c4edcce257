import Cryptography
public import Exchange
import Transport

extension NodeFolder {
    /// The private key of the node's certificate (PEM).
    var channelKey: String { keys + "/channel.pem" }
    /// The certificate (PEM), which is made anew from time to time for the same key.
    public var certificate: String { front + "/certificate.pem" }

    /// How many days a certificate counts; it is made anew at each start, and when half of it is over.
    static let certificateDays = 30
    private static let mostBytes = 16 << 10

    /// Makes the key of the node's channel, and a first certificate.
    ///
    /// - Returns: the digest by which others know the key.
    func makeChannel(
        _ configuration: NodeConfiguration, now: Moment
    ) throws -> Digest {
        let key = try ChannelKey()
        try PrivateFiles.write(try key.pem(), to: channelKey)
        try certify(configuration, key, now: now)
        return key.digest
    }

    /// Makes a new certificate for the node's key.
    public func certify(_ configuration: NodeConfiguration, now: Moment) throws {
        try certify(configuration, try key(), now: now)
    }

    private func key() throws -> ChannelKey {
        guard let pem = try PrivateFiles.read(channelKey, atMost: NodeFolder.mostBytes) else {
            throw NodeError.malformed(path: channelKey, member: "channel")
        }
        return try ChannelKey(pem: pem)
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

    /// By what the node makes itself known to others; `nil` for one that speaks on loopback only.
    func identity(_ configuration: NodeConfiguration) throws -> HTTPTrust.Identity? {
        guard configuration.channel == .front,
            let certificate = try PrivateFiles.read(certificate, atMost: NodeFolder.mostBytes),
            let key = try PrivateFiles.read(channelKey, atMost: NodeFolder.mostBytes)
        else { return nil }
        return HTTPTrust.Identity(certificate: certificate, key: key)
    }
}
