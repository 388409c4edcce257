/// Where the front listens: what other machines reach.
public struct FrontAddress: Hashable, Sendable {
    /// The address, of IPv4 or IPv6: `0.0.0.0` and `::` for all of the machine.
    public let host: String
    /// The port.
    public let port: UInt16

    /// An address to listen on.
    ///
    /// - Throws: `FrontValueError.address`.
    public init(host: String, port: UInt16) throws(FrontValueError) {
        guard FrontText.isIPv4(host) || FrontText.isIPv6(host), port > 0 else { throw .address }
        self.host = host
        self.port = port
    }

    /// The address as it is written before a port.
    public var text: String {
        FrontText.isIPv6(host) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// What nginx is told: where to listen as whom, for which names, and where the node is.
///
/// Every value is checked when it is made; `text` is a pure function of it.
public struct FrontConfiguration: Hashable, Sendable {
    /// Where files of a configuration are.
    public struct Paths: Hashable, Sendable {
        /// The folder for nginx's configuration, its process number, what it says, and bodies that wait.
        public let folder: String
        /// The own certificate (PEM).
        public let certificate: String
        /// The certificate's private key (PEM).
        public let key: String
        /// The socket on which the node serves.
        public let socket: String

        /// Absolute paths; the folder is made when the front is started, the others must be there.
        public init(folder: String, certificate: String, key: String, socket: String) {
            self.folder = folder
            self.certificate = certificate
            self.key = key
            self.socket = socket
        }
    }

    /// Where it listens.
    public let address: FrontAddress
    /// The names and addresses by which it is asked; a request for any other is answered with 421.
    public let hosts: [String]
    /// The port by which it is asked, where another machine hands connections on.
    public let outsidePort: UInt16
    /// Where its files are.
    public let paths: Paths
    /// What it takes at most.
    public let limits: FrontLimits
    /// Under which account it serves when it is started by root; nil leaves it to nginx.
    ///
    /// It must be one that may open the node's socket. Of no matter when any other user starts it.
    public let account: String?
    /// The path of messages, for which a smaller body is taken.
    public let messagesPath: String
    /// The header fields that are handed on; the node sees no others.
    public let fields: [String]

    /// The most names and addresses.
    public static let mostHosts = 16
    /// The header fields that are handed on unless said otherwise: what browsers and nodes need.
    public static let usualFields = [
        "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Digest",
        "Content-Encoding", "Content-Type", "Cookie", "Date", "Idempotency-Key", "If-Match",
        "If-Modified-Since", "If-None-Match", "Last-Event-ID", "Origin", "Range",
        "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Signature", "Signature-Input",
        "User-Agent", "X-CSRF-Token",
    ]

    /// The fields that the front writes itself, beside those of `FrontHeader`.
    private static let ownFields: Set<String> = [
        "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    /// A configuration of checked values.
    ///
    /// - Throws: `FrontValueError`: the first value that can not be taken.
    public init(
        at address: FrontAddress, hosts: [String], outsidePort: UInt16? = nil, paths: Paths,
        limits: FrontLimits = FrontLimits(), account: String? = nil,
        messagesPath: String = "/v1/messages",
        fields: [String] = FrontConfiguration.usualFields
    ) throws(FrontValueError) {
        guard (1...FrontConfiguration.mostHosts).contains(hosts.count) else {
            throw .host(index: min(hosts.count, FrontConfiguration.mostHosts))
        }
        for (index, host) in hosts.enumerated()
        where !FrontText.isName(host) && !FrontText.isIPv6(host) {
            throw .host(index: index)
        }
        for (path, which) in [
            (paths.folder, FrontPath.folder), (paths.certificate, .certificate),
            (paths.key, .key), (paths.socket, .socket),
        ] { _ = try FrontText.quoted(path, which) }
        try limits.check()
        if let account, !FrontText.isAccount(account) { throw .account }
        guard FrontText.isPlainPath(messagesPath) else { throw .messagesPath }
        try FrontConfiguration.check(fields)
        guard outsidePort != 0 else { throw .address }
        self.address = address
        self.hosts = hosts
        self.outsidePort = outsidePort ?? address.port
        self.paths = paths
        self.limits = limits
        self.account = account
        self.messagesPath = messagesPath
        self.fields = fields
    }

    private static func check(_ fields: [String]) throws(FrontValueError) {
        guard fields.count <= 64 else { throw .field(index: 64) }
        for (index, field) in fields.enumerated() {
            let name = field.lowercased()
            guard FrontText.isField(field), !ownFields.contains(name),
                !name.hasPrefix(FrontHeader.prefix.lowercased()),
                fields[..<index].allSatisfy({ $0.lowercased() != name })
            else { throw .field(index: index) }
        }
    }
}
