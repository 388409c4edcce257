public import Language

/// Why a training world could not be written.
public enum TrainingError: Error, Sendable, Equatable, Sayable {
    /// More or fewer firearms were asked for than a world can have.
    case firearmsOutOfRange(found: Int, least: Int, most: Int)
    /// More or fewer recoveries were asked for than a world can have.
    case recoveriesOutOfRange(found: Int, least: Int, most: Int)
    /// The directory holds files that no training world wrote.
    case directoryNotEmpty(path: String, found: String)
    /// Something that is no directory stands in the directory's place.
    case notADirectory(path: String)
    /// The system refused to write.
    case notWritten(path: String, reason: String)

    /// What was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .firearmsOutOfRange(let found, let least, let most):
            Phrase(
                "training.error.firearms",
                ["found": .count(found), "least": .count(least), "most": .count(most)])
        case .recoveriesOutOfRange(let found, let least, let most):
            Phrase(
                "training.error.recoveries",
                ["found": .count(found), "least": .count(least), "most": .count(most)])
        case .directoryNotEmpty(let path, let found):
            Phrase("training.error.notempty", ["path": .text(path), "found": .text(found)])
        case .notADirectory(let path):
            Phrase("training.error.notadirectory", ["path": .text(path)])
        case .notWritten(let path, let reason):
            Phrase(
                "training.error.notwritten", ["path": .text(path), "reason": .text(reason)])
        }
    }
}
