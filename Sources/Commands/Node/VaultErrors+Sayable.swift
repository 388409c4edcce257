public import Language
public import Token
public import Vault

extension VaultKeyError: Sayable {
    /// What was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .wrongPassphrase: Phrase("node.vault.error.wrongPassphrase")
        case .shortPassphrase(let least):
            Phrase("commands.secret.tooShort", ["least": .count(least)])
        case .noMemory: Phrase("node.vault.error.noMemory")
        case .otherKey: Phrase("node.vault.error.otherKey")
        case .malformed: Phrase("node.vault.error.malformed")
        case .tooFewShares(let given, let needed):
            Phrase(
                "node.vault.error.tooFewShares",
                ["given": .count(given), "needed": .count(needed)])
        case .otherShares: Phrase("node.vault.error.otherShares")
        case .repeatedShare(let number):
            Phrase("node.vault.error.repeatedShare", ["number": .count(number)])
        case .notSplit: Phrase("node.vault.error.notSplit")
        }
    }
}

extension TokenError: Sayable {
    /// What was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .noLibrary: Phrase("node.token.noLibrary")
        case .otherLibrary: Phrase("node.token.otherLibrary")
        case .noToken: Phrase("node.token.noToken")
        case .manyTokens: Phrase("node.token.manyTokens")
        case .removed: Phrase("node.token.removed")
        case .wrongPIN: Phrase("node.token.wrongPIN")
        case .lockedPIN: Phrase("node.token.lockedPIN")
        case .unusablePIN: Phrase("node.token.unusablePIN")
        case .noKey: Phrase("node.token.noKey")
        case .manyKeys: Phrase("node.token.manyKeys")
        case .exposedKey: Phrase("node.token.exposedKey")
        case .unable: Phrase("node.token.unable")
        case .changed: Phrase("node.token.changed")
        case .malformed: Phrase("node.token.malformed")
        case .noMemory: Phrase("node.vault.error.noMemory")
        case .failed(let code): Phrase("node.token.failed", ["code": .text(String(code))])
        }
    }
}
