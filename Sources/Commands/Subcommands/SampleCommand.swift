import Language

/// What `rastro sample` was asked to do; every value has been checked.
public struct SampleOptions: Sendable, Equatable {
    /// The folder to write, which is not there yet or empty.
    public let folder: String
    /// The seed: the same one makes the same world.
    public let seed: Int
    /// How many firearms the books hold.
    public let firearms: Int
    /// How many of them are recovered.
    public let recoveries: Int

    init(_ arguments: Arguments) throws(CommandError) {
        folder = arguments.positionals[0]
        try FileChecks.requireNewFolder(folder)
        seed = try arguments.whole("seed", in: 0...Int(Int32.max)) ?? 1
        firearms = try arguments.whole("firearms", in: 100...5_000_000) ?? 50_000
        recoveries = try arguments.whole("recoveries", in: 1...firearms) ?? min(3000, firearms)
    }
}

/// `rastro sample`: a synthetic world to practise on.
public struct SampleCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (SampleOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) {
        self.job = job
    }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "sample",
        summary: Phrase("commands.sample.summary"),
        positional: .init(.folder),
        options: [
            OptionRule("seed", .number, help: Phrase("commands.sample.seed")),
            OptionRule("firearms", .number, help: Phrase("commands.sample.firearms")),
            OptionRule("recoveries", .number, help: Phrase("commands.sample.recoveries")),
        ],
        notes: [Phrase("commands.sample.example")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(SampleOptions(arguments), session)
    }
}
