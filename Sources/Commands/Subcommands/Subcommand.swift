/// One thing that the command does.
public protocol Subcommand: Sendable {
    /// What it takes, and how its help reads.
    var specification: CommandSpecification { get }
    /// Does it; what it throws is said on the standard error.
    func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode
}
