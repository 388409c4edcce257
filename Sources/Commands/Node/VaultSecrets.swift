import Cryptography
import Language
import Nodes
import Token
import Vault

/// Gets the key of a node's vault from where it is kept, with what somebody knows or holds.
struct VaultSecrets {
    let folder: NodeFolder
    let session: Session

    /// Why a way to the key is not gone; what to say instead.
    enum Failure: Error {
        /// The key is kept in other ways: those.
        case otherWay(VaultForms)
        /// A file is no share.
        case notShare(path: String)
        /// A share is of an older splitting, or of another key.
        case oldShare(path: String)
    }

    /// The seed by the way that was chosen, or the only one that needs no choice.
    func seed(
        _ source: NodeVaultOptions.Source, _ forms: VaultForms
    ) throws -> SecretBytes {
        if !source.shares.isEmpty { return try seed(ofShares: source, forms) }
        if let library = source.library {
            guard let file = forms.token else { throw Failure.otherWay(forms) }
            return try seed(of: file, library, source)
        }
        guard let file = forms.passphrase else { throw Failure.otherWay(forms) }
        let passphrase = try secret(
            source.secrets.first, Phrase("node.vault.ask.passphrase"), option: source.option)
        return try file.openSeed(with: passphrase)
    }

    private func seed(
        ofShares source: NodeVaultOptions.Source, _ forms: VaultForms
    ) throws -> SecretBytes {
        guard let splitting = forms.shares else { throw Failure.otherWay(forms) }
        // All are looked at before anybody types a passphrase.
        let files = try source.shares.map { path in
            let bytes = try UserFiles.bytes(path, atMost: VaultSecrets.mostShareBytes)
            guard let file = try? VaultShareFile(bytes) else { throw Failure.notShare(path: path) }
            guard splitting.has(file) else { throw Failure.oldShare(path: path) }
            return file
        }
        guard files.count >= splitting.plan.needed else {
            throw VaultKeyError.tooFewShares(given: files.count, needed: splitting.plan.needed)
        }
        for (place, file) in files.enumerated()
        where files.prefix(place).contains(where: { $0.number == file.number }) {
            throw VaultKeyError.repeatedShare(number: file.number)
        }
        let shares = try files.enumerated().map { place, file in
            let passphrase = try secret(
                source.secrets.isEmpty ? nil : source.secrets[place],
                Phrase("node.vault.ask.share", ["number": .count(file.number)]),
                option: source.option)
            return (file: file, share: try file.open(with: passphrase))
        }
        return try VaultShareFile.join(shares, by: VaultSecrets.sharing)
    }

    private func seed(
        of file: TokenKeyFile, _ library: String, _ source: NodeVaultOptions.Source
    ) throws -> SecretBytes {
        let pin = try secret(
            source.secrets.first, Phrase("node.vault.ask.pin", ["token": .text(file.token)]),
            option: source.option)
        let token = try TokenSession(.init(library: library, token: file.token), pin: pin)
        guard let seed = try token.seed(of: file) else { throw VaultKeyError.otherKey }
        return seed
    }

    /// A secret that is there already: from its file, or typed once.
    func secret(
        _ file: String?, _ prompt: Phrase, option: String
    ) throws(SecretInputError) -> SecretBytes {
        if let file { return try SecretInput.file(file) }
        return try SecretInput.typed(session.catalogue(prompt), option: option)
    }

    /// A new passphrase: from its file, or typed twice.
    func newPassphrase(
        _ file: String?, _ prompt: Phrase, _ again: Phrase, option: String
    ) throws(SecretInputError) -> SecretBytes {
        let passphrase = try secret(file, prompt, option: option)
        let least = VaultKeyFile.leastPassphrase
        guard passphrase.count >= least else { throw .tooShort(least: least) }
        guard file == nil else { return passphrase }
        let repeated = try secret(nil, again, option: option)
        guard passphrase.isEqual(to: repeated) else { throw .differing }
        return passphrase
    }

    private static let mostShareBytes = 8192

    /// What splits and joins.
    static var sharing: ShamirSharing { ShamirSharing { SecureRandom.bytes($0) } }
}

extension TokenSession {
    /// The seed that a file has, as this token unwraps it.
    borrowing func seed(of file: TokenKeyFile) throws(TokenError) -> SecretBytes? {
        try file.openSeed { unwrapping throws(TokenError) in
            try unwrap(
                unwrapping.wrapped, with: unwrapping.key, nonce: unwrapping.nonce,
                context: unwrapping.context)
        }
    }
}

extension PassphraseChance {
    /// The random bytes of a new file.
    static func new() throws(VaultKeyError) -> PassphraseChance {
        guard
            let chance = PassphraseChance(
                salt: SecureRandom.bytes(PassphraseCost.saltSize),
                nonce: SecureRandom.bytes(CipherKey.nonceSize))
        else { throw .malformed }
        return chance
    }
}
