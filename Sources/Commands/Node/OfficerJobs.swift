import Cryptography
import Exchange
import Language
import Nodes
import Vault

/// The work of `rastro officer key`.
struct OfficerKeyJob {
    let options: OfficerKeyOptions
    let session: Session

    /// The work as the command starts it.
    static let job: OfficerKeyCommand.Job = { options, session in
        try OfficerKeyJob(options: options, session: session).run()
    }

    private func run() throws -> ExitCode {
        // Nobody types a passphrase twice for a file that is not made.
        guard !OfficerKeyStore.exists(options.file) else {
            throw OfficerKeyFileError.exists(path: options.file)
        }
        let passphrase = try newPassphrase()
        var seed = SecureRandom.bytes(SigningKey.seedSize)
        guard let secret = SecretBytes(wiping: &seed),
            let chance = PassphraseChance(
                salt: SecureRandom.bytes(PassphraseCost.saltSize),
                nonce: SecureRandom.bytes(CipherKey.nonceSize))
        else { throw SecretInputError.failed }
        let file: OfficerKeyFile
        do throws(VaultKeyError) {
            file = try OfficerKeyFile(seed: secret, under: passphrase, with: chance)
        } catch {
            throw OfficerKeyError(error, options.file)
        }
        try OfficerKeyStore.write(file, to: options.file)
        session.say("node.officer.made", ["path": .text(options.file)])
        session.output.line(StyledText(OfficerKeyText.text(file.publicKey), .accent))
        return .done
    }

    private func newPassphrase() throws(SecretInputError) -> SecretBytes {
        let passphrase = try secret("node.officer.ask")
        let least = OfficerKeyFile.leastPassphrase
        guard passphrase.count >= least else { throw .tooShort(least: least) }
        guard options.passphraseFile == nil else { return passphrase }
        guard passphrase.isEqual(to: try secret("node.officer.askAgain")) else {
            throw .differing
        }
        return passphrase
    }

    private func secret(_ key: String) throws(SecretInputError) -> SecretBytes {
        if let path = options.passphraseFile { return try SecretInput.file(path) }
        return try SecretInput.typed(session.catalogue(Phrase(key)), option: "passphrase-file")
    }
}

/// The work of `rastro node officer add`, `remove` and `list`.
struct NodeOfficerJob {
    let options: NodeOfficerOptions
    let session: Session

    /// The work as the command starts it.
    static let job: NodeOfficerCommand.Job = { options, session in
        let job = NodeOfficerJob(options: options, session: session)
        switch options.task {
        case .change(let change): return try await job.change(change)
        case .list: return try await job.list()
        }
    }

    private func change(_ change: OfficerChange) async throws -> ExitCode {
        let badge = change.badge
        switch try await answer(to: change) {
        case .done(let officer, let entry):
            session.say(
                change.key == nil ? "node.officer.removed" : "node.officer.added",
                ["badge": .text(badge), "officer": .text(officer.text)])
            session.say("node.officer.entry", ["entry": .text(String(entry))])
            return .done
        case .known: return complain("node.officer.known", badge)
        case .keyInUse: return complain("node.officer.keyInUse", badge)
        case .unknown: return complain("node.officer.unknown", badge)
        }
    }

    /// Asks the process that runs the node, or changes the node at rest.
    private func answer(to change: OfficerChange) async throws -> OfficerAnswer {
        do {
            return try await LocalAsking.ask(options.folder) { try await $0.change(change) }
        } catch NodeError.resting {
            return try await options.folder.change(change, surroundings: .ofProcess { _ in })
        }
    }

    private func complain(_ key: String, _ badge: String) -> ExitCode {
        session.complain(Phrase(key, ["badge": .text(badge)]))
        return .unusable
    }

    private func list() async throws -> ExitCode {
        let reader = try await NodeReader(options.folder)
        let officers = try await reader.officers()
        await reader.close()
        guard !officers.isEmpty else {
            session.say("node.officer.none", ["folder": .text(options.folder.path)])
            return .done
        }
        for officer in officers {
            session.say(
                "node.officer.line",
                [
                    "officer": .text(officer.officer.text),
                    "time": .text(LedgerTime.text(UInt64(officer.since.seconds))),
                ])
            session.output.line(StyledText("  " + OfficerKeyText.text(officer.key)))
        }
        return .done
    }
}
