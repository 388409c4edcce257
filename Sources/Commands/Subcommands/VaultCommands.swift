import Language
public import Nodes

/// What `rastro vault init`, `serve` and `peer` were asked to do; every value has been checked.
public struct VaultOptions: Sendable {
    /// The vault's folder.
    public let folder: NodeFolder
    /// What is to be done.
    public let task: Task

    /// What is to be done with a vault that has a process of its own.
    public enum Task: Sendable {
        /// Part it from its node.
        case part(node: NodeFolder, owner: VaultOwner)
        /// Answer its node.
        case serve
        /// Make another node known to it, by the file of its manifest.
        case know(manifest: String)
    }

    init(_ arguments: Arguments, _ word: String) throws {
        let path = arguments.positionals[0]
        let command = "vault \(word)"
        switch word {
        case "init":
            let node = try arguments.required("node", .folder, command)
            try FileChecks.requireFolder(node)
            task = .part(
                node: try NodeFolder(UserFiles.absolute(node)),
                owner: VaultOwner(
                    user: try VaultOptions.number(arguments, "user", VaultOwner.user),
                    group: try VaultOptions.number(arguments, "group", VaultOwner.group)))
        case "peer":
            try FileChecks.requireFolder(path)
            task = .know(manifest: try arguments.required("manifest", .file, command))
        default:
            try FileChecks.requireFolder(path)
            task = .serve
        }
        folder = try NodeFolder(UserFiles.absolute(path))
    }

    private static func number(
        _ arguments: Arguments, _ option: String, _ find: (String) -> UInt32?
    ) throws(CommandError) -> UInt32? {
        guard let text = arguments.value(option) else { return nil }
        guard let number = find(text) else {
            throw .unusableValue(
                option: option, value: text, expected: Phrase("commands.expected.account"))
        }
        return number
    }
}

/// `rastro vault init`, `serve` and `peer`: a vault with a process, and a user, of its own.
public struct VaultCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (VaultOptions, Session) async throws -> ExitCode

    private let job: Job
    private let word: String

    /// What the subcommand takes.
    public let specification: CommandSpecification

    private init(_ word: String, _ options: [OptionRule], job: @escaping Job) {
        self.job = job
        self.word = word
        let key = "commands.ownVault.\(word)"
        specification = CommandSpecification(
            name: "vault \(word)", summary: Phrase(key), positional: .init(.folder),
            options: options, notes: [Phrase("\(key)Example"), Phrase("\(key)Note")])
    }

    /// All of them, in the order of the help.
    public static func all(job: @escaping Job) -> [VaultCommand] {
        [
            VaultCommand(
                "init",
                [
                    OptionRule(
                        "node", .folder, isRequired: true, help: Phrase("commands.ownVault.node")),
                    OptionRule("user", .name, help: Phrase("commands.ownVault.user")),
                    OptionRule("group", .name, help: Phrase("commands.ownVault.group")),
                ], job: job),
            VaultCommand("serve", [], job: job),
            VaultCommand(
                "peer",
                [
                    OptionRule(
                        "manifest", .file, isRequired: true, help: Phrase("commands.node.manifest"))
                ], job: job),
        ]
    }

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(try VaultOptions(arguments, word), session)
    }
}
