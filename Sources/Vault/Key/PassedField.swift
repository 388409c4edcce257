public import Cryptography
public import Exchange

/// A name on its way through a node, sealed to the node's vault all the while.
public enum PassedField: Hashable, Sendable {
    /// A field of a message that a custodian sent.
    case message(SealedField, of: UniqueIdentifier)
}

extension VaultKey {
    /// Seals anew, for who asked, what was sealed for this vault.
    ///
    /// That is no reading: nobody here is shown it, and what was asked, answered and passed on stands in the ledger. What
    /// a person is to read, `Vault.open` alone opens. The plain text is in memory of this call alone, which is wiped.
    ///
    /// - Parameters:
    ///   - field: what was sealed for this vault.
    ///   - place: the field, the message and the node that it is sealed for.
    ///   - keys: the node's keys.
    ///   - chance: random bytes.
    /// - Throws: `SealError`: what can not be opened, or not be sealed.
    public func reseal(
        _ field: PassedField, for place: SealedField.Place, to keys: [BoxPublicKey],
        with chance: SealedField.Chance
    ) throws(SealError) -> SealedField {
        let value: SecretBytes
        switch field {
        case .message(let field, let message):
            value = try field.openSecrets(with: box, in: message).value
        }
        return try SealedField.seal(value, for: place, to: keys, with: chance)
    }
}
