import Exchange
import Language
public import Nodes

/// What `rastro custodian init` was asked to do; every value has been checked.
public struct CustodianInitOptions: Sendable {
    /// The folder that is to have the custodian.
    public let folder: CustodianFolder
    /// What the custodian is to be.
    public let configuration: CustodianFolder.Configuration

    init(_ arguments: Arguments) throws {
        let command = "custodian init"
        let path = arguments.positionals[0]
        try FileChecks.requireNewFolder(path)
        folder = CustodianFolder(UserFiles.absolute(path))
        let licence = try arguments.required("licence", .code, command)
        guard CustodianCard.isLicence(licence) else {
            throw CommandError.unusableValue(
                option: "licence", value: licence, expected: Phrase("commands.expected.licence"))
        }
        let books = try arguments.required("books", .folder, command)
        try FileChecks.requireFolder(books)
        let channel: NodeConfiguration.Channel = arguments.has("loopback") ? .loopback : .front
        let listen = try arguments.required("listen", .address, command)
        guard NodeConfiguration.isUsable(listen: listen, channel) else {
            throw CommandError.unusableValue(
                option: "listen", value: listen, expected: Phrase("commands.expected.listen"))
        }
        configuration = CustodianFolder.Configuration(
            name: try arguments.newName(command), licence: licence, listen: listen,
            channel: channel, books: UserFiles.absolute(books),
            licensees: try arguments.file("licensees").map(UserFiles.absolute))
    }
}

/// `rastro custodian init`: makes a custodian that answers from its own machine.
public struct CustodianInitCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (CustodianInitOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "custodian init",
        summary: Phrase("commands.custodian.init"),
        positional: .init(.folder),
        options: [
            OptionRule("name", .name, isRequired: true, help: Phrase("commands.custodian.name")),
            OptionRule(
                "licence", .code, isRequired: true, help: Phrase("commands.custodian.licence")),
            OptionRule(
                "books", .folder, isRequired: true, help: Phrase("commands.custodian.books")),
            OptionRule("listen", .address, isRequired: true, help: Phrase("commands.node.listen")),
            OptionRule("loopback", help: Phrase("commands.node.loopback")),
            OptionRule("licensees", .file, help: Phrase("commands.trace.licensees")),
        ],
        notes: [Phrase("commands.custodian.initExample"), Phrase("commands.custodian.initNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(CustodianInitOptions(arguments), session)
    }
}

/// What `rastro custodian allow` was asked to do; every value has been checked.
public struct CustodianAllowOptions: Sendable {
    /// The custodian's folder.
    public let folder: CustodianFolder
    /// The file of the asking node's manifest.
    public let manifest: String

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = CustodianFolder(UserFiles.absolute(path))
        manifest = try arguments.required("manifest", .file, "custodian allow")
        try FileChecks.requireFile(manifest)
    }
}

/// `rastro custodian allow`: lets a node ask a custodian.
public struct CustodianAllowCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (CustodianAllowOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "custodian allow",
        summary: Phrase("commands.custodian.allow"),
        positional: .init(.folder),
        options: [
            OptionRule("manifest", .file, isRequired: true, help: Phrase("commands.node.manifest"))
        ],
        notes: [Phrase("commands.custodian.allowExample"), Phrase("commands.custodian.allowNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(CustodianAllowOptions(arguments), session)
    }
}

/// What `rastro custodian serve` was asked to do; every value has been checked.
public struct CustodianServeOptions: Sendable {
    /// The custodian's folder.
    public let folder: CustodianFolder

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = CustodianFolder(UserFiles.absolute(path))
    }
}

/// `rastro custodian serve`: answers a node's questions, each about one firearm.
public struct CustodianServeCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (CustodianServeOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "custodian serve",
        summary: Phrase("commands.custodian.serve"),
        positional: .init(.folder),
        options: [],
        notes: [Phrase("commands.custodian.serveExample"), Phrase("commands.custodian.serveNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(CustodianServeOptions(arguments), session)
    }
}

/// What `rastro node custodian add` was asked to do; every value has been checked.
public struct NodeCustodianAddOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The file of the custodian's card.
    public let card: String
    /// Where the custodian is asked.
    public let url: String

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        card = try arguments.required("card", .file, "node custodian add")
        try FileChecks.requireFile(card)
        url = try arguments.url("node custodian add")
    }
}

/// `rastro node custodian add`: makes a custodian known to a node that answers from its own machine.
public struct NodeCustodianAddCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodeCustodianAddOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "node custodian add",
        summary: Phrase("commands.custodian.add"),
        positional: .init(.folder),
        options: [
            OptionRule("card", .file, isRequired: true, help: Phrase("commands.custodian.card")),
            OptionRule("url", .address, isRequired: true, help: Phrase("commands.node.url")),
        ],
        notes: [Phrase("commands.custodian.addExample"), Phrase("commands.custodian.addNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(NodeCustodianAddOptions(arguments), session)
    }
}
