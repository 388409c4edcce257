public import Language

/// Why a command line can not be followed.
public enum CommandError: Error, Sendable, Equatable {
    /// No subcommand was named.
    case noCommand
    /// Nobody knows the subcommand.
    case unknownCommand(String, nearest: String?)
    /// The subcommand, or the command itself, has no such option.
    case unknownOption(String, command: String?, nearest: String?)
    /// An option stands without its value.
    case missingValue(option: String, placeholder: Placeholder)
    /// A flag was given a value.
    case unexpectedValue(option: String)
    /// An option that counts once was given twice.
    case repeatedOption(String)
    /// An option that is needed was not given.
    case missingOption(String, placeholder: Placeholder, command: String)
    /// The file or folder that the subcommand is about was not given.
    case missingPositional(Placeholder, command: String)
    /// One argument more than the subcommand takes.
    case unexpectedPositional(String, command: String)
    /// A value is none of those that the option takes.
    case unusableValue(option: String, value: String, expected: Phrase)
    /// An argument without a dash is none of the words that the subcommand takes.
    case unusableWord(String, expected: Phrase)
    /// An option that means nothing for what was asked.
    case needlessOption(String, command: String)
    /// A file or folder that should be read can not be.
    case unreadable(path: String, Unreadable)
    /// A file or folder can not be written where it should be.
    case unwritable(path: String, Unwritable)
    /// The same file would be written twice, or over one that is read.
    case overwrites(path: String, option: String)
    /// One file of recoveries was given twice.
    case repeatedFile(path: String)
    /// A file is no manifest of keys.
    case notManifest(path: String)
    /// What was found could not be written to the standard output.
    case outputLost(reason: String)
    /// Something that should never happen: a mistake in this program.
    case internalFailure(String)

    /// What stands in the way of reading a file or folder.
    public enum Unreadable: String, Sendable, CaseIterable {
        case missing, folder, notFolder, denied
    }

    /// What stands in the way of writing a file or folder.
    public enum Unwritable: String, Sendable, CaseIterable {
        case noFolder, folder, notFolder, notEmpty, denied, exists, inNode
    }

    /// What the process says to whoever called it.
    public var exitCode: ExitCode {
        switch self {
        case .outputLost, .internalFailure: .failed
        default: .unusable
        }
    }
}

extension CommandError: Sayable {
    /// Where it went wrong, what was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .noCommand:
            Phrase("commands.error.noCommand")
        case .unknownCommand(let word, let nearest):
            Phrase(
                "commands.error.unknownCommand",
                ["word": .text(word), "hint": hint(nearest, "rastro --help")])
        case .unknownOption(let word, let command, let nearest):
            Phrase(
                "commands.error.unknownOption",
                [
                    "word": .text(word),
                    "hint": hint(nearest, command.map { "rastro \($0) --help" } ?? "rastro --help"),
                ])
        case .missingValue(let option, let value):
            Phrase(
                "commands.error.missingValue",
                ["option": .text(option), "value": .phrase(value.phrase)])
        case .unexpectedValue(let option):
            Phrase("commands.error.unexpectedValue", ["option": .text(option)])
        case .repeatedOption(let option):
            Phrase("commands.error.repeatedOption", ["option": .text(option)])
        case .missingOption(let option, let value, let command):
            Phrase(
                "commands.error.missingOption",
                [
                    "option": .text(option), "value": .phrase(value.phrase),
                    "command": .text(command),
                ])
        case .missingPositional(let value, let command):
            Phrase(
                "commands.error.missingPositional",
                ["value": .phrase(value.phrase), "command": .text(command)])
        case .unexpectedPositional(let word, let command):
            Phrase(
                "commands.error.unexpectedPositional",
                ["word": .text(word), "command": .text(command)])
        case .unusableValue(let option, let value, let expected):
            Phrase(
                "commands.error.unusableValue",
                ["option": .text(option), "value": .text(value), "expected": .phrase(expected)])
        case .unusableWord(let word, let expected):
            Phrase(
                "commands.error.unusableWord",
                ["word": .text(word), "expected": .phrase(expected)])
        case .needlessOption(let option, let command):
            Phrase(
                "commands.error.needlessOption",
                ["option": .text(option), "command": .text(command)])
        case .unreadable(let path, let problem):
            Phrase("commands.unreadable.\(problem.rawValue)", ["path": .text(path)])
        case .unwritable(let path, let problem):
            Phrase("commands.unwritable.\(problem.rawValue)", ["path": .text(path)])
        case .overwrites(let path, let option):
            Phrase("commands.error.overwrites", ["path": .text(path), "option": .text(option)])
        case .repeatedFile(let path):
            Phrase("commands.error.repeatedFile", ["path": .text(path)])
        case .notManifest(let path):
            Phrase("commands.error.notManifest", ["path": .text(path)])
        case .outputLost(let reason):
            Phrase("commands.error.outputLost", ["reason": .text(reason)])
        case .internalFailure(let name):
            Phrase("commands.error.internalFailure", ["name": .text(name)])
        }
    }

    private func hint(_ nearest: String?, _ help: String) -> Fact {
        guard let nearest else {
            return .phrase(Phrase("commands.hint.help", ["help": .text(help)]))
        }
        return .phrase(Phrase("commands.hint.nearest", ["word": .text(nearest)]))
    }
}
