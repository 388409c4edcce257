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

    /// Adds a sealed field and returns what stands for it.
    mutating func add(_ field: PassedField, by surroundings: NodeSurroundings) -> String {
        let token = String(NameTokens.mark) + surroundings.circumstances.identifier().text
        self[token] = field
        return token
    }

    /// What a text of a finding is to be sealed from.
    ///
    /// - Throws: `UnknownToken` for a text that stands for nothing here: no name is sealed from a text.
    func field(_ text: String) throws(UnknownToken) -> PassedField {
        guard let field = self[text] else { throw UnknownToken() }
        return field
    }
}

/// A text that stands for no name.
struct UnknownToken: Error {}
