import Exchange
import Language
public import Nodes

/// What `rastro blind list` or `rastro blind drop` was asked to do; every value has been checked.
public struct BlindListOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The file of firearms; `nil` where a list is taken away.
    public let file: String?
    /// What the list is called.
    public let name: String
    /// How the file is to be read.
    public let reading: ReadingOptions
    /// Files of reference tables that the user adds.
    public let tables: [String]

    init(_ arguments: Arguments, isTakingIn: Bool) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        reading = try ReadingOptions(arguments)
        tables = arguments.values("tables")
        for table in tables { try FileChecks.requireFile(table) }
        guard isTakingIn else {
            file = nil
            name = arguments.positionals[1]
            return
        }
        let file = arguments.positionals[1]
        try FileChecks.requireFile(file)
        self.file = file
        let name = arguments.value("as") ?? FileName.last(of: file)
        guard BlindListing(name: name, firearms: 0, leftOut: 0, forms: []) != nil else {
            throw CommandError.unusableValue(
                option: "as", value: name,
                expected: Phrase(
                    "commands.expected.listName", ["most": .count(BlindListing.longestName)]))
        }
        self.name = name
    }
}

/// `rastro blind list`: takes in firearms by which the node is ready to be compared.
public struct BlindListCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (BlindListOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "blind list", summary: Phrase("commands.blind.list"),
        positional: .init(.folder, then: .file),
        options: [OptionRule("as", .name, help: Phrase("commands.blind.listAs"))]
            + ReadingOptions.rules + [
                OptionRule(
                    "tables", .file, isRepeated: true, help: Phrase("commands.option.tables"))
            ],
        notes: [Phrase("commands.blind.listExample"), Phrase("commands.blind.listNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(BlindListOptions(arguments, isTakingIn: true), session)
    }
}

/// `rastro blind drop`: takes a list away again.
public struct BlindDropCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (BlindListOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "blind drop", summary: Phrase("commands.blind.drop"),
        positional: .init(.folder, then: .name), options: [],
        notes: [Phrase("commands.blind.dropExample")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(BlindListOptions(arguments, isTakingIn: false), session)
    }
}

/// What `rastro blind compare` was asked to do; every value has been checked.
public struct BlindCompareOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// What the node is.
    public let configuration: NodeConfiguration
    /// The file of firearms.
    public let file: String
    /// How the file is to be read.
    public let reading: ReadingOptions
    /// Files of reference tables that the user adds.
    public let tables: [String]
    /// On what grounds it is asked, and of whom.
    public let terms: BlindTerms
    /// Where it is written which rows match.
    public let results: [TraceOptions.Results]

    private static let command = "blind compare"

    init(_ arguments: Arguments) throws {
        let command = BlindCompareOptions.command
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        configuration = try NodeConfiguration(folder)
        file = arguments.positionals[1]
        try FileChecks.requireFile(file)
        reading = try ReadingOptions(arguments)
        tables = arguments.values("tables")
        for table in tables { try FileChecks.requireFile(table) }
        let purpose = try arguments.choice(
            "purpose", among: Purpose.words, expected: Phrase("commands.expected.purpose"))
        terms = BlindTerms(
            peer: try BlindCompareOptions.peer(arguments), officer: try arguments.officer(command),
            purpose: purpose ?? .criminalJustice,
            basis: try arguments.optionalWord("basis") ?? configuration.basis,
            caseReference: try arguments.word("case", .code, command))
        results = try TraceOptions.results(arguments.values("out"))
        var taken = [file] + tables
        for result in results {
            try FileChecks.requireWritable(result.path)
            guard result.format != .json else {
                throw CommandError.unusableValue(
                    option: "out", value: result.path, expected: Phrase("commands.expected.table"))
            }
            guard !taken.contains(where: { FileChecks.isSame($0, result.path) }) else {
                throw CommandError.overwrites(path: result.path, option: "out")
            }
            taken.append(result.path)
        }
    }

    private static func peer(_ arguments: Arguments) throws -> NodeName? {
        guard let text = arguments.value("peer") else { return nil }
        guard let name = NodeName(text) else {
            throw CommandError.unusableValue(
                option: "peer", value: text, expected: Phrase("commands.expected.to"))
        }
        return name
    }
}

/// `rastro blind compare`: asks which of a file's firearms stand in another node's list, without naming them.
public struct BlindCompareCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (BlindCompareOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "blind compare", summary: Phrase("commands.blind.compare"),
        positional: .init(.folder, then: .file),
        options: [
            OptionRule("peer", .name, help: Phrase("commands.submit.to")),
            .officer,
            OptionRule("purpose", .code, help: Phrase("commands.submit.purpose")),
            OptionRule("basis", .code, help: Phrase("commands.submit.basis")),
            OptionRule("case", .code, isRequired: true, help: Phrase("commands.request.openCase")),
            OptionRule("out", .file, isRepeated: true, help: Phrase("commands.blind.compareOut")),
        ] + ReadingOptions.rules + [
            OptionRule("tables", .file, isRepeated: true, help: Phrase("commands.option.tables"))
        ],
        notes: [
            Phrase("commands.blind.compareExample"), Phrase("commands.blind.compareNote"),
            Phrase("commands.blind.compareAgain"),
        ])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(BlindCompareOptions(arguments), session)
    }
}

/// What `rastro blind status` was asked to do; every value has been checked.
public struct BlindStatusOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder

    init(_ arguments: Arguments) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
    }
}

/// `rastro blind status`: the lists of a node, its period, and what was answered.
public struct BlindStatusCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (BlindStatusOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "blind status", summary: Phrase("commands.blind.status"),
        positional: .init(.folder), options: [],
        notes: [Phrase("commands.blind.statusExample"), Phrase("commands.blind.statusNote")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(BlindStatusOptions(arguments), session)
    }
}
