public import Chronology
import Language

/// What `rastro book index` was asked to do; every value has been checked.
public struct BookIndexOptions: Sendable, Equatable {
    /// The folder of bound books.
    public let folder: String
    /// Tells whether the indexes are to be removed instead.
    public let isRemoving: Bool
    /// The day that counts as today.
    public let today: Day
    /// Tells whether the summary is left out.
    public let isQuiet: Bool

    init(_ arguments: Arguments, in session: Session) throws {
        folder = arguments.positionals[0]
        try FileChecks.requireFolder(folder)
        try FileChecks.requireWritable(folder + "/index")
        isRemoving = arguments.has("remove")
        today = try arguments.day("today") ?? session.today
        isQuiet = arguments.has("quiet")
    }
}

/// `rastro book index`: keeps indexes beside the books, so that a trace starts at once.
public struct BookIndexCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (BookIndexOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) {
        self.job = job
    }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "book index",
        summary: Phrase("commands.index.summary"),
        positional: .init(.folder),
        options: [
            OptionRule("remove", help: Phrase("commands.index.remove")),
            OptionRule("today", .day, help: Phrase("commands.trace.today")),
            OptionRule("quiet", help: Phrase("commands.trace.quiet")),
        ],
        notes: [Phrase("commands.index.example"), Phrase("commands.index.names")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(BookIndexOptions(arguments, in: session), session)
    }
}
