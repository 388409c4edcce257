import Language
public import Nodes
import Policy

/// What `rastro request erase` was asked to do; every value has been checked.
public struct RequestEraseOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The identifier of a request, or the requester's own reference.
    public let name: String
    /// Who has it erased.
    public let erasing: ErasingRequest

    init(_ arguments: Arguments) throws {
        let command = "request erase"
        name = arguments.positionals[0]
        folder = try arguments.node(command)
        let officer = try arguments.officer(command)
        erasing = ErasingRequest(
            officer: officer, role: try arguments.role() ?? .administrator,
            second: try arguments.second(beside: officer))
    }
}

/// `rastro request erase`: erases the sealed names of what was said about a request, for good.
public struct RequestEraseCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (RequestEraseOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "request erase", summary: Phrase("commands.request.erase"),
        positional: .init(.request),
        options: [
            .node,
            .officer,
            .usualRole,
            .second,
        ],
        notes: [Phrase("commands.request.eraseExample"), Phrase("commands.request.eraseNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(RequestEraseOptions(arguments), session)
    }
}
