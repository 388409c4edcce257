import Language
public import Ledger

/// What `rastro ledger verify` was asked to do; every value has been checked.
public struct LedgerVerifyOptions: Sendable {
    /// Where the ledger is.
    public let place: LedgerPlace
    /// The key that signs it.
    public let key: VerifierKey
    /// Who should have cosigned its last checkpoint.
    public let witnesses: [VerifierKey]
    /// A file with an earlier checkpoint, from which it should go on.
    public let since: String?

    init(_ arguments: Arguments) throws {
        place = try LedgerPlace(arguments, command: "ledger verify")
        key = try LedgerVerifyOptions.logKey(arguments, command: "ledger verify")
        var witnesses: [VerifierKey] = []
        for text in arguments.values("witness") {
            witnesses.append(
                try LedgerVerifyOptions.key(text, option: "witness", kind: .witness))
        }
        self.witnesses = witnesses
        since = try arguments.file("since")
    }

    /// The key of the log, which must be given.
    static func logKey(
        _ arguments: Arguments, command: String
    ) throws(CommandError) -> VerifierKey {
        guard let text = arguments.value("key") else {
            throw .missingOption("key", placeholder: .key, command: command)
        }
        return try key(text, option: "key", kind: .log)
    }

    /// The key of an option.
    static func key(
        _ text: String, option: String, kind: VerifierKey.Kind
    ) throws(CommandError) -> VerifierKey {
        guard let key = try? VerifierKey(text), key.kind == kind else {
            throw .unusableValue(
                option: option, value: text,
                expected: Phrase("commands.expected.\(kind == .log ? "logKey" : "witnessKey")"))
        }
        return key
    }
}

/// `rastro ledger verify`: holds every entry and tile of a ledger against its signed checkpoint.
public struct LedgerVerifyCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (LedgerVerifyOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "ledger verify",
        summary: Phrase("commands.ledger.verify"),
        positional: .init(.ledger),
        options: [
            OptionRule("key", .key, isRequired: true, help: Phrase("commands.ledger.key")),
            OptionRule("witness", .key, isRepeated: true, help: Phrase("commands.ledger.witness")),
            OptionRule("since", .file, help: Phrase("commands.ledger.since")),
        ] + LedgerPlace.options,
        notes: [
            Phrase("commands.ledger.example"), Phrase("commands.ledger.place"),
            Phrase("commands.ledger.exit"),
        ])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(LedgerVerifyOptions(arguments), session)
    }
}

/// What `rastro ledger show` was asked to do; every value has been checked.
public struct LedgerShowOptions: Sendable {
    /// Where the ledger is.
    public let place: LedgerPlace
    /// The first entry to show; `nil` for so many before the end.
    public let first: Int?
    /// How many entries to show.
    public let count: Int

    init(_ arguments: Arguments) throws {
        place = try LedgerPlace(arguments, command: "ledger show")
        first = try arguments.whole("from", in: 0...Int.max)
        count = try arguments.whole("count", in: 1...1_000_000) ?? 10
    }
}

/// `rastro ledger show`: prints a ledger's entries.
public struct LedgerShowCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (LedgerShowOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "ledger show",
        summary: Phrase("commands.ledger.show"),
        positional: .init(.ledger),
        options: [
            OptionRule("from", .number, help: Phrase("commands.ledger.from")),
            OptionRule("count", .number, help: Phrase("commands.ledger.count")),
        ] + LedgerPlace.options,
        notes: [Phrase("commands.ledger.place"), Phrase("commands.ledger.unchecked")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(LedgerShowOptions(arguments), session)
    }
}
