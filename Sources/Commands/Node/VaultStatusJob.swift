import Language
import Nodes
import Vault

/// The work of `rastro node vault status`.
struct VaultStatusJob {
    let options: NodeVaultOptions
    let session: Session

    func run() async throws -> ExitCode {
        let folder = options.folder
        guard folder.hasNode || folder.hasVault else {
            throw NodeError.noNode(path: folder.path)
        }
        let forms = try VaultForms(folder, of: try await folder.vaultPublicKey())
        let state = try? await LocalAsking.ask(folder) { try await $0.vault() }
        if folder.hasNode, let socket = try NodeConfiguration(folder).vault {
            session.say("node.vault.form.apart", ["socket": .text(socket)])
        }
        say(forms)
        session.say(state, in: folder)
        let needsSomebody = forms.isPlain || state.map { !$0.isOpen } ?? false
        return needsSomebody ? .unsound : .done
    }

    private func say(_ forms: VaultForms) {
        if forms.isPlain {
            let key = forms.isProtected ? "node.vault.form.both" : "node.vault.form.plain"
            session.output.paragraph(
                session.catalogue(Phrase(key, ["folder": .text(options.folder.path)])),
                style: .stopped, indent: 2)
        }
        if forms.passphrase != nil { session.say("node.vault.form.passphrase") }
        if let plan = forms.shares?.plan {
            session.say(
                "node.vault.form.shares",
                ["shares": .count(plan.shares), "needed": .count(plan.needed)])
        }
        if let file = forms.token {
            session.say(
                "node.vault.form.token", ["token": .text(file.token), "key": .text(file.key)])
        }
    }
}

extension Session {
    /// Says how a vault stands in the process that runs its node; `nil` where none does.
    func say(_ state: VaultState?, in folder: NodeFolder) {
        guard let state else { return say("node.vault.state.resting") }
        guard state.isOpen else {
            let key = state.socket == nil ? "node.vault.state.locked" : "node.vault.state.away"
            output.paragraph(
                catalogue(
                    Phrase(
                        key,
                        [
                            "folder": .text(folder.path), "socket": .text(state.socket ?? ""),
                        ])), style: .open)
            if state.waiting > 0 {
                output.paragraph(
                    catalogue(
                        Phrase("node.vault.state.waiting", ["count": .count(state.waiting)])),
                    style: .open)
            }
            return
        }
        say("node.vault.state.open")
    }
}
