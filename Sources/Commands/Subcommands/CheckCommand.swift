import Language

/// What `rastro check` was asked to do; every value has been checked.
public struct CheckOptions: Sendable, Equatable {
    /// The file of recoveries.
    public let file: String
    /// How the file is to be read.
    public let reading: ReadingOptions
    /// Files of reference tables that the user adds.
    public let tables: [String]
    /// Tells whether the answer is for another program.
    public let isJSON: Bool

    init(_ arguments: Arguments) throws {
        file = arguments.positionals[0]
        try FileChecks.requireFile(file)
        reading = try ReadingOptions(arguments)
        tables = arguments.values("tables")
        for table in tables { try FileChecks.requireFile(table) }
        isJSON = arguments.has("json")
    }
}

/// `rastro check`: what a file of recoveries holds, before anything is traced.
public struct CheckCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (CheckOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) {
        self.job = job
    }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "check",
        summary: Phrase("commands.check.summary"),
        positional: .init(.file),
        options: [OptionRule("json", help: Phrase("commands.check.json"))] + ReadingOptions.rules
            + [
                OptionRule(
                    "tables", .file, isRepeated: true, help: Phrase("commands.option.tables"))
            ],
        notes: [Phrase("commands.check.example")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(CheckOptions(arguments), session)
    }
}
