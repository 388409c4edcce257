import Exchange
import Language
public import Policy

/// Which policy a command is about.
public enum PolicySource: Sendable, Equatable {
    /// One of a file.
    case file(String)
    /// The carried one that holds in a country today.
    case carried(jurisdiction: String)

    init(_ arguments: Arguments, command: String) throws(CommandError) {
        let jurisdiction = arguments.value("jurisdiction")
        guard let path = try arguments.file("policy") else {
            guard let jurisdiction else {
                throw .missingOption("jurisdiction", placeholder: .code, command: command)
            }
            let known = Policy.carriedJurisdictions
            guard known.contains(jurisdiction.uppercased()) else {
                let expected = Phrase(
                    "commands.expected.word", ["words": .text(known.joined(separator: ", "))])
                throw .unusableValue(
                    option: "jurisdiction", value: jurisdiction, expected: expected)
            }
            self = .carried(jurisdiction: jurisdiction.uppercased())
            return
        }
        guard jurisdiction == nil else {
            throw .needlessOption("jurisdiction", command: "\(command) --policy")
        }
        self = .file(path)
    }

    static let options = [
        OptionRule("policy", .file, help: Phrase("commands.policy.file")),
        OptionRule("jurisdiction", .code, help: Phrase("commands.policy.jurisdiction")),
    ]
}

/// What `rastro policy show` was asked to do; every value has been checked.
public struct PolicyShowOptions: Sendable, Equatable {
    /// The policy to show.
    public let source: PolicySource

    init(_ arguments: Arguments) throws(CommandError) {
        source = try PolicySource(arguments, command: "policy show")
    }
}

/// `rastro policy show`: prints the rules of a policy as sentences.
public struct PolicyShowCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (PolicyShowOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "policy show",
        summary: Phrase("commands.policy.show"),
        positional: nil,
        options: PolicySource.options,
        notes: [Phrase("commands.policy.showExample")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(PolicyShowOptions(arguments), session)
    }
}

/// What `rastro policy explain` was asked to do; every value has been checked.
public struct PolicyExplainOptions: Sendable, Equatable {
    /// The policy that is asked.
    public let source: PolicySource
    /// What it is asked.
    public let question: PolicyQuestion

    /// The facts that are stated by a flag of their own.
    static let flags: [PolicyFact] = [.caseFile, .live, .permission, .cosigned, .second]

    init(_ arguments: Arguments) throws(CommandError) {
        source = try PolicySource(arguments, command: "policy explain")
        var facts = PolicyExplainOptions.flags.filter { arguments.has($0.word) }
        if !arguments.has("suspended") { facts.append(.standing) }
        let codes: [Handling] = try arguments.words("handling")
        let purposes: [PolicyPurpose] = try arguments.words("purpose")
        question = PolicyQuestion(
            try PolicyExplainOptions.word("action", arguments),
            by: try PolicyExplainOptions.word("role", arguments),
            for: purposes.first ?? .unstated,
            under: try PolicyExplainOptions.basis(arguments),
            about: try PolicyExplainOptions.word("class", arguments),
            handling: WordSet(codes), facts: WordSet(facts))
    }

    private static func word<Word: PolicyWord>(
        _ option: String, _ arguments: Arguments
    ) throws(CommandError) -> Word {
        let words: [Word] = try arguments.words(option)
        guard let word = words.first else {
            throw .missingOption(option, placeholder: .word, command: "policy explain")
        }
        return word
    }

    private static func basis(_ arguments: Arguments) throws(CommandError) -> LegalBasis? {
        guard let text = arguments.value("basis") else { return nil }
        guard let basis = LegalBasis(text) else {
            throw .unusableValue(
                option: "basis", value: text, expected: Phrase("commands.expected.basis"))
        }
        return basis
    }
}

extension Arguments {
    /// A help text that lists the words of a kind.
    static func listing<Word: PolicyWord>(_ key: String, _ type: Word.Type) -> Phrase {
        listing(key, Array(type.allCases))
    }

    /// A text that lists some words of a kind.
    static func listing(_ key: String, _ words: [some PolicyWord]) -> Phrase {
        Phrase(key, ["words": .text(words.map(\.word).joined(separator: ", "))])
    }

    /// The values of an option that takes words of a policy.
    func words<Word: PolicyWord>(_ option: String) throws(CommandError) -> [Word] {
        var words: [Word] = []
        for value in values(option) {
            // Codes are capitals, the other words small letters: both are taken either way.
            guard
                let word = Word.allCases.first(where: { $0.word.lowercased() == value.lowercased() }
                )
            else {
                let known = Word.allCases.map(\.word).joined(separator: ", ")
                throw .unusableValue(
                    option: option, value: value,
                    expected: Phrase("commands.expected.word", ["words": .text(known)]))
            }
            words.append(word)
        }
        return words
    }
}

/// `rastro policy explain`: why a policy would allow or refuse something, and what would have to change.
public struct PolicyExplainCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (PolicyExplainOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "policy explain",
        summary: Phrase("commands.policy.explain"),
        positional: nil,
        options: PolicySource.options + [
            OptionRule(
                "action", .word, isRequired: true,
                help: Arguments.listing("commands.policy.action", PolicyAction.self)),
            OptionRule(
                "role", .word, isRequired: true,
                help: Arguments.listing("commands.policy.role", PolicyRole.self)),
            OptionRule(
                "class", .word, isRequired: true,
                help: Arguments.listing("commands.policy.class", DataClass.self)),
            OptionRule(
                "purpose", .word,
                help: Arguments.listing("commands.policy.purpose", PolicyPurpose.self)),
            OptionRule("basis", .word, help: Phrase("commands.policy.basis")),
            OptionRule(
                "handling", .word, isRepeated: true,
                help: Arguments.listing("commands.policy.handling", Handling.self)),
            OptionRule("case", help: Phrase("commands.policy.given.case")),
            OptionRule("live", help: Phrase("commands.policy.given.live")),
            OptionRule("permission", help: Phrase("commands.policy.given.permission")),
            OptionRule("cosigned", help: Phrase("commands.policy.given.cosigned")),
            OptionRule("second", help: Phrase("commands.policy.given.second")),
            OptionRule("suspended", help: Phrase("commands.policy.given.suspended")),
        ],
        notes: [Phrase("commands.policy.explainExample")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(PolicyExplainOptions(arguments), session)
    }
}

/// What `rastro policy diff` was asked to do; every value has been checked.
public struct PolicyDiffOptions: Sendable, Equatable {
    /// The file of the old policy.
    public let old: String
    /// The file of the new one.
    public let new: String

    init(_ arguments: Arguments) throws(CommandError) {
        let files = arguments.positionals
        guard files.count > 1 else {
            throw .missingPositional(.file, command: "policy diff \(files[0])")
        }
        guard files.count == 2 else {
            throw .unexpectedPositional(files[2], command: "policy diff")
        }
        for file in files { try FileChecks.requireFile(file) }
        old = files[0]
        new = files[1]
    }
}

/// `rastro policy diff`: every decision that one policy makes otherwise than another.
public struct PolicyDiffCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (PolicyDiffOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "policy diff",
        summary: Phrase("commands.policy.diff"),
        positional: .init(.file, isRepeated: true),
        options: [],
        notes: [Phrase("commands.policy.diffExample"), Phrase("commands.policy.diffExit")])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(PolicyDiffOptions(arguments), session)
    }
}
