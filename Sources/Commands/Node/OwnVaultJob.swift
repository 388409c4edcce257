import Exchange
import Language
import Nodes

/// The work of `rastro vault ...`.
struct OwnVaultJob {
    let options: VaultOptions
    let session: Session

    /// The work as the commands start it.
    static let job: VaultCommand.Job = { options, session in
        session.closeProcess()
        return try await OwnVaultJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        switch options.task {
        case .part(let node, let owner): return try await part(node, owner)
        case .serve: return try await serve()
        case .know(let manifest): return try await know(manifest)
        }
    }

    private func part(_ node: NodeFolder, _ owner: VaultOwner) async throws -> ExitCode {
        let folder = options.folder
        let made = try await node.partVault(
            into: folder, for: owner, surroundings: .ofProcess { _ in })
        say(
            "node.ownVault.made",
            [
                "name": .text(made.node.text), "folder": .text(folder.path),
                "node": .text(node.path),
            ])
        session.say("node.ownVault.next", ["folder": .text(folder.path)])
        return .done
    }

    private func know(_ path: String) async throws -> ExitCode {
        let note = try ManifestFile.read(path)
        let name = try await options.folder.knowInVault(note)
        say("node.ownVault.known", ["name": .text(name.text)])
        session.output.paragraph(session.catalogue(Phrase("node.compare")))
        for line in NodeKeyLine.lines(of: note) { session.output.line(line) }
        return .done
    }

    private func serve() async throws -> ExitCode {
        let folder = options.folder
        let surroundings = NodeSurroundings.ofProcess { [session] news in
            session.errors.paragraph(session.catalogue(news.phrase), style: news.style, indent: 2)
        }
        let service = try await VaultService(folder, surroundings: surroundings)
        let end = await EndSignal()
        let host = try VaultHost(service)
        say(
            "node.ownVault.serving",
            [
                "name": .text(service.configuration.node.text),
                "socket": .text(folder.vaultSocket),
            ])
        if service.isLocked { surroundings.say(.vaultLocked(folder: folder.path)) }
        await end.wait()
        session.errors.paragraph(session.catalogue(Phrase("node.ending")))
        await host.stop()
        return .done
    }

    private func say(_ key: String, _ facts: [String: Fact]) {
        session.output.paragraph(session.catalogue(Phrase(key, facts)), style: .strong)
    }
}
