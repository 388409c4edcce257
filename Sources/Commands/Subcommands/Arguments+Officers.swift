import Language
import Nodes
import Policy

extension OptionRule {
    /// The folder of the node that is asked.
    static let node = OptionRule(
        "node", .folder, isRequired: true, help: Phrase("commands.request.node"))
    /// The badge of who asks.
    static let officer = OptionRule(
        "officer", .name, isRequired: true, help: Phrase("commands.submit.officer"))
    /// As what they act, which must be said.
    static let role = OptionRule(
        "role", .word, isRequired: true,
        help: Arguments.listing("commands.request.openRole", PolicyRole.self))
    /// As what they act, where there is a usual one.
    static let usualRole = OptionRule(
        "role", .word, help: Arguments.listing("commands.request.role", PolicyRole.self))
    /// The badge of a second officer.
    static let second = OptionRule(
        "second", .name, help: Phrase("commands.request.openSecond"))
}

extension Arguments {
    /// The folder of the node that is asked.
    func node(_ command: String) throws -> NodeFolder {
        let path = try required("node", .folder, command)
        try FileChecks.requireFolder(path)
        return try NodeFolder(UserFiles.absolute(path))
    }

    /// As what an officer acts; `nil` when it is not said.
    func role() throws(CommandError) -> PolicyRole? {
        let roles: [PolicyRole] = try words("role")
        return roles.first
    }

    /// As what an officer acts, which must be said.
    func requiredRole(_ command: String) throws(CommandError) -> PolicyRole {
        guard let role = try role() else {
            throw .missingOption("role", placeholder: .word, command: command)
        }
        return role
    }

    /// The badge of a second officer, who is not the first; `nil` when none is named.
    func second(beside officer: String) throws(CommandError) -> String? {
        guard let text = try badge("second") else { return nil }
        guard text != officer else {
            throw .unusableValue(
                option: "second", value: text, expected: Phrase("commands.expected.second"))
        }
        return text
    }
}
