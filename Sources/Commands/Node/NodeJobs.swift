import Cryptography
import Exchange
import Language
import Ledger
import Nodes

/// The work of `rastro node init`.
struct NodeInitJob {
    let options: NodeInitOptions
    let session: Session

    /// The work as the command starts it.
    static let job: NodeInitCommand.Job = { options, session in
        try await NodeInitJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        ProcessSecrecy.close()
        let note = try await options.folder.make(
            options.configuration, surroundings: .ofProcess { _ in })
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "node.made",
                    [
                        "name": .text(options.configuration.name.text),
                        "folder": .text(options.folder.path),
                    ])), style: .strong)
        if let books = options.books {
            try await BookTaking(folder: options.folder, today: options.today, session: session)
                .take([books], isReplacing: false)
        }
        session.output.paragraph(
            session.catalogue(
                Phrase("node.handOver", ["file": .text(options.folder.manifest)])))
        for line in NodeKeyLine.lines(of: note) { session.output.line(line) }
        return .done
    }
}

/// The work of `rastro node peer add`.
struct NodePeerAddJob {
    let options: NodePeerAddOptions
    let session: Session

    /// The work as the command starts it.
    static let job: NodePeerAddCommand.Job = { options, session in
        try await NodePeerAddJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        let peer = try await options.folder.addPeer(
            try ManifestFile.read(options.manifest), url: options.url,
            now: NodeSurroundings.ofProcess { _ in }.now())
        session.output.paragraph(
            session.catalogue(
                Phrase("node.peerAdded", ["name": .text(peer.name.text), "url": .text(peer.url)])),
            style: .strong)
        session.output.paragraph(session.catalogue(Phrase("node.compare")))
        for key in peer.keys { session.output.line(StyledText("  \(key)")) }
        if peer.witnesses {
            session.output.paragraph(
                session.catalogue(Phrase("node.witnesses", ["name": .text(peer.name.text)])))
        }
        return .done
    }
}

/// The work of `rastro node restore`.
struct NodeRestoreJob {
    let options: NodeRestoreOptions
    let session: Session

    /// The work as the command starts it.
    static let job: NodeRestoreCommand.Job = { options, session in
        try await NodeRestoreJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        ProcessSecrecy.close()
        let restored = try await NodeRestoring(
            options.folder, surroundings: .ofProcess { _ in },
            patience: options.isNow ? .zero : NodeRestoring.usualPatience
        ).run()
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "node.restored",
                    [
                        "size": .count(Int(clamping: restored.size)),
                        "ledger": .count(restored.ledgerEntries),
                        "tables": .count(restored.tableEntries),
                        "messages": .count(restored.messages),
                    ])))
        guard !restored.lost.isEmpty else { return .done }
        session.output.paragraph(
            session.catalogue(
                Phrase("node.restoredLost", ["lost": .count(restored.lost.count)])),
            style: .stopped)
        for identifier in restored.lost {
            session.output.line(StyledText("  \(identifier.text)"))
        }
        return .unsound
    }
}

/// The work of `rastro node keys rotate`.
struct NodeKeysRotateJob {
    let options: NodeKeysRotateOptions
    let session: Session

    /// The work as the command starts it.
    static let job: NodeKeysRotateCommand.Job = { options, session in
        try await NodeKeysRotateJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        ProcessSecrecy.close()
        let note = try await options.folder.rotate(
            because: options.reason, surroundings: .ofProcess { _ in })
        let manifest = try KeyManifest(note.text)
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "node.rotated",
                    [
                        "serial": .count(Int(clamping: manifest.serial)),
                        "file": .text(options.folder.manifest),
                    ])), style: .strong)
        for line in NodeKeyLine.lines(of: note) { session.output.line(line) }
        return .done
    }
}
