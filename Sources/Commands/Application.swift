import Glibc
import Language

/// The whole command: its subcommands, and the way from the words of a line to an exit code.
public struct Application: Sendable {
    private let subcommands: [any Subcommand]

    /// Makes the command of the subcommands given, in the order in which the help lists them.
    public init(_ subcommands: [any Subcommand]) {
        self.subcommands = subcommands
    }

    /// Runs on this process's arguments and streams, and ends the process.
    public func main() async -> Never {
        let words = Array(CommandLine.arguments.dropFirst())
        exit(await run(words, in: .ofProcess()).rawValue)
    }

    /// Runs on the words that follow the command's name.
    public func run(_ words: [String], in surroundings: Surroundings) async -> ExitCode {
        let choice = TongueChoice(words: words, variables: surroundings.variables)
        guard let catalogue = Catalogue(carried: choice.tongue) else { return .failed }
        let session = Session(catalogue: catalogue, surroundings: surroundings)
        do {
            try choice.requireUsable()
            let code = try await answer(choice.otherWords, in: session)
            if let reason = session.output.failure { throw CommandError.outputLost(reason: reason) }
            return code
        } catch let error as CommandError {
            session.complain(error.phrase)
            return error.exitCode
        } catch let error as any Sayable {
            session.complain(error.phrase)
            return .unusable
        } catch {
            // The type alone: an unforeseen error may hold what a file holds.
            let name = String(describing: type(of: error))
            session.complain(CommandError.internalFailure(name).phrase)
            return .failed
        }
    }

    /// Finds the subcommand that is meant, and runs it or shows its help.
    private func answer(_ words: [String], in session: Session) async throws -> ExitCode {
        let help = Help(subcommands: subcommands.map(\.specification), catalogue: session.catalogue)
        guard let word = words.first else {
            help.writeOverview(to: session.errors)
            throw CommandError.noCommand
        }
        switch word {
        case "--help", "-h": help.writeOverview(to: session.output)
        case "--version": session.output.line(StyledText("rastro \(Version.current)"))
        case "help":
            guard words.count > 1 else {
                help.writeOverview(to: session.output)
                break
            }
            help.write(
                try subcommand(Array(words.dropFirst())).specification, to: session.output)
        case "--lang":
            throw CommandError.missingValue(option: "lang", placeholder: .language)
        case _ where word.hasPrefix("-"):
            let nearest = Spelling.nearest(to: word, among: ["--help", "--version", "--lang"])
            throw CommandError.unknownOption(word, command: nil, nearest: nearest)
        default:
            let subcommand = try subcommand(words)
            let specification = subcommand.specification
            let arguments = try ArgumentParser.parse(
                Array(words.dropFirst(specification.words.count)), by: specification)
            guard !arguments.has("help") else {
                help.write(specification, to: session.output)
                break
            }
            return try await subcommand.run(arguments, in: session)
        }
        return .done
    }

    /// The subcommand whose name the words begin with; a name may be of more than one word.
    private func subcommand(_ words: [String]) throws(CommandError) -> any Subcommand {
        let found = subcommands.first { words.starts(with: $0.specification.words) }
        if let found { return found }
        let first = words.first ?? ""
        // The first word may be right, and the second one missing or wrong.
        let likeNamed = subcommands.map(\.specification).first { $0.words.first == first }
        if let likeNamed {
            let written = words.prefix(likeNamed.words.count).prefix { !$0.hasPrefix("-") }
                .joined(separator: " ")
            throw .unknownCommand(written, nearest: likeNamed.name)
        }
        let known = subcommands.map(\.specification.name)
        throw .unknownCommand(first, nearest: Spelling.nearest(to: first, among: known))
    }
}
