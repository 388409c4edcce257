public import Exchange
import Language
public import Nodes
public import Policy

/// What `rastro request justify` was asked to do; every value has been checked.
public struct RequestJustifyOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The emergency.
    public let emergency: UniqueIdentifier
    /// Who explains it.
    public let officer: String
    /// As what they act.
    public let role: PolicyRole
    /// In which case.
    public let caseReference: CaseReference
    /// The file with the explanation; `nil` for the standard input.
    public let textFile: String?

    private static let command = "request justify"

    init(_ arguments: Arguments) throws {
        let command = RequestJustifyOptions.command
        guard let identifier = UniqueIdentifier(arguments.positionals[0]) else {
            throw CommandError.unusableWord(
                arguments.positionals[0], expected: Phrase("commands.expected.emergency"))
        }
        emergency = identifier
        folder = try arguments.node(command)
        officer = try arguments.officer(command)
        role = try arguments.requiredRole(command)
        caseReference = try arguments.word("case", .code, command)
        textFile = try arguments.file("text")
    }
}

/// `rastro request justify`: explains an emergency afterwards.
public struct RequestJustifyCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (RequestJustifyOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "request justify", summary: Phrase("commands.request.justify"),
        positional: .init(.emergency),
        options: [
            .node,
            .officer,
            .role,
            OptionRule("case", .code, isRequired: true, help: Phrase("commands.request.openCase")),
            OptionRule("text", .file, help: Phrase("commands.request.justifyText")),
        ],
        notes: [Phrase("commands.request.justifyExample"), Phrase("commands.request.justifyNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(RequestJustifyOptions(arguments), session)
    }
}
