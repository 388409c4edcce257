import Language
public import Ledger

/// What `rastro ledger prove` was asked to do; every value has been checked.
public struct LedgerProveOptions: Sendable {
    /// The ledger's folder.
    public let folder: String
    /// The key that signs it.
    public let key: VerifierKey
    /// The entry to be proved.
    public let entry: Int
    /// Where to write the proof.
    public let output: String
    /// Where to write the entry itself; nothing for nowhere.
    public let entryOutput: String?

    init(_ arguments: Arguments) throws(CommandError) {
        folder = arguments.positionals[0]
        try FileChecks.requireFolder(folder)
        key = try LedgerVerifyOptions.logKey(arguments, command: "ledger prove")
        guard let entry = try arguments.whole("entry", in: 0...Int.max) else {
            throw .missingOption("entry", placeholder: .number, command: "ledger prove")
        }
        self.entry = entry
        guard let output = arguments.value("out") else {
            throw .missingOption("out", placeholder: .file, command: "ledger prove")
        }
        try FileChecks.requireWritable(output)
        self.output = output
        entryOutput = arguments.value("entry-out")
        if let entryOutput {
            try FileChecks.requireWritable(entryOutput)
            guard !FileChecks.isSame(entryOutput, output) else {
                throw .overwrites(path: entryOutput, option: "entry-out")
            }
        }
    }
}

/// `rastro ledger prove`: writes what shows, without the ledger, that an entry is in it.
public struct LedgerProveCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (LedgerProveOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "ledger prove",
        summary: Phrase("commands.ledger.prove"),
        positional: .init(.folder),
        options: [
            OptionRule("key", .key, isRequired: true, help: Phrase("commands.ledger.key")),
            OptionRule("entry", .number, isRequired: true, help: Phrase("commands.ledger.entry")),
            OptionRule("out", .file, isRequired: true, help: Phrase("commands.ledger.out")),
            OptionRule("entry-out", .file, help: Phrase("commands.ledger.entryOut")),
        ],
        notes: [Phrase("commands.ledger.proofNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(LedgerProveOptions(arguments), session)
    }
}
