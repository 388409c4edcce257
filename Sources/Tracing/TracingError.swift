public import Language

/// What can be wrong with what a trace is given.
public enum TracingError: Error, Sendable, Equatable, Sayable {
    /// A line of a weights file that is no weight.
    case notAWeight(file: String, line: Int, found: String)

    /// What failed, where, what was found and expected, and what to do.
    public var phrase: Phrase {
        switch self {
        case .notAWeight(let file, let line, let found):
            Phrase(
                "tracing.error.weight",
                ["file": .text(file), "line": .text(String(line)), "found": .text(found)])
        }
    }
}
