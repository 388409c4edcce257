import Language
import Policy

extension Arguments {
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
