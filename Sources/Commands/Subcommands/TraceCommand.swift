import Language

/// `rastro trace`: from a file of recoveries to the first retail purchasers.
public struct TraceCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (TraceOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) {
        self.job = job
    }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "trace",
        summary: Phrase("commands.trace.summary"),
        positional: .init(.file, isRepeated: true),
        options: [
            OptionRule(
                "books", .folder, isRequired: true, help: Phrase("commands.trace.books")),
            OptionRule("licensees", .file, help: Phrase("commands.trace.licensees")),
            OptionRule("theft-loss", .file, help: Phrase("commands.trace.theftLoss")),
            OptionRule("multiple-sales", .file, help: Phrase("commands.trace.multipleSales")),
            OptionRule("threshold", .number, help: Phrase("commands.trace.threshold")),
            OptionRule("out", .file, isRepeated: true, help: Phrase("commands.trace.out")),
            OptionRule("report", .file, isRepeated: true, help: Phrase("commands.trace.report")),
        ] + ReadingOptions.rules + [
            OptionRule("tables", .file, isRepeated: true, help: Phrase("commands.option.tables")),
            OptionRule("weights", .file, help: Phrase("commands.trace.weights")),
            OptionRule("today", .day, help: Phrase("commands.trace.today")),
            OptionRule("quiet", help: Phrase("commands.trace.quiet")),
        ],
        notes: [Phrase("commands.trace.example"), Phrase("commands.trace.caution")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(TraceOptions(arguments, in: session), session)
    }
}
