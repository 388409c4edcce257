import Exchange
import Language
public import Nodes
import Policy

/// What `rastro request export` was asked to do; every value has been checked.
public struct RequestExportOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The identifier of a request, or the requester's own reference.
    public let name: String
    /// Where the bundle is to be: nothing, or an empty folder.
    public let out: String
    /// Who wants it put together, on what grounds, and with which sealed fields opened.
    public let asking: OpeningRequest

    private static let command = "request export"

    init(_ arguments: Arguments) throws {
        let command = RequestExportOptions.command
        name = arguments.positionals[0]
        folder = try arguments.node(command)
        out = try RequestExportOptions.out(arguments)
        let officer = try arguments.officer(command)
        guard
            let purpose = try arguments.choice(
                "purpose", among: Purpose.words, expected: Phrase("commands.expected.purpose"))
        else {
            throw CommandError.missingOption("purpose", placeholder: .code, command: command)
        }
        asking = OpeningRequest(
            fields: try RequestExportOptions.fields(arguments), officer: officer,
            role: try arguments.requiredRole(command), purpose: PolicyPurpose(purpose),
            basis: try arguments.word("basis", .code, command),
            caseReference: try arguments.word("case", .code, command),
            second: try arguments.second(beside: officer))
    }

    /// Where it goes is looked at before anything is asked: the ledger is not to say that evidence was put together that
    /// nobody could have.
    private static func out(_ arguments: Arguments) throws -> String {
        var path = try arguments.required("out", .folder, command)
        while path.hasSuffix("/"), path != "/" { path.removeLast() }
        try FileChecks.requireNewFolder(path)
        try FileChecks.requireRoom(for: path)
        return path
    }

    private static func fields(_ arguments: Arguments) throws -> Set<FieldPath> {
        var paths: Set<FieldPath> = []
        for text in arguments.values("field") {
            guard let path = FieldPath(text) else {
                throw CommandError.unusableValue(
                    option: "field", value: text, expected: Phrase("commands.expected.field"))
            }
            paths.insert(path)
        }
        return paths
    }
}

/// `rastro request export`: puts evidence about a request together for a court, once the ledger says so.
public struct RequestExportCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (RequestExportOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "request export", summary: Phrase("commands.request.export"),
        positional: .init(.request),
        options: [
            .node,
            OptionRule(
                "out", .folder, isRequired: true, help: Phrase("commands.request.exportOut")),
            .officer,
            .role,
            OptionRule(
                "purpose", .code, isRequired: true, help: Phrase("commands.request.openPurpose")),
            OptionRule(
                "basis", .code, isRequired: true, help: Phrase("commands.request.openBasis")),
            OptionRule("case", .code, isRequired: true, help: Phrase("commands.request.openCase")),
            .second,
            OptionRule(
                "field", .code, isRepeated: true, help: Phrase("commands.request.exportField")),
        ],
        notes: [Phrase("commands.request.exportExample"), Phrase("commands.request.exportNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(RequestExportOptions(arguments), session)
    }
}
