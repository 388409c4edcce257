import Cryptography
import Language
public import Nodes

/// What `rastro officer key` was asked to do; every value has been checked.
public struct OfficerKeyOptions: Sendable {
    /// The file that is made.
    public let file: String
    /// The file with its passphrase; `nil` when it is asked.
    public let passphraseFile: String?

    init(_ arguments: Arguments) throws {
        file = arguments.positionals[0]
        passphraseFile = arguments.value("passphrase-file")
        try FileChecks.requireWritable(file)
    }
}

/// `rastro officer key`: makes the key with which an officer signs emergencies.
public struct OfficerKeyCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (OfficerKeyOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "officer key", summary: Phrase("commands.officer.key"), positional: .init(.file),
        options: [
            OptionRule("passphrase-file", .file, help: Phrase("commands.officer.newPassphrase"))
        ],
        notes: [Phrase("commands.officer.keyExample"), Phrase("commands.officer.keyNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(OfficerKeyOptions(arguments), session)
    }
}

/// What `rastro node officer add`, `remove` or `list` was asked to do; every value has been checked.
public struct NodeOfficerOptions: Sendable {
    /// What is done with the officers of a node.
    public enum Task: Sendable {
        /// A key is made known, or taken away.
        case change(OfficerChange)
        /// They are listed.
        case list
    }

    /// The node's folder.
    public let folder: NodeFolder
    /// What is done.
    public let task: Task

    init(_ arguments: Arguments, _ command: String) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        switch command {
        case "node officer add":
            task = .change(
                OfficerChange(
                    badge: try NodeOfficerOptions.badge(arguments, command),
                    key: try NodeOfficerOptions.key(arguments, command)))
        case "node officer remove":
            task = .change(
                OfficerChange(
                    badge: try NodeOfficerOptions.badge(arguments, command), key: nil))
        default: task = .list
        }
    }

    private static func badge(
        _ arguments: Arguments, _ command: String
    ) throws(CommandError) -> String {
        _ = try arguments.required("badge", .name, command)
        return try arguments.badge("badge") ?? ""
    }

    private static func key(
        _ arguments: Arguments, _ command: String
    ) throws(CommandError) -> VerifyingKey {
        let text = try arguments.required("key", .key, command)
        guard let key = OfficerKeyText.key(text) else {
            throw .unusableValue(
                option: "key", value: text, expected: Phrase("commands.expected.officerKey"))
        }
        return key
    }
}

/// `rastro node officer add`, `remove` and `list`: whose signatures count in an emergency.
public struct NodeOfficerCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodeOfficerOptions, Session) async throws -> ExitCode

    private let job: Job

    /// What the subcommand takes.
    public let specification: CommandSpecification

    private init(
        _ word: String, _ summary: Phrase, _ options: [OptionRule], _ notes: [Phrase],
        job: @escaping Job
    ) {
        self.job = job
        specification = CommandSpecification(
            name: "node officer \(word)", summary: summary, positional: .init(.folder),
            options: options, notes: notes)
    }

    private static let badge = OptionRule(
        "badge", .name, isRequired: true, help: Phrase("commands.officer.badge"))

    /// Makes an officer's key known to a node.
    public static func add(job: @escaping Job) -> NodeOfficerCommand {
        NodeOfficerCommand(
            "add", Phrase("commands.officer.add"),
            [
                badge,
                OptionRule(
                    "key", .key, isRequired: true, help: Phrase("commands.officer.publicKey")),
            ], [Phrase("commands.officer.addExample"), Phrase("commands.officer.addNote")],
            job: job)
    }

    /// Takes an officer's key away.
    public static func remove(job: @escaping Job) -> NodeOfficerCommand {
        NodeOfficerCommand(
            "remove", Phrase("commands.officer.remove"), [badge],
            [Phrase("commands.officer.removeExample"), Phrase("commands.officer.removeNote")],
            job: job)
    }

    /// Lists the officers.
    public static func list(job: @escaping Job) -> NodeOfficerCommand {
        NodeOfficerCommand(
            "list", Phrase("commands.officer.list"), [], [Phrase("commands.officer.listExample")],
            job: job)
    }

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(NodeOfficerOptions(arguments, specification.name), session)
    }
}
