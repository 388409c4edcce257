import Books
import Exchange
import Firearms
import Language
import Ledger
import Nodes

/// The work of `rastro custodian init`.
struct CustodianInitJob {
    let options: CustodianInitOptions
    let session: Session

    /// The work as the command starts it.
    static let job: CustodianInitCommand.Job = { options, session in
        try CustodianInitJob(options: options, session: session).run()
    }

    private func run() throws -> ExitCode {
        let card = try options.folder.make(
            options.configuration, surroundings: .ofProcess { _ in })
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "node.custodian.made",
                    ["name": .text(card.name.text), "folder": .text(options.folder.path)])),
            style: .strong)
        session.output.paragraph(
            session.catalogue(
                Phrase("node.custodian.handOver", ["file": .text(options.folder.card)])))
        session.output.line(StyledText("  msg \(card.key.text)"))
        session.say("node.show.custodianLedger", ["folder": .text(options.folder.ledger)])
        session.output.line(StyledText("  log \(try options.folder.ledgerKey())"))
        return .done
    }
}

/// The work of `rastro custodian allow`.
struct CustodianAllowJob {
    let options: CustodianAllowOptions
    let session: Session

    /// The work as the command starts it.
    static let job: CustodianAllowCommand.Job = { options, session in
        try CustodianAllowJob(options: options, session: session).run()
    }

    private func run() throws -> ExitCode {
        let note = try ManifestFile.read(options.manifest)
        let name = try options.folder.allow(note)
        session.output.paragraph(
            session.catalogue(Phrase("node.custodian.allowed", ["name": .text(name.text)])),
            style: .strong)
        session.output.paragraph(session.catalogue(Phrase("node.compare")))
        for line in NodeKeyLine.lines(of: note) { session.output.line(line) }
        return .done
    }
}

/// The work of `rastro custodian serve`.
struct CustodianServeJob {
    let options: CustodianServeOptions
    let session: Session

    /// The work as the command starts it.
    static let job: CustodianServeCommand.Job = { options, session in
        try await CustodianServeJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        session.closeProcess()
        let surroundings = NodeSurroundings.ofProcess { [session] news in
            session.errors.paragraph(session.catalogue(news.phrase), style: news.style, indent: 2)
        }
        let configuration = try options.folder.read()
        let sources = Desk.Sources(
            books: configuration.books, licensees: configuration.licensees, today: session.today)
        let desk = try await Desk.open(
            sources, tables: ReferenceTables.carried, session: session)
        let service = try CustodianService(
            options.folder, custodians: desk.custodians, today: session.today,
            surroundings: surroundings)
        let end = await EndSignal()
        let host = try await CustodianHost(service, surroundings: surroundings)
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "node.custodian.serving",
                    [
                        "name": .text(configuration.name.text),
                        "address": .text(configuration.listen),
                        "nodes": .text(service.allowed.map(\.text).joined(separator: ", ")),
                    ])), style: .strong)
        await end.wait()
        session.errors.paragraph(session.catalogue(Phrase("node.ending")))
        await host.stop()
        return .done
    }
}

/// The work of `rastro node custodian add`.
struct NodeCustodianAddJob {
    let options: NodeCustodianAddOptions
    let session: Session

    /// The work as the command starts it.
    static let job: NodeCustodianAddCommand.Job = { options, session in
        try await NodeCustodianAddJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        let bytes = try UserFiles.bytes(options.card, atMost: CustodianCard.mostBytes)
        guard let card = CustodianCard(bytes) else { throw NodeError.card }
        try await options.folder.addCustodian(card, url: options.url)
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "node.custodian.added",
                    [
                        "name": .text(card.name.text), "licence": .text(card.licence),
                        "url": .text(options.url),
                    ])), style: .strong)
        session.output.paragraph(session.catalogue(Phrase("node.compare")))
        session.output.line(StyledText("  msg \(card.key.text)"))
        return .done
    }
}
