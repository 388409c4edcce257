import Exchange
import Language
import Ledger
import Nodes

/// The work of `rastro node show`.
struct NodeShowJob {
    let options: NodeShowOptions
    let session: Session

    /// The work as the command starts it.
    static let job: NodeShowCommand.Job = { options, session in
        try await NodeShowJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        let reader = try await NodeReader(options.folder)
        let configuration = reader.configuration
        let custodians = try await reader.custodians()
        let peers = try await reader.peers()
        let identity = try await reader.identity()
        await reader.close()
        try own(configuration)
        try keys()
        if let identity {
            session.say("node.show.identity")
            session.output.line(StyledText("  cert \(identity.certificate)"))
            session.output.line(StyledText("  cert-key \(identity.key)"))
        }
        for peer in peers {
            session.say("node.show.peer", ["name": .text(peer.name.text), "url": .text(peer.url)])
            for key in peer.keys { session.output.line(StyledText("  \(key)")) }
        }
        for custodian in custodians {
            session.say(
                "node.show.custodian",
                [
                    "name": .text(custodian.card.name.text),
                    "licence": .text(custodian.card.licence), "url": .text(custodian.url),
                ])
            session.output.line(StyledText("  msg \(custodian.card.key.text)"))
        }
        return .done
    }

    private func own(_ configuration: NodeConfiguration) throws {
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "node.show.headline",
                    [
                        "name": .text(configuration.name.text),
                        "country": .text(configuration.jurisdiction),
                        "agency": .text(configuration.agency.text),
                        "basis": .text(configuration.basis.text),
                    ])), style: .strong)
        session.say(configuration.channel, at: configuration.listen)
        session.say(
            "node.show.lifetime", ["days": .count(Int(clamping: configuration.lifetimeDays))])
        if let plain = configuration.plainBooks {
            session.say("node.show.plainBooks", ["folder": .text(plain)])
        } else if options.folder.hasBooks {
            let books = try options.folder.bookDescriptions()
            session.say(
                "node.show.books",
                [
                    "books": .count(books.count),
                    "lines": .count(books.reduce(0) { $0 + $1.lines }),
                ])
        } else {
            session.say("node.show.noBooks")
        }
    }

    private func keys() throws {
        let note = try ManifestFile.read(options.folder.manifest)
        session.say("node.show.keys", ["file": .text(options.folder.manifest)])
        for line in NodeKeyLine.lines(of: note) { session.output.line(line) }
    }
}

/// The work of `rastro node alarms`.
struct NodeAlarmsJob {
    let options: NodeAlarmsOptions
    let session: Session

    /// The work as the command starts it.
    static let job: NodeAlarmsCommand.Job = { options, session in
        try await NodeAlarmsJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        let reader = try await NodeReader(options.folder)
        let alarms = try await reader.overview().alarms
        await reader.close()
        guard let last = alarms.map(\.number).max() else {
            session.say("node.alarms.none")
            return .done
        }
        for alarm in alarms { session.say(alarm) }
        guard options.areSeen else { return .unsound }
        // What was raised since they were shown stays.
        try await LocalAsking.seen(options.folder, upTo: last)
        session.say("node.alarms.seen", ["count": .count(alarms.count)])
        return .done
    }
}

/// The work of `rastro custodian show`.
struct CustodianShowJob {
    let options: CustodianShowOptions
    let session: Session

    /// The work as the command starts it.
    static let job: CustodianShowCommand.Job = { options, session in
        try CustodianShowJob(options: options, session: session).run()
    }

    private func run() throws -> ExitCode {
        let configuration = try options.folder.read()
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "node.show.custodianHeadline",
                    [
                        "name": .text(configuration.name.text),
                        "licence": .text(configuration.licence),
                    ])), style: .strong)
        session.say(configuration.channel, at: configuration.listen)
        session.say("node.show.custodianBooks", ["folder": .text(configuration.books)])
        session.say("node.show.keys", ["file": .text(options.folder.card)])
        session.output.line(StyledText("  msg \(try options.folder.messageKey())"))
        session.say("node.show.custodianLedger", ["folder": .text(options.folder.ledger)])
        session.output.line(StyledText("  log \(try options.folder.ledgerKey())"))
        let askers = try options.folder.allowed()
        if askers.isEmpty { session.say("node.show.noAsker") }
        for (name, keys) in askers {
            session.say("node.custodian.allowed", ["name": .text(name.text)])
            for key in keys { session.output.line(StyledText("  \(key)")) }
        }
        return .done
    }
}

extension Session {
    /// Says a text.
    func say(_ key: String, _ facts: [String: Fact] = [:]) {
        output.paragraph(catalogue(Phrase(key, facts)))
    }

    /// Says how others reach a node or a custodian.
    func say(_ channel: NodeConfiguration.Channel, at address: String) {
        switch channel {
        case .front: say("node.show.front", ["address": .text(address)])
        case .loopback: say("node.show.loopback", ["address": .text(address)])
        }
    }

    /// Says an alarm.
    func say(_ alarm: NodeOverview.AlarmRecord) {
        output.paragraph(
            "✗ " + LedgerTime.text(UInt64(alarm.time.seconds)) + "  "
                + catalogue(
                    Phrase(
                        "node.news.alarm",
                        [
                            "what": .phrase(AlarmWords.phrase(alarm.kind)),
                            "about": .text(alarm.about),
                        ])), style: .stopped, indent: 2)
    }
}
