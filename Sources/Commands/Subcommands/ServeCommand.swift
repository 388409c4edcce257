import Language
public import Nodes

/// What `rastro serve` was asked to do; every value has been checked.
public struct ServeOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// Tells whether nginx is left to others: the configuration is written, and nothing is started.
    public let isFrontForeign: Bool

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        isFrontForeign = arguments.has("no-front")
    }
}

/// `rastro serve`: runs a node.
public struct ServeCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (ServeOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "serve",
        summary: Phrase("commands.serve.summary"),
        positional: .init(.folder),
        options: [OptionRule("no-front", help: Phrase("commands.serve.noFront"))],
        notes: [Phrase("commands.serve.example"), Phrase("commands.serve.note")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(ServeOptions(arguments), session)
    }
}
