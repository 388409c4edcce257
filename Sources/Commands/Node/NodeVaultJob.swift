import Cryptography
import Exchange
import Language
import Nodes
import Token
import Vault

/// The work of `rastro node vault ...`.
struct NodeVaultJob {
    let options: NodeVaultOptions
    let session: Session

    /// The work as the commands start it.
    static let job: NodeVaultCommand.Job = { options, session in
        ProcessSecrecy.close()
        let job = NodeVaultJob(options: options, session: session)
        do {
            return try await job.run()
        } catch let failure as VaultSecrets.Failure {
            return job.refuse(failure)
        }
    }

    private var secrets: VaultSecrets {
        VaultSecrets(folder: options.folder, session: session)
    }

    private func run() async throws -> ExitCode {
        switch options.task {
        case .status: return try await VaultStatusJob(options: options, session: session).run()
        case .unlock: return try await unlock()
        case .lock: return try await lock()
        case .protect(let file): return try await protect(file)
        case .split(let plan, let out, let files): return try await split(plan, out, files)
        case .token(let library, let token, let key, let pin):
            return try await wrap(.init(library: library, token: token), key, pin)
        }
    }

    /// The right to change the forms, the forms as they are, and the seed as it is had now.
    private func open() async throws -> (VaultKeeping, VaultForms, SecretBytes) {
        let keeping = try await VaultKeeping(options.folder)
        let forms = try keeping.forms()
        if let seed = try keeping.plainSeed() { return (keeping, forms, seed) }
        return (keeping, forms, try secrets.seed(options.source, forms))
    }

    private func protect(_ file: String?) async throws -> ExitCode {
        let (keeping, before, seed) = try await open()
        let passphrase = try secrets.newPassphrase(
            file, Phrase("node.vault.ask.new"), Phrase("node.vault.ask.again"),
            option: "passphrase-file")
        let made = try VaultKeyFile(seed: seed, under: passphrase, with: try .new())
        try keeping.keep(made.bytes, as: .passphrase, besideOthers: options.keepsOthers) {
            try VaultKeyFile($0).openSeed(with: passphrase)
        }
        sayReplaced(before, by: .passphrase)
        return say("node.vault.protected")
    }

    private func split(
        _ plan: VaultShareFile.Plan, _ out: [String], _ files: [String]
    ) async throws -> ExitCode {
        let (keeping, before, seed) = try await open()
        var passphrases: [SecretBytes] = []
        for number in 1...plan.shares {
            let facts: [String: Fact] = ["number": .count(number)]
            passphrases.append(
                try secrets.newPassphrase(
                    files.isEmpty ? nil : files[number - 1],
                    Phrase("node.vault.ask.newShare", facts),
                    Phrase("node.vault.ask.shareAgain", facts), option: "passphrase-file"))
        }
        let holders = try passphrases.map {
            VaultShareFile.Holder(passphrase: $0, with: try .new())
        }
        let shares = try VaultShareFile.split(
            seed, needing: plan.needed, among: holders,
            splitting: SecureRandom.bytes(VaultShareFile.splittingSize), by: VaultSecrets.sharing)
        // As they are on their disks: all of them, each with its passphrase.
        var opened: [(file: VaultShareFile, share: SecretBytes)] = []
        for (place, share) in shares.enumerated() {
            let file = try keeping.handOut(share, to: out[place])
            opened.append((file, try file.open(with: passphrases[place])))
        }
        try keeping.keep(
            VaultSplitFile(of: shares[0]).bytes, as: .shares, besideOthers: options.keepsOthers
        ) { _ in try VaultShareFile.join(opened, by: VaultSecrets.sharing) }
        sayReplaced(before, by: .shares)
        for (place, path) in out.enumerated() {
            session.say(
                "node.vault.shareWritten", ["number": .count(place + 1), "path": .text(path)])
        }
        return say(
            "node.vault.split", ["shares": .count(plan.shares), "needed": .count(plan.needed)])
    }

    private func wrap(
        _ place: TokenSession.Place, _ label: String, _ file: String?
    ) async throws -> ExitCode {
        let (keeping, before, seed) = try await open()
        let pin = try secrets.secret(
            file, Phrase("node.vault.ask.pin", ["token": .text(place.token)]), option: "pin-file")
        let token = try TokenSession(place, pin: pin)
        if try !token.hasKey(label) { try token.makeKey(label) }
        let made = try TokenKeyFile.make(
            seed, token: place.token, key: label,
            nonce: SecureRandom.bytes(TokenKeyFile.nonceSize)
        ) { wrapping throws(TokenError) in
            try token.wrap(
                wrapping.seed, with: wrapping.key, nonce: wrapping.nonce,
                context: wrapping.context)
        }
        guard let made else { throw VaultKeyError.malformed }
        try keeping.keep(made.bytes, as: .token, besideOthers: options.keepsOthers) { bytes in
            guard let seed = try token.seed(of: try TokenKeyFile(bytes)) else {
                throw VaultKeyError.otherKey
            }
            return seed
        }
        sayReplaced(before, by: .token)
        return say("node.vault.wrapped", ["token": .text(place.token)])
    }

    /// Says that other ways, which there were, count no more.
    private func sayReplaced(_ before: VaultForms, by form: VaultForm) {
        let others = [
            before.passphrase != nil && form != .passphrase,
            before.shares != nil && form != .shares, before.token != nil && form != .token,
        ]
        guard !options.keepsOthers, others.contains(true) else { return }
        session.say("node.vault.replaced")
    }

    private func unlock() async throws -> ExitCode {
        let folder = options.folder
        try options.folder.requireOwnVault()
        // Nobody types a passphrase for a process that is not there.
        let state = try await LocalAsking.ask(folder) { try await $0.vault() }
        guard !state.isOpen else { return say("node.vault.isOpen") }
        let forms = try VaultForms(folder, of: try await folder.vaultPublicKey())
        let seed = try secrets.seed(options.source, forms)
        let isTaken = try await LocalAsking.ask(folder) { try await $0.unlock(seed) }
        guard isTaken else { throw VaultKeyError.otherKey }
        return say("node.vault.unlocked")
    }

    private func lock() async throws -> ExitCode {
        try options.folder.requireOwnVault()
        guard try await LocalAsking.ask(options.folder, { try await $0.lockVault() }) else {
            return complain("node.vault.staysOpen")
        }
        return say("node.vault.locked")
    }

    private func refuse(_ failure: VaultSecrets.Failure) -> ExitCode {
        switch failure {
        case .notShare(let path): return complain("node.vault.notShare", path)
        case .oldShare(let path): return complain("node.vault.oldShare", path)
        case .otherWay(let forms):
            guard forms.isProtected else { return complain("node.vault.notProtected") }
            var ways: [String] = []
            if forms.passphrase != nil {
                ways.append(session.catalogue(Phrase("node.vault.way.passphrase")))
            }
            if let plan = forms.shares?.plan {
                ways.append(
                    session.catalogue(
                        Phrase("node.vault.way.shares", ["needed": .count(plan.needed)])))
            }
            if let token = forms.token?.token {
                ways.append(
                    session.catalogue(Phrase("node.vault.way.token", ["token": .text(token)])))
            }
            session.complain(
                Phrase(
                    "node.vault.otherWay",
                    [
                        "path": .text(options.folder.path),
                        "ways": .text(ways.joined(separator: "; ")),
                    ]))
            return .unusable
        }
    }

    private func say(_ key: String, _ facts: [String: Fact] = [:]) -> ExitCode {
        var facts = facts
        facts["folder"] = .text(options.folder.path)
        session.output.paragraph(session.catalogue(Phrase(key, facts)), style: .strong)
        return .done
    }

    private func complain(_ key: String, _ path: String? = nil) -> ExitCode {
        session.complain(Phrase(key, ["path": .text(path ?? options.folder.path)]))
        return .unusable
    }
}
