import Language
public import Nodes

/// What `rastro node show` was asked to do; every value has been checked.
public struct NodeShowOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
    }
}

/// `rastro node show`: what a node is, and whom it knows.
public struct NodeShowCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodeShowOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "node show",
        summary: Phrase("commands.node.show"),
        positional: .init(.folder),
        options: [],
        notes: [Phrase("commands.node.showExample")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(NodeShowOptions(arguments), session)
    }
}

/// What `rastro node alarms` was asked to do; every value has been checked.
public struct NodeAlarmsOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// Tells whether the alarms that are shown have been seen to.
    public let areSeen: Bool

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        areSeen = arguments.has("seen")
    }
}

/// `rastro node alarms`: what somebody should look at.
public struct NodeAlarmsCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodeAlarmsOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "node alarms",
        summary: Phrase("commands.node.alarms"),
        positional: .init(.folder),
        options: [OptionRule("seen", help: Phrase("commands.node.seen"))],
        notes: [Phrase("commands.node.alarmsExample"), Phrase("commands.node.alarmsNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(NodeAlarmsOptions(arguments), session)
    }
}

/// What `rastro custodian show` was asked to do; every value has been checked.
public struct CustodianShowOptions: Sendable {
    /// The custodian's folder.
    public let folder: CustodianFolder

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = CustodianFolder(UserFiles.absolute(path))
    }
}

/// `rastro custodian show`: what a custodian is, and who may ask it.
public struct CustodianShowCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (CustodianShowOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "custodian show",
        summary: Phrase("commands.custodian.show"),
        positional: .init(.folder),
        options: [],
        notes: [Phrase("commands.custodian.showExample")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(CustodianShowOptions(arguments), session)
    }
}
