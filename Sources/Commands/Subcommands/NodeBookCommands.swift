public import Chronology
import Language
public import Nodes

/// What `rastro node book add`, `list` or `remove` was asked to do; every value has been checked.
public struct NodeBookOptions: Sendable {
    /// What is done with the books of a node.
    public enum Task: Sendable {
        /// Books are taken in, of files and of all files of folders.
        case add([String], isReplacing: Bool)
        /// They are listed; each line of each is looked at, or none.
        case list(isChecking: Bool)
        /// The book of a licence is taken out.
        case remove(licence: String)
    }

    /// The node's folder.
    public let folder: NodeFolder
    /// What is done.
    public let task: Task
    /// The day that counts as today.
    public let today: Day

    init(_ arguments: Arguments, _ command: String, in session: Session) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        today = try arguments.day("today") ?? session.today
        switch command {
        case "node book add":
            let paths = Array(arguments.positionals.dropFirst())
            for path in paths where !FileChecks.isFolder(path) {
                try FileChecks.requireFile(path)
            }
            task = .add(paths, isReplacing: arguments.has("replace"))
        case "node book remove": task = .remove(licence: arguments.positionals[1])
        default: task = .list(isChecking: arguments.has("check"))
        }
    }
}

/// `rastro node book add`, `list` and `remove`: the books that a node asks.
public struct NodeBookCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodeBookOptions, Session) async throws -> ExitCode

    private let job: Job

    /// What the subcommand takes.
    public let specification: CommandSpecification

    private init(
        _ word: String, _ positional: CommandSpecification.Positional, _ options: [OptionRule],
        notes: [String], job: @escaping Job
    ) {
        self.job = job
        specification = CommandSpecification(
            name: "node book \(word)", summary: Phrase("commands.nodeBook.\(word)"),
            positional: positional, options: options, notes: notes.map { Phrase($0) })
    }

    /// All of them, in the order of the help.
    public static func all(job: @escaping Job) -> [NodeBookCommand] {
        [
            NodeBookCommand(
                "add", .init(.folder, then: .file, isRepeated: true),
                [
                    OptionRule("replace", help: Phrase("commands.nodeBook.replace")),
                    OptionRule("today", .day, help: Phrase("commands.trace.today")),
                ], notes: ["commands.nodeBook.addExample", "commands.nodeBook.addNote"], job: job),
            NodeBookCommand(
                "list", .init(.folder),
                [OptionRule("check", help: Phrase("commands.nodeBook.check"))],
                notes: ["commands.nodeBook.listExample"], job: job),
            NodeBookCommand(
                "remove", .init(.folder, then: .licence), [],
                notes: ["commands.nodeBook.removeExample", "commands.nodeBook.removeNote"],
                job: job),
        ]
    }

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(NodeBookOptions(arguments, specification.name, in: session), session)
    }
}
