import Language

/// `rastro node vault status`, `protect`, `split`, `token`, `unlock` and `lock`: how the key of a node's vault is kept.
public struct NodeVaultCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (NodeVaultOptions, Session) async throws -> ExitCode

    private let job: Job
    private let word: String

    /// What the subcommand takes.
    public let specification: CommandSpecification

    private init(
        _ word: String, _ options: [OptionRule], notes: [String], job: @escaping Job
    ) {
        self.job = job
        self.word = word
        specification = CommandSpecification(
            name: "node vault \(word)", summary: Phrase("commands.vault.\(word)"),
            positional: .init(.folder), options: options, notes: notes.map { Phrase($0) })
    }

    /// All of them, in the order of the help.
    public static func all(job: @escaping Job) -> [NodeVaultCommand] {
        [
            status(job: job), protect(job: job), split(job: job), token(job: job),
            unlock(job: job), lock(job: job),
        ]
    }

    /// Says how the key is kept.
    private static func status(job: @escaping Job) -> NodeVaultCommand {
        NodeVaultCommand(
            "status", [], notes: ["commands.vault.statusExample", "commands.vault.statusNote"],
            job: job)
    }

    /// Puts the key under a passphrase.
    private static func protect(job: @escaping Job) -> NodeVaultCommand {
        NodeVaultCommand(
            "protect",
            [
                OptionRule(
                    "passphrase-file", .file, help: Phrase("commands.vault.newPassphraseFile"))
            ] + changing,
            notes: ["commands.vault.protectExample", "commands.vault.protectNote"], job: job)
    }

    /// Splits the key among holders.
    private static func split(job: @escaping Job) -> NodeVaultCommand {
        NodeVaultCommand(
            "split",
            [
                OptionRule("shares", .number, help: Phrase("commands.vault.shares")),
                OptionRule("needed", .number, help: Phrase("commands.vault.needed")),
                OptionRule(
                    "out", .file, isRequired: true, isRepeated: true,
                    help: Phrase("commands.vault.out")),
                OptionRule(
                    "passphrase-file", .file, isRepeated: true,
                    help: Phrase("commands.vault.holderFile")),
            ] + changing,
            notes: ["commands.vault.splitExample", "commands.vault.splitNote"], job: job)
    }

    /// Puts the key behind a token.
    private static func token(job: @escaping Job) -> NodeVaultCommand {
        NodeVaultCommand(
            "token",
            [
                OptionRule(
                    "module", .file, isRequired: true, help: Phrase("commands.vault.module")),
                OptionRule("token", .name, isRequired: true, help: Phrase("commands.vault.label")),
                OptionRule("key", .name, help: Phrase("commands.vault.key")),
                OptionRule("pin-file", .file, help: Phrase("commands.vault.pinFile")),
            ] + changing,
            notes: ["commands.vault.tokenExample", "commands.vault.tokenNote"], job: job)
    }

    /// Hands the key to the process that runs the node.
    private static func unlock(job: @escaping Job) -> NodeVaultCommand {
        NodeVaultCommand(
            "unlock",
            [
                OptionRule(
                    "passphrase-file", .file, isRepeated: true,
                    help: Phrase("commands.vault.passphraseFile")),
                OptionRule(
                    "share", .file, isRepeated: true, help: Phrase("commands.vault.share")),
                OptionRule("module", .file, help: Phrase("commands.vault.openModule")),
                OptionRule("pin-file", .file, help: Phrase("commands.vault.pinFile")),
            ], notes: ["commands.vault.unlockExample", "commands.vault.unlockNote"], job: job)
    }

    /// Has that process forget the key.
    private static func lock(job: @escaping Job) -> NodeVaultCommand {
        NodeVaultCommand(
            "lock", [], notes: ["commands.vault.lockExample", "commands.vault.lockNote"], job: job)
    }

    /// By what the key is had now, and what becomes of the ways in which it was kept.
    private static var changing: [OptionRule] {
        [
            OptionRule("keep", help: Phrase("commands.vault.keep")),
            OptionRule(
                "current-file", .file, isRepeated: true, help: Phrase("commands.vault.currentFile")),
            OptionRule(
                "share", .file, isRepeated: true, help: Phrase("commands.vault.currentShare")),
            OptionRule("current-module", .file, help: Phrase("commands.vault.currentModule")),
        ]
    }

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(try NodeVaultOptions(arguments, word), session)
    }
}
