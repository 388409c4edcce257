public import Audit
public import Chronology
public import Exchange
import Language
public import Ledger
public import Nodes
import Policy

/// What `rastro audit` was asked to do; every value has been checked.
public struct AuditOptions: Sendable {
    /// Where the ledger is: a node's folder, a ledger's, or a server.
    public let place: LedgerPlace
    /// The key that signs it; a node's folder has its own.
    public let key: VerifierKey?
    /// Who should have cosigned it; a node's folder knows them.
    public let witnesses: [VerifierKey]
    /// Of a node's folder, whose copied ledger is to be read; `nil` for the own one.
    public let peer: NodeName?
    /// The folder of another's ledger, by which it is told what arrived there.
    public let beside: String?
    /// The first day; `nil` for the ledger's beginning.
    public let first: Day?
    /// The last day; `nil` for the ledger's end.
    public let last: Day?
    /// What is asked.
    public let questions: [AuditQuestion]
    /// About whom or what.
    public let about: About
    /// Who asks, and on what grounds; `nil` when nothing is to be opened.
    public let leave: AuditLeave?
    /// Tells whether tiles are to be held against each other as well.
    public let isVerified: Bool
    /// The most rows that are shown of a list.
    public let rows: Int
    /// Where everything that was asked is written as JSON.
    public let json: String?
    /// Where the one list that was asked is written as CSV.
    public let csv: String?

    /// About whom or what an audit is.
    public struct About: Sendable {
        /// An officer, by a badge that the own node alone turns into a pseudonym.
        public var badge: String?
        /// An officer, by a pseudonym or its beginning.
        public var pseudonym: String?
        /// A case.
        public var caseFile: CaseReference?
        /// A request, whose record is meant: its identifier, or the requester's own reference.
        public var request: String?
    }

    static let command = "audit"
    /// The questions that have an option of their own.
    static let asked: [AuditQuestion] = [
        .disclosed, .refused, .emergencies, .times, .gaps, .entries,
    ]

    init(_ arguments: Arguments) throws {
        place = try LedgerPlace(arguments, command: AuditOptions.command)
        key = try arguments.value("key").map { text throws(CommandError) in
            try LedgerVerifyOptions.key(text, option: "key", kind: .log)
        }
        witnesses = try arguments.values("witness").map { text throws(CommandError) in
            try LedgerVerifyOptions.key(text, option: "witness", kind: .witness)
        }
        peer =
            try arguments.value("peer") == nil
            ? nil : arguments.word("peer", .name, AuditOptions.command)
        beside = arguments.value("beside")
        if let beside { try FileChecks.requireFolder(beside) }
        first = try arguments.day("from")
        last = try arguments.day("until")
        if let first, let last, last < first {
            throw CommandError.unusableValue(
                option: "until", value: "\(last)", expected: Phrase("audit.expected.until"))
        }
        about = try AuditOptions.about(arguments)
        leave = try AuditOptions.leave(arguments, about)
        let asked = AuditOptions.asked.filter { arguments.has($0.rawValue) }
        // Who names somebody or something wants to see the entries, not how many there are.
        let isNarrow =
            about.badge != nil || about.pseudonym != nil || about.caseFile != nil
            || about.request != nil
        questions = asked.isEmpty ? [isNarrow ? .entries : .summary] : asked
        isVerified = arguments.has("verify")
        rows = try arguments.whole("count", in: 1...1_000_000) ?? 40
        (json, csv) = try AuditOptions.files(arguments, questions)
    }

    private static func about(_ arguments: Arguments) throws(CommandError) -> About {
        var about = About()
        about.badge = try arguments.badge("actor")
        if let text = arguments.value("pseudonym")?.lowercased() {
            guard (AuditSelection.shortestPseudonym...32).contains(text.utf8.count),
                text.allSatisfy({ $0.isHexDigit && $0.isASCII })
            else {
                throw .unusableValue(
                    option: "pseudonym", value: text, expected: Phrase("audit.expected.pseudonym"))
            }
            about.pseudonym = text
        }
        if arguments.value("in-case") != nil {
            about.caseFile = try AuditOptions.caseFile("in-case", arguments)
        }
        about.request = arguments.value("record")
        return about
    }

    private static func caseFile(
        _ option: String, _ arguments: Arguments
    ) throws(CommandError) -> CaseReference? {
        guard let text = arguments.value(option) else { return nil }
        guard let reference = CaseReference(text) else {
            throw .unusableValue(
                option: option, value: text, expected: Phrase("commands.expected.case"))
        }
        return reference
    }

    /// Who asks, and on what grounds.
    private static func leave(
        _ arguments: Arguments, _ about: About
    ) throws(CommandError) -> AuditLeave? {
        let isNeeded = about.badge != nil || about.caseFile != nil || about.request != nil
        let grounds = ["officer", "role", "purpose", "basis", "case"]
        guard isNeeded || grounds.contains(where: { arguments.value($0) != nil }) else {
            return nil
        }
        let officer = try arguments.officer(command)
        let roles: [PolicyRole] = try arguments.words("role")
        guard let role = roles.first else {
            throw .missingOption("role", placeholder: .word, command: command)
        }
        let purposes: [PolicyPurpose] = try arguments.words("purpose")
        guard let purpose = purposes.first else {
            throw .missingOption("purpose", placeholder: .code, command: command)
        }
        var openings: Set<AuditLeave.Opening> = [.cases]
        if about.badge != nil { openings.insert(.officer) }
        if about.request != nil { openings.insert(.record) }
        return AuditLeave(
            officer: officer, role: role, purpose: purpose,
            basis: arguments.value("basis") == nil
                ? nil : try arguments.word("basis", .code, command),
            caseReference: try caseFile("case", arguments), openings: openings,
            badge: about.badge)
    }

    private static func files(
        _ arguments: Arguments, _ questions: [AuditQuestion]
    ) throws -> (json: String?, csv: String?) {
        let (json, csv) = (arguments.value("json"), arguments.value("csv"))
        for path in [json, csv].compactMap(\.self) { try FileChecks.requireWritable(path) }
        if let json, let csv, FileChecks.isSame(json, csv) {
            throw CommandError.overwrites(path: csv, option: "csv")
        }
        if let csv, questions.count > 1 {
            throw CommandError.unusableValue(
                option: "csv", value: csv, expected: Phrase("audit.expected.oneQuestion"))
        }
        return (json, csv)
    }
}

/// `rastro audit`: who asked for what, what was told to whom, and what is missing.
public struct AuditCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (AuditOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: AuditOptions.command, summary: Phrase("audit.help.summary"),
        positional: .init(.ledger),
        options: AuditOptions.asked.map { question in
            OptionRule(question.rawValue, help: Phrase("audit.help.\(question.rawValue)"))
        } + [
            OptionRule("from", .day, help: Phrase("audit.help.from")),
            OptionRule("until", .day, help: Phrase("audit.help.until")),
            OptionRule("pseudonym", .code, help: Phrase("audit.help.pseudonym")),
            OptionRule("actor", .name, help: Phrase("audit.help.actor")),
            OptionRule("in-case", .code, help: Phrase("audit.help.inCase")),
            OptionRule("record", .request, help: Phrase("audit.help.record")),
            OptionRule("officer", .name, help: Phrase("audit.help.officer")),
            OptionRule(
                "role", .word, help: Arguments.listing("audit.help.role", PolicyRole.self)),
            OptionRule("purpose", .code, help: Phrase("audit.help.purpose")),
            OptionRule("basis", .code, help: Phrase("commands.request.openBasis")),
            OptionRule("case", .code, help: Phrase("audit.help.case")),
            OptionRule("peer", .name, help: Phrase("audit.help.peer")),
            OptionRule("beside", .folder, help: Phrase("audit.help.beside")),
            OptionRule("key", .key, help: Phrase("audit.help.key")),
            OptionRule("witness", .key, isRepeated: true, help: Phrase("commands.ledger.witness")),
            OptionRule("verify", help: Phrase("audit.help.verify")),
            OptionRule("count", .number, help: Phrase("audit.help.count")),
            OptionRule("json", .file, help: Phrase("audit.help.json")),
            OptionRule("csv", .file, help: Phrase("audit.help.csv")),
        ] + LedgerPlace.options,
        notes: [
            Phrase("audit.help.example"), Phrase("audit.help.place"), Phrase("audit.help.leave"),
            Phrase("audit.help.exit"),
        ])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(AuditOptions(arguments), session)
    }
}
