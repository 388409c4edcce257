import Delivery
import Exchange
import Vault

/// What stands for names while a firearm is traced, and what each is sealed in.
///
/// Who traces sees a token in place of each name and day of birth: random, so that it says nothing, and marked with a
/// character that no book keeps, so that no name is taken for one.
typealias NameTokens = [String: PassedField]

extension NameTokens {
    /// What a token begins with.
    private static let mark: Character = "\u{1F}"

    /// Tells whether a text is a token, be it of another trace.
    static func isToken(_ text: String) -> Bool { text.first == mark }

    /// Adds a sealed field and returns what stands for it.
    mutating func add(_ field: PassedField, by surroundings: NodeSurroundings) -> String {
        let token = String(NameTokens.mark) + surroundings.circumstances.identifier().text
        self[token] = field
        return token
    }

    /// What a text of a finding is to be sealed from.
    ///
    /// - Throws: `UnknownToken` for a token that stands for nothing here: it is nobody's name.
    func secret(_ text: String) throws(UnknownToken) -> TraceAnswer.Secret {
        if let field = self[text] { return .passed(field) }
        guard !NameTokens.isToken(text) else { throw UnknownToken() }
        return .text(text)
    }
}

/// A token that stands for no name.
struct UnknownToken: Error {}
