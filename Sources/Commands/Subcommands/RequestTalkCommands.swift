public import Encoding
import Exchange
public import Inquiries
import Language
public import Nodes
import Tracing

/// What `rastro request ask`, `refer` or `amend` was asked to do; every value has been checked.
public struct RequestTalkOptions: Sendable {
    /// What is said.
    public enum Talk: Sendable {
        /// The requester is asked for fields.
        case ask(Clarification)
        /// The case is passed on, with a text for the other node alone.
        case refer(note: String?)
        /// The request is made anew with better readings.
        case amend(JSONObject)
    }

    /// The node's folder.
    public let folder: NodeFolder
    /// The identifier of a request, or the requester's own reference.
    public let name: String
    /// Who says it.
    public let officer: String
    /// What is said.
    public let talk: Talk

    /// The fields of a firearm that can be read better, by their options.
    static let fields = ["serial", "make", "importer", "model", "calibre", "kind", "country"]
    private static let longestText = 512

    init(_ arguments: Arguments, _ command: String) throws {
        name = arguments.positionals[0]
        let path = try arguments.required("node", .folder, command)
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        officer = try arguments.required("officer", .name, command)
        switch command {
        case "request ask": talk = .ask(try RequestTalkOptions.clarification(arguments, command))
        case "request refer": talk = .refer(note: arguments.value("note"))
        default: talk = .amend(try RequestTalkOptions.changes(arguments, command))
        }
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

/// `rastro request ask`, `refer` and `amend`: what is said about a request after it was made.
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
                OptionRule(
                    "node", .folder, isRequired: true, help: Phrase("commands.request.node")),
                OptionRule(
                    "officer", .name, isRequired: true, help: Phrase("commands.submit.officer")),
            ] + options, notes: notes)
    }

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
            [OptionRule("note", .name, help: Phrase("commands.request.note"))],
            [Phrase("commands.request.referNote")], job: job)
    }

    /// Asks again with better readings.
    public static func amend(job: @escaping Job) -> RequestTalkCommand {
        RequestTalkCommand(
            "amend", Phrase("commands.request.amend"),
            RequestTalkOptions.fields.map {
                OptionRule($0, .code, help: Phrase("commands.request.reading"))
            }, [Phrase("commands.request.amendExample")], job: job)
    }

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(RequestTalkOptions(arguments, specification.name), session)
    }
}
