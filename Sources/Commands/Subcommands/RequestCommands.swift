import Language
public import Nodes

/// What `rastro status` was asked to do; every value has been checked.
public struct StatusOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
    }
}

/// `rastro status`: how a node stands, and how far what was handed in has come.
public struct StatusCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (StatusOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "status",
        summary: Phrase("commands.status.summary"),
        positional: .init(.folder),
        options: [],
        notes: [Phrase("commands.status.example")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(StatusOptions(arguments), session)
    }
}

/// What `rastro request show` was asked to do; every value has been checked.
public struct RequestShowOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The identifier of a request, or the requester's own reference.
    public let name: String
    /// Tells whether each leg of its way is to be shown with its time.
    public let hasTimeline: Bool

    init(_ arguments: Arguments) throws {
        name = arguments.positionals[0]
        folder = try arguments.node("request show")
        hasTimeline = arguments.has("timeline")
    }
}

/// `rastro request show`: one request, and where its time went.
public struct RequestShowCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (RequestShowOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "request show",
        summary: Phrase("commands.request.show"),
        positional: .init(.request),
        options: [
            .node,
            OptionRule("timeline", help: Phrase("commands.request.timeline")),
        ],
        notes: [Phrase("commands.request.example"), Phrase("commands.request.clock")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(RequestShowOptions(arguments), session)
    }
}

/// What `rastro request cancel` was asked to do; every value has been checked.
public struct RequestCancelOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The identifier of a request, or the requester's own reference.
    public let name: String

    init(_ arguments: Arguments) throws {
        name = arguments.positionals[0]
        folder = try arguments.node("request cancel")
    }
}

/// `rastro request cancel`: takes a request back.
public struct RequestCancelCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (RequestCancelOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "request cancel",
        summary: Phrase("commands.request.cancel"),
        positional: .init(.request),
        options: [
            .node
        ],
        notes: [Phrase("commands.request.cancelExample")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(RequestCancelOptions(arguments), session)
    }
}
