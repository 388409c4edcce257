public import Chronology
import Cryptography
public import Language

/// What the command was started in: nothing below reads it from anywhere else.
public struct Surroundings: Sendable {
    /// The environment's variables, as far as the command asks for any.
    public let variables: [String: String]
    /// The day on the wall.
    public let today: Day
    /// Where answers go.
    public let output: Terminal
    /// Where errors and progress go.
    public let errors: Terminal
    /// The time since any fixed moment; it never goes back.
    public let now: @Sendable () -> Duration

    /// Makes surroundings, such as a test's.
    public init(
        variables: [String: String], today: Day, output: Terminal, errors: Terminal,
        now: @escaping @Sendable () -> Duration
    ) {
        self.variables = variables
        self.today = today
        self.output = output
        self.errors = errors
        self.now = now
    }
}

/// One run of the command: its surroundings, and the language in which it speaks.
public struct Session: Sendable {
    /// The texts, in the reader's language.
    public let catalogue: Catalogue
    /// What the command was started in.
    public let surroundings: Surroundings

    /// Makes a session.
    public init(catalogue: Catalogue, surroundings: Surroundings) {
        self.catalogue = catalogue
        self.surroundings = surroundings
    }

    /// Where answers go.
    public var output: Terminal { surroundings.output }
    /// Where errors and progress go.
    public var errors: Terminal { surroundings.errors }
    /// The day on the wall.
    public var today: Day { surroundings.today }

    /// Says what is wrong, on the standard error: `rastro: FILE:LINE: found; expected; what to do`.
    public func complain(_ what: Phrase) {
        errors.line(StyledText("rastro: ", .stopped) + StyledText(catalogue(what)))
    }

    /// Keeps the memory of this process to itself from now on; says so where the system refuses.
    func closeProcess() {
        let secrecy = ProcessSecrecy.close()
        if !secrecy.isClosed { errors.paragraph(catalogue("commands.secrecy.open"), style: .open) }
        if !secrecy.locksMemory {
            errors.paragraph(catalogue("commands.secrecy.swap"), style: .open)
        }
    }

    /// A progress line on the standard error for a piece of work.
    public func progress(_ label: Phrase, total: Int?) -> ProgressLine {
        ProgressLine(
            catalogue(label), total: total, on: errors, catalogue: catalogue,
            now: surroundings.now)
    }
}
