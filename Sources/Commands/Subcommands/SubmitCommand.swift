public import Exchange
import Language
public import Nodes
import Policy

/// Where results are to be written, as `trace` and `results` write them.
public struct OutputOptions: Sendable {
    /// The results to write.
    public let results: [TraceOptions.Results]
    /// The reports to write.
    public let reports: [TraceOptions.Report]

    /// The options by which they are named.
    static let rules = [
        OptionRule("out", .file, isRepeated: true, help: Phrase("commands.trace.out")),
        OptionRule("report", .file, isRepeated: true, help: Phrase("commands.trace.report")),
    ]

    init(_ arguments: Arguments, in session: Session, besides taken: [String]) throws {
        results = try TraceOptions.results(arguments.values("out"))
        reports = try TraceOptions.reports(arguments.values("report"), in: session)
        var taken = taken
        let outputs = results.map { ("out", $0.path) } + reports.map { ("report", $0.path) }
        for (option, path) in outputs {
            try FileChecks.requireWritable(path)
            guard !taken.contains(where: { FileChecks.isSame($0, path) }) else {
                throw CommandError.overwrites(path: path, option: option)
            }
            taken.append(path)
        }
    }

    /// Tells whether nothing is to be written.
    var isEmpty: Bool { results.isEmpty && reports.isEmpty }
}

/// What `rastro submit` was asked to do; every value has been checked.
public struct SubmitOptions: Sendable {
    /// The file of recoveries.
    public let file: String
    /// The node's folder.
    public let folder: NodeFolder
    /// How the file is to be read.
    public let reading: ReadingOptions
    /// Files of reference tables that the user adds.
    public let tables: [String]
    /// For whom, why and of whom it is asked.
    public let terms: Nodes.Submission.Terms
    /// Tells whether the answers are waited for.
    public let isWaiting: Bool
    /// What is to be written of them.
    public let output: OutputOptions

    init(_ arguments: Arguments, in session: Session) throws {
        file = arguments.positionals[0]
        try FileChecks.requireFile(file)
        folder = try arguments.node("submit")
        reading = try ReadingOptions(arguments)
        tables = arguments.values("tables")
        for table in tables { try FileChecks.requireFile(table) }
        var terms = Nodes.Submission.Terms(officer: try arguments.officer("submit"))
        terms.peer = try arguments.optionalWord("to")
        terms.basis = try arguments.optionalWord("basis")
        terms.caseReference = try arguments.optionalWord("case")
        terms.isAgain = arguments.has("again")
        terms.role = try arguments.role() ?? .officer
        if let purpose = try arguments.choice(
            "purpose", among: Purpose.words, expected: Phrase("commands.expected.purpose"))
        {
            terms.purpose = purpose
        }
        self.terms = terms
        output = try OutputOptions(arguments, in: session, besides: [file] + tables)
        isWaiting = arguments.has("wait") || !output.isEmpty
    }
}

extension Purpose {
    /// The purposes by what is written for them, in small letters.
    static var words: [String: Purpose] {
        Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue.lowercased(), $0) })
    }
}

/// `rastro submit`: hands in a file of recoveries at a node, which asks the other government.
public struct SubmitCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (SubmitOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "submit",
        summary: Phrase("commands.submit.summary"),
        positional: .init(.file),
        options: [
            .node,
            .officer,
            .usualRole,
            OptionRule("case", .code, help: Phrase("commands.submit.case")),
            OptionRule("purpose", .code, help: Phrase("commands.submit.purpose")),
            OptionRule("basis", .code, help: Phrase("commands.submit.basis")),
            OptionRule("to", .name, help: Phrase("commands.submit.to")),
            OptionRule("again", help: Phrase("commands.submit.again")),
            OptionRule("wait", help: Phrase("commands.submit.wait")),
        ] + OutputOptions.rules + ReadingOptions.rules + [
            OptionRule("tables", .file, isRepeated: true, help: Phrase("commands.option.tables"))
        ],
        notes: [Phrase("commands.submit.example"), Phrase("commands.submit.note")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(SubmitOptions(arguments, in: session), session)
    }
}

/// What `rastro results` was asked to do; every value has been checked.
public struct ResultsOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The recoveries that were handed in together; `nil` for the last ones.
    public let submission: UniqueIdentifier?
    /// Files of reference tables that the user adds.
    public let tables: [String]
    /// What is to be written.
    public let output: OutputOptions

    init(_ arguments: Arguments, in session: Session) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        tables = arguments.values("tables")
        for table in tables { try FileChecks.requireFile(table) }
        if let text = arguments.value("submission") {
            guard let identifier = UniqueIdentifier(text) else {
                throw CommandError.unusableValue(
                    option: "submission", value: text,
                    expected: Phrase("commands.expected.submission"))
            }
            submission = identifier
        } else {
            submission = nil
        }
        output = try OutputOptions(arguments, in: session, besides: tables)
    }
}

/// `rastro results`: what the other government has answered to what was handed in.
public struct ResultsCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (ResultsOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "results",
        summary: Phrase("commands.results.summary"),
        positional: .init(.folder),
        options: [
            OptionRule("submission", .code, help: Phrase("commands.results.submission"))
        ] + OutputOptions.rules + [
            OptionRule("tables", .file, isRepeated: true, help: Phrase("commands.option.tables"))
        ],
        notes: [Phrase("commands.results.example"), Phrase("commands.trace.caution")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(ResultsOptions(arguments, in: session), session)
    }
}
