import Cryptography
import Encoding
public import Exchange
import Front
public import Ledger
import Transport

/// Where a custodian that runs its own process keeps everything: one folder, for its owner alone.
public struct CustodianFolder: Hashable, Sendable {
    /// What a custodian is.
    public struct Configuration: Hashable, Sendable {
        /// Its name.
        public var name: NodeName
        /// The licence whose book it keeps.
        public var licence: String
        /// Where it listens.
        public var listen: String
        /// How other machines reach it.
        public var channel: NodeConfiguration.Channel
        /// The folder with its book.
        public var books: String
        /// The list of licensees, by which it knows whether a recipient is one.
        public var licensees: String?

        /// A custodian of a book.
        public init(
            name: NodeName, licence: String, listen: String,
            channel: NodeConfiguration.Channel, books: String, licensees: String? = nil
        ) {
            self.name = name
            self.licence = licence
            self.listen = listen
            self.channel = channel
            self.books = books
            self.licensees = licensees
        }
    }

    /// The folder.
    public let path: String
    private static let mostBytes = 64 << 10

    /// A folder, whether there is a custodian in it or not.
    public init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// What the custodian is.
    public var configuration: String { path + "/custodian.json" }
    /// What is handed to the node that asks.
    public var card: String { path + "/custodian.card" }
    /// What it was asked and has answered: a ledger like a node's.
    public var ledger: String { path + "/ledger" }
    var keys: String { path + "/keys" }
    var askers: String { path + "/askers" }
    var front: String { path + "/front" }
    var run: String { path + "/run" }
    var socket: String { run + "/custodian.sock" }
    var channelKey: String { keys + "/channel.pem" }
    var certificate: String { front + "/certificate.pem" }

    /// Makes a custodian: its folder, its keys and its card.
    ///
    /// - Throws: `NodeError.folderInUse`, `file`; `CertificateError`.
    public func make(
        _ configuration: Configuration, surroundings: NodeSurroundings
    ) throws -> CustodianCard {
        guard !PrivateFiles.exists(path) || PrivateFiles.isEmptyFolder(path) else {
            throw NodeError.folderInUse(path: path)
        }
        for folder in [path, keys, ledger, askers, front, run] {
            try PrivateFiles.makeFolder(folder)
        }
        for name in ["message", "log", "tag"] { try KeyFile.make(name, in: keys) }
        let channel = try ChannelKey()
        try PrivateFiles.write(try channel.pem(), to: channelKey)
        let key = try signer(configuration).verifier
        let card = CustodianCard(
            name: configuration.name, licence: configuration.licence, key: key,
            channel: channel.digest)
        try PrivateFiles.write(Array(card.text.utf8), to: self.card)
        try write(configuration)
        return card
    }

    /// Lets a node ask, by its first manifest, whose keys people compare.
    ///
    /// - Throws: `NodeError.manifest`, `noCustodian`.
    public func allow(_ note: SignedNote) throws -> NodeName {
        _ = try read()
        let history: KeyHistory
        do {
            history = try KeyHistory(first: note)
        } catch {
            throw NodeError.manifest(error)
        }
        let name = history.latest.node
        try PrivateFiles.write(note.bytes, to: "\(askers)/\(name.text).note")
        return name
    }

    /// What signs its messages.
    func signer(_ configuration: Configuration) throws -> MessageSigner {
        let key = try KeyFile.signing("message", in: keys)
        guard let signer = MessageSigner(name: configuration.name.text + "/node", key: key) else {
            throw NodeError.malformed(path: self.configuration, member: "name")
        }
        return signer
    }

    private func write(_ configuration: Configuration) throws(NodeError) {
        var object = JSONObject()
        object["name"] = .string(configuration.name.text)
        object["licence"] = .string(configuration.licence)
        object["listen"] = .string(configuration.listen)
        object["channel"] = .string(configuration.channel.rawValue)
        object["books"] = .string(configuration.books)
        object["licensees"] = configuration.licensees.map { .string($0) }
        let bytes = JSONValue.object(object).canonicalBytes + [UInt8(ascii: "\n")]
        try PrivateFiles.write(bytes, to: self.configuration)
    }

    /// Reads what the custodian is.
    ///
    /// - Throws: `NodeError.noCustodian` where there is none, `malformed`.
    public func read() throws(NodeError) -> Configuration {
        guard
            let bytes = try PrivateFiles.read(configuration, atMost: CustodianFolder.mostBytes)
        else { throw .noCustodian(path: path) }
        guard let object = try? JSONValue(parsing: bytes).object else {
            throw .malformed(path: configuration, member: "")
        }
        func text(_ name: String) throws(NodeError) -> String {
            guard let text = object[name]?.string else {
                throw .malformed(path: configuration, member: name)
            }
            return text
        }
        guard let name = NodeName(try text("name")) else {
            throw .malformed(path: configuration, member: "name")
        }
        guard let channel = NodeConfiguration.Channel(rawValue: try text("channel")) else {
            throw .malformed(path: configuration, member: "channel")
        }
        let licence = try text("licence")
        guard CustodianCard.isLicence(licence) else {
            throw .malformed(path: configuration, member: "licence")
        }
        return Configuration(
            name: name, licence: licence, listen: try text("listen"), channel: channel,
            books: try text("books"), licensees: object["licensees"]?.string)
    }

    /// The line by which people compare the key of its messages.
    ///
    /// - Throws: `NodeError.noCustodian`, `malformed`.
    public func messageKey() throws -> String { try signer(try read()).verifier.text }

    /// The key with which its ledger is checked.
    ///
    /// - Throws: `NodeError.noCustodian`, `malformed`.
    public func ledgerKey() throws -> String { try ledgerSigner(try read()).verifier.text }

    /// What signs its ledger.
    func ledgerSigner(_ configuration: Configuration) throws -> NoteSigner {
        let key = try KeyFile.signing("log", in: keys)
        guard
            let signer = NoteSigner(
                name: configuration.name.text + "/ledger", kind: .log, key: key)
        else { throw NodeError.malformed(path: self.configuration, member: "name") }
        return signer
    }

    /// The nodes that may ask, each with the lines by which its keys are compared.
    ///
    /// - Throws: `NodeError.malformed` for a file that is none.
    public func allowed() throws -> [(name: NodeName, keys: [String])] {
        try readAskers().map { ($0.latest.node, $0.latest.keys.comparedLines) }
    }

    /// The nodes that may ask.
    func readAskers() throws -> [KeyHistory] {
        try PrivateFiles.names(in: askers).filter { $0.hasSuffix(".note") }.sorted().map { name in
            let path = "\(askers)/\(name)"
            let bytes = try PrivateFiles.read(path, atMost: SignedNote.mostBytes) ?? []
            do {
                return try KeyHistory(first: try SignedNote(bytes))
            } catch {
                throw NodeError.malformed(path: path, member: "manifest")
            }
        }
    }

    /// Makes a fresh certificate for the custodian's key.
    func certify(_ configuration: Configuration, now: Moment) throws {
        guard let pem = try PrivateFiles.read(channelKey, atMost: CustodianFolder.mostBytes),
            let host = NodeConfiguration.parts(of: configuration.listen)?.host
        else { throw NodeError.malformed(path: self.configuration, member: "listen") }
        let terms = try CertificateTerms(
            name: configuration.name.text, hosts: [host], validFrom: now.seconds - 3600,
            days: NodeFolder.certificateDays,
            serial: SecureRandom.bytes(CertificateTerms.serialSize))
        let certificate = try ChannelKey(pem: pem).certificate(terms)
        try PrivateFiles.write(certificate.pem, to: self.certificate)
    }
}
