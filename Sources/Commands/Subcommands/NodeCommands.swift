import Books
public import Chronology
import Cryptography
public import Exchange
import Language
public import Nodes
import Policy

/// What `rastro node init` was asked to do; every value has been checked.
public struct NodeInitOptions: Sendable {
    /// The folder that is to have the node.
    public let folder: NodeFolder
    /// What the node is to be.
    public let configuration: NodeConfiguration
    /// The folder of the books that it takes in; `nil` for none.
    public let books: String?
    /// The day that counts as today.
    public let today: Day

    init(_ arguments: Arguments, in session: Session) throws {
        let path = arguments.positionals[0]
        today = session.today
        books = arguments.value("books")
        try FileChecks.requireNewFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        let command = "node init"
        var configuration = NodeConfiguration(
            name: try arguments.newName(command),
            jurisdiction: try NodeInitOptions.jurisdiction(arguments, command),
            agency: try arguments.word("agency", .code, command),
            basis: try arguments.word("basis", .code, command),
            listen: try arguments.required("listen", .address, command),
            channel: arguments.has("loopback") ? .loopback : .front)
        guard configuration.isListenUsable else {
            throw CommandError.unusableValue(
                option: "listen", value: configuration.listen,
                expected: Phrase("commands.expected.listen"))
        }
        if let days = try arguments.whole("days", in: 1...365) {
            configuration.lifetimeDays = Int64(days)
        }
        configuration.handling = Set(try arguments.words("handling"))
        configuration.books = try NodeInitOptions.books(arguments)
        self.configuration = configuration
    }

    private static func jurisdiction(
        _ arguments: Arguments, _ command: String
    ) throws(CommandError) -> String {
        let text = try arguments.required("jurisdiction", .code, command)
        guard NodeConfiguration.isJurisdiction(text) else {
            throw .unusableValue(
                option: "jurisdiction", value: text,
                expected: Phrase("commands.expected.jurisdiction"))
        }
        return text
    }

    private static func books(_ arguments: Arguments) throws -> NodeConfiguration.Books {
        guard let path = arguments.value("books") else {
            for option in ["licensees", "theft-loss", "multiple-sales", "threshold"]
            where arguments.value(option) != nil {
                throw CommandError.needlessOption(option, command: "node init")
            }
            return NodeConfiguration.Books()
        }
        try FileChecks.requireFolder(path)
        // Before there is a node: a folder that has no books is found out while nothing is made.
        _ = try BookShelf.paths(in: path)
        var books = NodeConfiguration.Books()
        books.licensees = try arguments.file("licensees").map(UserFiles.absolute)
        books.theftLoss = try arguments.file("theft-loss").map(UserFiles.absolute)
        books.multipleSales = try arguments.file("multiple-sales").map(UserFiles.absolute)
        let threshold = try arguments.share(
            "threshold", in: 0.5..<1, expected: Phrase("commands.expected.threshold"))
        books.threshold = threshold.map { Int64(($0 * 1000).rounded()) }
        books.takeLists(beside: UserFiles.absolute(path))
        return books
    }
}

/// `rastro node init`: makes a government's node in a folder.
public struct NodeInitCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodeInitOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "node init",
        summary: Phrase("commands.node.init"),
        positional: .init(.folder),
        options: [
            OptionRule("name", .name, isRequired: true, help: Phrase("commands.node.name")),
            OptionRule(
                "jurisdiction", .code, isRequired: true, help: Phrase("commands.node.jurisdiction")),
            OptionRule("agency", .code, isRequired: true, help: Phrase("commands.node.agency")),
            OptionRule("basis", .code, isRequired: true, help: Phrase("commands.node.basis")),
            OptionRule("listen", .address, isRequired: true, help: Phrase("commands.node.listen")),
            OptionRule("loopback", help: Phrase("commands.node.loopback")),
            OptionRule("days", .number, help: Phrase("commands.node.days")),
            OptionRule(
                "handling", .word, isRepeated: true,
                help: Arguments.listing("commands.node.handling", Handling.self)),
            OptionRule("books", .folder, help: Phrase("commands.node.books")),
            OptionRule("licensees", .file, help: Phrase("commands.trace.licensees")),
            OptionRule("theft-loss", .file, help: Phrase("commands.trace.theftLoss")),
            OptionRule("multiple-sales", .file, help: Phrase("commands.trace.multipleSales")),
            OptionRule("threshold", .number, help: Phrase("commands.trace.threshold")),
        ],
        notes: [Phrase("commands.node.initExample"), Phrase("commands.node.initNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(NodeInitOptions(arguments, in: session), session)
    }
}

/// What `rastro node peer add` was asked to do; every value has been checked.
public struct NodePeerAddOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The file of the other's manifest.
    public let manifest: String
    /// Where the other is reached.
    public let url: String

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        manifest = try arguments.required("manifest", .file, "node peer add")
        try FileChecks.requireFile(manifest)
        url = try arguments.url("node peer add")
    }
}

/// `rastro node peer add`: makes the other government's node known.
public struct NodePeerAddCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodePeerAddOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "node peer add",
        summary: Phrase("commands.node.peerAdd"),
        positional: .init(.folder),
        options: [
            OptionRule("manifest", .file, isRequired: true, help: Phrase("commands.node.manifest")),
            OptionRule("url", .address, isRequired: true, help: Phrase("commands.node.url")),
        ],
        notes: [Phrase("commands.node.peerExample"), Phrase("commands.node.peerNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(NodePeerAddOptions(arguments), session)
    }
}

extension Arguments {
    /// The value of an option that the command can not do without.
    func required(
        _ option: String, _ placeholder: Placeholder, _ command: String
    ) throws(CommandError) -> String {
        guard let value = value(option) else {
            throw .missingOption(option, placeholder: placeholder, command: command)
        }
        return value
    }

    /// The value of the option `url`, without the slash at its end.
    func url(_ command: String) throws(CommandError) -> String {
        let text = try required("url", .address, command)
        let url = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard NodeConfiguration.isURL(url) else {
            throw .unusableValue(
                option: "url", value: text, expected: Phrase("commands.expected.url"))
        }
        return url
    }

    /// The value of a needed option that is a word of the exchange.
    func word<Value: Word>(
        _ option: String, _ placeholder: Placeholder, _ command: String
    ) throws(CommandError) -> Value {
        let text = try required(option, placeholder, command)
        guard let word = Value(text) else {
            throw .unusableValue(
                option: option, value: text, expected: Phrase("commands.expected.\(option)"))
        }
        return word
    }

    /// The badge of who asks.
    func officer(_ command: String) throws(CommandError) -> String {
        _ = try required("officer", .name, command)
        return try badge("officer") ?? ""
    }

    /// The badge of an officer; `nil` where none is given.
    func badge(_ option: String) throws(CommandError) -> String? {
        let longest = 128
        guard let badge = value(option) else { return nil }
        guard badge.utf8.count <= longest, badge.contains(where: { !$0.isWhitespace }),
            badge.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw .unusableValue(
                option: option, value: badge, expected: Phrase("commands.expected.officer"))
        }
        return badge
    }

    /// The name of a node or a custodian that is made: short enough for a certificate.
    func newName(_ command: String) throws(CommandError) -> NodeName {
        let name: NodeName = try word("name", .name, command)
        guard name.text.utf8.count <= CertificateTerms.longestName else {
            throw .unusableValue(
                option: "name", value: name.text, expected: Phrase("commands.expected.name"))
        }
        return name
    }

    /// The value of an option that is a word of the exchange.
    func optionalWord<Value: Word>(_ option: String) throws(CommandError) -> Value? {
        guard let text = value(option) else { return nil }
        guard let word = Value(text) else {
            throw .unusableValue(
                option: option, value: text, expected: Phrase("commands.expected.\(option)"))
        }
        return word
    }
}

/// What `rastro node restore` was asked to do; every value has been checked.
public struct NodeRestoreOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// Tells whether it is not waited until the lost disk is long enough out of use.
    public let isNow: Bool

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        isNow = arguments.has("now")
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
    }
}

/// `rastro node restore`: gives a node whose disk is an older copy what the witness still has.
public struct NodeRestoreCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodeRestoreOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "node restore",
        summary: Phrase("commands.node.restore"),
        positional: .init(.folder),
        options: [OptionRule("now", help: Phrase("commands.node.restoreNow"))],
        notes: [Phrase("commands.node.restoreExample"), Phrase("commands.node.restoreNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(NodeRestoreOptions(arguments), session)
    }
}

/// What `rastro node keys rotate` was asked to do; every value has been checked.
public struct NodeKeysRotateOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// Why the key in use is not trusted from now on; `nil` when it was only time.
    public let reason: KeyManifest.Revocation.Reason?

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        let reasons = Dictionary(
            uniqueKeysWithValues: KeyManifest.Revocation.Reason.allCases.map { ($0.rawValue, $0) })
        reason = try arguments.choice(
            "revoke", among: reasons, expected: Phrase("commands.expected.revoke"))
    }
}

/// `rastro node keys rotate`: puts the next keys into use, and revokes the last where it was lost.
public struct NodeKeysRotateCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodeKeysRotateOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "node keys rotate",
        summary: Phrase("commands.node.rotate"),
        positional: .init(.folder),
        options: [OptionRule("revoke", .code, help: Phrase("commands.node.revoke"))],
        notes: [Phrase("commands.node.rotateExample"), Phrase("commands.node.rotateNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(NodeKeysRotateOptions(arguments), session)
    }
}
