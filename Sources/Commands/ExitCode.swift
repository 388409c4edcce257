/// What the process says to whoever called it.
///
/// An interrupt (Ctrl-C) ends the process by its signal, which a shell reports as 130.
public enum ExitCode: Int32, Sendable, CaseIterable {
    /// Everything asked has an answer.
    case done = 0
    /// The answer could not be written, or the program itself failed.
    case failed = 1
    /// The arguments or the files can not be used.
    case unusable = 2
    /// What was to be checked is not as it should be.
    case unsound = 3

    /// What was compared differs: 1, as `diff` has it.
    public static let changed = ExitCode.failed
}
