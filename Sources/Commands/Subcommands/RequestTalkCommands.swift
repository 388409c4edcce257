import Encoding
import Exchange
import Inquiries
import Language
public import Nodes
import Policy
import Tracing

/// What a command that says something about a request was asked to do; every value has been checked.
public struct RequestTalkOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The identifier of a request, or the requester's own reference.
    public let name: String
    /// What is said, and by whom.
    public let talk: LocalTalk

    /// The fields of a firearm that can be read better, by their options.
    static let fields = ["serial", "make", "importer", "model", "calibre", "kind", "country"]
    private static let longestText = 512

    init(_ arguments: Arguments, _ command: String) throws {
        name = arguments.positionals[0]
        folder = try arguments.node(command)
        let officer = try arguments.officer(command)
        let (what, usual) = try RequestTalkOptions.what(arguments, command)
        let role = try usual.map { try arguments.role() ?? $0 }
        talk = LocalTalk(
            what, officer: officer, role: try role ?? arguments.requiredRole(command),
            second: try arguments.second(beside: officer))
    }

    /// What is said, and as what an officer says it who does not tell; `nil` where it must be told.
    private static func what(
        _ arguments: Arguments, _ command: String
    ) throws(CommandError) -> (LocalTalk.What, usual: PolicyRole?) {
        switch command {
        case "request ask":
            return (.ask(try clarification(arguments, command)), .tracingCentre)
        case "request refer": return (.refer(note: arguments.value("note")), nil)
        case "request permission": return (.askPermission(try use(arguments, command)), .officer)
        case "request permit":
            let isGiven = !arguments.has("deny")
            return (.permit(try use(arguments, command), isGiven: isGiven), nil)
        default: return (.amend(try changes(arguments, command)), .officer)
        }
    }

    private static func use(
        _ arguments: Arguments, _ command: String
    ) throws(CommandError) -> PolicyAction {
        let text = try arguments.required("for", .word, command)
        guard let use = PolicyAction(word: text.lowercased()), LocalTalk.uses.contains(use) else {
            throw .unusableValue(
                option: "for", value: text,
                expected: Arguments.listing("commands.expected.use", LocalTalk.uses))
        }
        return use
    }

    private static func clarification(
        _ arguments: Arguments, _ command: String
    ) throws(CommandError) -> Clarification {
        let text = try arguments.required("fields", .code, command)
        var paths: Set<FieldPath> = []
        for word in text.split(separator: ",").map(String.init) {
            let isField = fields.contains(word)
            guard isField || word == "recovered.on",
                let path = FieldPath(isField ? "firearm.\(word)" : word)
            else {
                throw .unusableValue(
                    option: "fields", value: text, expected: Phrase("commands.expected.fields"))
            }
            paths.insert(path)
        }
        let closure = Closure.incompleteRequest
        guard
            let clarification = Clarification(
                fields: paths, closure: closure, note: closure.mend)
        else {
            throw .unusableValue(
                option: "fields", value: text, expected: Phrase("commands.expected.fields"))
        }
        return clarification
    }

    private static func changes(
        _ arguments: Arguments, _ command: String
    ) throws(CommandError) -> JSONObject {
        var changes = JSONObject()
        for field in fields {
            guard let text = arguments.value(field) else { continue }
            guard text.utf8.count <= longestText else {
                throw .unusableValue(
                    option: field, value: text, expected: Phrase("commands.expected.reading"))
            }
            changes[field] = .string(text)
        }
        guard !changes.members.isEmpty else {
            throw .missingOption("serial", placeholder: .code, command: command)
        }
        return changes
    }
}

/// `rastro request ask`, `refer`, `amend`, `permission` and `permit`: what is said about a request after it was made.
public struct RequestTalkCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (RequestTalkOptions, Session) async throws -> ExitCode

    private let job: Job

    /// What the subcommand takes.
    public let specification: CommandSpecification

    private init(
        _ word: String, _ summary: Phrase, _ options: [OptionRule], _ notes: [Phrase],
        job: @escaping Job
    ) {
        self.job = job
        specification = CommandSpecification(
            name: "request \(word)", summary: summary, positional: .init(.request),
            options: [
                .node,
                .officer,
            ] + options, notes: notes)
    }

    private static let use = OptionRule(
        "for", .word, isRequired: true,
        help: Arguments.listing("commands.request.use", LocalTalk.uses))

    /// Asks the requester for what a request is missing.
    public static func ask(job: @escaping Job) -> RequestTalkCommand {
        RequestTalkCommand(
            "ask", Phrase("commands.request.ask"),
            [
                OptionRule(
                    "fields", .code, isRequired: true, help: Phrase("commands.request.fields"))
            ], [Phrase("commands.request.askExample")], job: job)
    }

    /// Passes the case of a request on.
    public static func refer(job: @escaping Job) -> RequestTalkCommand {
        RequestTalkCommand(
            "refer", Phrase("commands.request.refer"),
            [
                .role, .second,
                OptionRule("note", .name, help: Phrase("commands.request.note")),
            ],
            [Phrase("commands.request.referExample"), Phrase("commands.request.referNote")],
            job: job)
    }

    /// Asks the provider to permit a use of what it told.
    public static func permission(job: @escaping Job) -> RequestTalkCommand {
        RequestTalkCommand(
            "permission", Phrase("commands.request.permission"), [use],
            [Phrase("commands.request.permissionExample")], job: job)
    }

    /// Permits a use of what this node told.
    public static func permit(job: @escaping Job) -> RequestTalkCommand {
        RequestTalkCommand(
            "permit", Phrase("commands.request.permit"),
            [
                .role, use, .second,
                OptionRule("deny", help: Phrase("commands.request.deny")),
            ], [Phrase("commands.request.permitExample")], job: job)
    }

    /// Asks again with better readings.
    public static func amend(job: @escaping Job) -> RequestTalkCommand {
        RequestTalkCommand(
            "amend", Phrase("commands.request.amend"),
            [.usualRole]
                + RequestTalkOptions.fields.map {
                    OptionRule($0, .code, help: Phrase("commands.request.reading"))
                }, [Phrase("commands.request.amendExample")], job: job)
    }

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(RequestTalkOptions(arguments, specification.name), session)
    }
}
