import Cryptography
import Encoding
import Exchange
import Language
import Nodes
import Policy
import Vault

/// The work of `rastro request open --emergency`: two officers sign here, and the node opens by their word and its own
/// ledger's.
struct RequestEmergencyJob {
    let open: RequestOpenJob
    let keys: RequestOpenOptions.EmergencyKeys

    private var session: Session { open.session }
    private var opening: OpeningRequest { open.options.opening }

    func run(_ request: UniqueIdentifier) async throws -> ExitCode {
        let files = try [keys.officer, keys.second].map { path in try OfficerKeyStore.read(path) }
        if session.errors.isInteractive {
            session.errors.paragraph(session.catalogue(Phrase("node.emergency.trying")))
        }
        let answer = try await LocalAsking.ask(open.options.folder) { client in
            try await client.draftEmergency(request, opening)
        }
        guard case .drafted(let bytes, let known)? = answer else { return try say(answer) }
        let paths = [keys.officer, keys.second]
        for (path, (file, key)) in zip(paths, zip(files, known)) where file.publicKey != key {
            session.complain(Phrase("node.emergency.otherKey", ["path": .text(path)]))
            return .unusable
        }
        guard let entry = draft(bytes), let statement = try? BreakGlass.statement(of: entry),
            let actor = entry.actor,
            let second = entry.extensions["x-second"]?.string.flatMap({ Pseudonym($0) })
        else {
            session.complain(Phrase("node.emergency.otherDraft"))
            return .failed
        }
        let signatures = [
            BreakGlass.Signature(
                officer: actor,
                bytes: try unlock(files[0], paths[0], opening.officer, keys.officerPassphrase)
                    .sign(statement)),
            BreakGlass.Signature(
                officer: second,
                bytes: try unlock(
                    files[1], paths[1], opening.second ?? "", keys.secondPassphrase
                ).sign(statement)),
        ]
        return try say(
            try await LocalAsking.ask(open.options.folder) { client in
                try await client.openInEmergency(entry.identifier, signatures)
            })
    }

    /// The entry that is to be signed; `nil` when it says something else than what was asked.
    private func draft(_ bytes: [UInt8]) -> LedgerEntry? {
        guard let entry = try? LedgerEntry(bytes), entry.kind == .breakGlass,
            entry.purpose == .exigent, entry.basis == opening.basis, entry.decision == .permit,
            opening.fields.isEmpty || entry.fields == opening.fields,
            entry.extensions[BreakGlass.member] == nil
        else { return nil }
        return entry
    }

    /// Opens an officer's key; a slip on the terminal may be made good twice.
    private func unlock(
        _ file: OfficerKeyFile, _ path: String, _ badge: String, _ passphraseFile: String?
    ) throws -> SigningKey {
        let tries = passphraseFile == nil ? 3 : 1
        for turn in 1...tries {
            let passphrase: SecretBytes
            if let passphraseFile {
                passphrase = try SecretInput.file(passphraseFile)
            } else {
                passphrase = try SecretInput.typed(
                    session.catalogue(
                        Phrase("node.emergency.ask", ["badge": .text(badge), "path": .text(path)])),
                    option: path == keys.officer ? "officer-passphrase" : "second-passphrase")
            }
            do throws(VaultKeyError) {
                return try file.open(with: passphrase)
            } catch .wrongPassphrase where turn < tries {
                session.complain(Phrase("node.emergency.again"))
            } catch {
                throw OfficerKeyError(error, path)
            }
        }
        throw OfficerKeyError.wrongPassphrase(path: path)
    }

    private func say(_ answer: EmergencyAnswer?) throws -> ExitCode {
        switch answer {
        case nil: return open.complain("node.emergency.closed", .unsound)
        case .ordinary(let answer)?: return try open.say(answer)
        case .reachable?: return open.complain("node.emergency.reachable", .unusable)
        case .noDraft?, .drafted?: return open.complain("node.emergency.noDraft", .unusable)
        case .unregistered(let isSecond)?:
            session.complain(
                Phrase(
                    "node.emergency.unregistered",
                    ["badge": .text(isSecond ? opening.second ?? "" : opening.officer)]))
            return .unusable
        case .refused(let error, let entry)?:
            session.complain(
                Phrase(
                    "node.emergency.refused",
                    [
                        "name": .text(open.options.name),
                        "why": .phrase(Phrase("node.emergencyError.\(error.rawValue)")),
                    ]))
            session.complain(Phrase("node.open.entry", ["entry": .text(String(entry))]))
            return .unusable
        case .unopened(let entry, let emergency, let deadline)?:
            session.complain(Phrase("node.emergency.unopened", ["name": .text(open.options.name)]))
            session.complain(Phrase("node.open.entry", ["entry": .text(String(entry))]))
            remind(emergency, deadline, on: session.errors)
            return .unsound
        case .opened(let fields, let entry, let emergency, let deadline)?:
            open.show(fields)
            open.say(Phrase("node.open.entry", ["entry": .text(String(entry))]))
            open.say(Phrase("commands.summary.lead"))
            remind(emergency, deadline, on: session.output)
            return .done
        }
    }

    /// Says until when it is to be explained, and with which words.
    private func remind(
        _ emergency: UniqueIdentifier, _ deadline: Moment, on terminal: Terminal
    ) {
        terminal.line()
        terminal.paragraph(
            session.catalogue(
                Phrase(
                    "node.emergency.deadline",
                    ["time": .text(LedgerTime.text(UInt64(deadline.seconds)))])), style: .open)
        // One line, to be copied, however long.
        terminal.line(
            StyledText(
                [
                    "rastro", "request", "justify", emergency.text, "--node",
                    open.options.folder.path, "--officer", opening.officer, "--role",
                    opening.role.word, "--case", opening.caseReference.text,
                ].map(ShellWord.quoted).joined(separator: " "), .accent))
    }
}

/// Why an officer's key is not had from its file.
enum OfficerKeyError: Error, Hashable, Sendable {
    case wrongPassphrase(path: String)
    case shortPassphrase(least: Int)
    case noMemory(path: String)
    case damaged(path: String)

    init(_ error: VaultKeyError, _ path: String) {
        self =
            switch error {
            case .wrongPassphrase: .wrongPassphrase(path: path)
            case .shortPassphrase(let least): .shortPassphrase(least: least)
            case .noMemory: .noMemory(path: path)
            default: .damaged(path: path)
            }
    }
}

/// Words as a shell takes them, for commands that are shown to be copied.
enum ShellWord {
    /// The word as it is where no sign of it means anything to a shell, and in quotes otherwise.
    static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "+,-./:@_%".utf8.contains(byte)
            }
        }
        if isPlain, !word.isEmpty { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
