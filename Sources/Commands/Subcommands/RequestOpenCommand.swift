import Exchange
import Language
public import Nodes
import Policy

/// What `rastro request open` was asked to do; every value has been checked.
public struct RequestOpenOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// The identifier of a request, or the requester's own reference.
    public let name: String
    /// What is asked of the vault.
    public let opening: OpeningRequest
    /// With what two officers sign that it does not wait; `nil` for the ordinary way.
    public let emergency: EmergencyKeys?

    /// The files of two officers' keys, and of their passphrases where those are not asked.
    public struct EmergencyKeys: Sendable {
        /// The key of the officer who asks.
        public let officer: String
        /// The key of the second officer.
        public let second: String
        /// The passphrase of the first key.
        public let officerPassphrase: String?
        /// The passphrase of the second key.
        public let secondPassphrase: String?
    }

    private static let command = "request open"

    init(_ arguments: Arguments) throws {
        let command = RequestOpenOptions.command
        name = arguments.positionals[0]
        folder = try arguments.node(command)
        emergency = try RequestOpenOptions.emergency(arguments)
        let named = try arguments.choice(
            "purpose", among: Purpose.words, expected: Phrase("commands.expected.purpose"))
        // An emergency has one purpose; who is in a hurry need not say it.
        guard let purpose = named ?? (emergency == nil ? nil : .exigent) else {
            throw CommandError.missingOption("purpose", placeholder: .code, command: command)
        }
        let officer = try arguments.officer(command)
        opening = OpeningRequest(
            fields: try RequestOpenOptions.fields(arguments), officer: officer,
            role: try arguments.requiredRole(command),
            purpose: PolicyPurpose(purpose), basis: try arguments.word("basis", .code, command),
            caseReference: try arguments.word("case", .code, command),
            second: try arguments.second(beside: officer))
    }

    private static func emergency(
        _ arguments: Arguments
    ) throws(CommandError) -> EmergencyKeys? {
        guard arguments.has("emergency") else {
            for option in ["officer-key", "second-key", "officer-passphrase", "second-passphrase"]
            where arguments.value(option) != nil {
                throw .needlessOption(option, command: command)
            }
            return nil
        }
        _ = try arguments.required("second", .name, command)
        let (first, second) = (
            try arguments.required("officer-key", .file, command),
            try arguments.required("second-key", .file, command)
        )
        for file in [first, second] { try FileChecks.requireFile(file) }
        return EmergencyKeys(
            officer: first, second: second,
            officerPassphrase: arguments.value("officer-passphrase"),
            secondPassphrase: arguments.value("second-passphrase"))
    }

    private static func fields(_ arguments: Arguments) throws -> Set<FieldPath> {
        guard let text = arguments.value("fields") else { return [] }
        let words = text.split(separator: ",")
        let paths = words.compactMap { FieldPath(String($0)) }
        guard !paths.isEmpty, paths.count == words.count else {
            throw CommandError.unusableValue(
                option: "fields", value: text, expected: Phrase("commands.expected.sealed"))
        }
        return Set(paths)
    }
}

/// `rastro request open`: opens the sealed names of a result, for a reason that is logged before.
public struct RequestOpenCommand: Subcommand {
    /// The work itself, which the command's arguments only describe.
    public typealias Job = @Sendable (RequestOpenOptions, Session) async throws -> ExitCode

    private let job: Job

    /// Makes the subcommand from the work that it starts.
    public init(job: @escaping Job) { self.job = job }

    /// What the subcommand takes.
    public let specification = CommandSpecification(
        name: "request open", summary: Phrase("commands.request.open"),
        positional: .init(.request),
        options: [
            .node,
            .officer,
            .role,
            OptionRule("purpose", .code, help: Phrase("commands.request.openPurpose")),
            OptionRule(
                "basis", .code, isRequired: true, help: Phrase("commands.request.openBasis")),
            OptionRule("case", .code, isRequired: true, help: Phrase("commands.request.openCase")),
            OptionRule("fields", .code, help: Phrase("commands.request.openFields")),
            .second,
            OptionRule("emergency", help: Phrase("commands.request.emergency")),
            OptionRule("officer-key", .file, help: Phrase("commands.request.officerKey")),
            OptionRule("second-key", .file, help: Phrase("commands.request.secondKey")),
            OptionRule("officer-passphrase", .file, help: Phrase("commands.request.passphrase")),
            OptionRule("second-passphrase", .file, help: Phrase("commands.request.passphrase")),
        ],
        notes: [
            Phrase("commands.request.openExample"), Phrase("commands.request.emergencyExample"),
            Phrase("commands.request.openNote"), Phrase("commands.request.emergencyNote"),
        ])

    /// Checks the arguments and starts the work.
    public func run(_ arguments: Arguments, in session: Session) async throws -> ExitCode {
        try await job(RequestOpenOptions(arguments), session)
    }
}
